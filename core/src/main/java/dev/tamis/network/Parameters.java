package dev.tamis.network;

import dev.tamis.layer.ParameterSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All trained values of a network in one slab, and its running statistics in another. */
public final class Parameters {
  private final ParameterSlab trained;
  private final ParameterSlab statistics;
  private final List<List<ParameterBlock>> trainedBlocks = new ArrayList<>();
  private final List<List<ParameterBlock>> statisticsBlocks = new ArrayList<>();

  Parameters(NetworkSpec spec, SeededGenerator generator) {
    List<List<ParameterSpec>> trainedSpecs = new ArrayList<>();
    List<List<ParameterSpec>> statisticsSpecs = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      trainedSpecs.add(spec.layer(i).parameters(spec.inputShapes(i)));
      statisticsSpecs.add(spec.layer(i).statistics(spec.inputShapes(i)));
    }
    trained = slab(trainedSpecs, trainedBlocks);
    statistics = slab(statisticsSpecs, statisticsBlocks);
    for (int i = 0; i < spec.nodes().size(); i++) {
      Initialization.fill(spec, i, trainedSpecs.get(i), trainedBlocks.get(i), generator);
      Initialization.fill(spec, i, statisticsSpecs.get(i), statisticsBlocks.get(i), generator);
    }
  }

  static ParameterSlab slab(List<List<ParameterSpec>> specs, List<List<ParameterBlock>> blocks) {
    int size = 0;
    for (List<ParameterSpec> node : specs) {
      for (ParameterSpec parameter : node) {
        size = Math.addExact(size, parameter.length());
      }
    }
    ParameterSlab slab = new ParameterSlab(size);
    int offset = 0;
    for (List<ParameterSpec> node : specs) {
      List<ParameterBlock> nodeBlocks = new ArrayList<>();
      for (ParameterSpec parameter : node) {
        nodeBlocks.add(slab.block(offset, parameter.length()));
        offset += parameter.length();
      }
      blocks.add(List.copyOf(nodeBlocks));
    }
    return slab;
  }

  /** The trained values; say {@link ParameterSlab#markChanged()} after writing. */
  public ParameterSlab trained() {
    return trained;
  }

  /** Running statistics of batch norms. */
  public ParameterSlab statistics() {
    return statistics;
  }

  /** Trained blocks of node i, as its layer lists them. */
  public List<ParameterBlock> trained(int i) {
    return trainedBlocks.get(i);
  }

  /** Running statistics of node i. */
  public List<ParameterBlock> statistics(int i) {
    return statisticsBlocks.get(i);
  }

  /**
   * Takes over all values of a network of the same spec.
   *
   * @throws IllegalArgumentException if it has other numbers of values
   */
  public void copyFrom(Parameters other) {
    copy(other.trained, trained);
    copy(other.statistics, statistics);
  }

  private static void copy(ParameterSlab from, ParameterSlab to) {
    int length = to.data().length;
    if (from.data().length != length) {
      throw new IllegalArgumentException(
          "a network with " + from.data().length + " values for one with " + length);
    }
    System.arraycopy(from.data(), 0, to.data(), 0, length);
    to.markChanged();
  }

  /** Writes all values. */
  public void saveState(DataOutput out) throws IOException {
    for (ParameterSlab slab : List.of(trained, statistics)) {
      out.writeInt(slab.data().length);
      for (float value : slab.data()) {
        out.writeFloat(value);
      }
    }
  }

  /**
   * Replaces all values.
   *
   * @throws IOException if the saved network has other numbers of values
   */
  public void restoreState(DataInput in) throws IOException {
    for (ParameterSlab slab : List.of(trained, statistics)) {
      int length = in.readInt();
      float[] data = slab.data();
      if (length != data.length) {
        throw new IOException(
            "the saved network has " + length + " values where this one has " + data.length);
      }
      for (int i = 0; i < length; i++) {
        data[i] = in.readFloat();
      }
      slab.markChanged();
    }
  }
}
