package dev.tamis.onnx;

import dev.tamis.layer.BatchNorm;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of a network's parameters as files have it: PyTorch's names and layouts, which are also
 * ONNX's.
 *
 * @param node number of the node
 * @param suffix "weight", "bias", "running_mean" or "running_var"; "factor" or "term"
 * @param dims extents in the file
 * @param block the values in the network
 * @param order index in the file of each column of a row; null if both agree
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record NamedTensor(
    int node, String suffix, int[] dims, ParameterBlock block, int @Nullable [] order) {

  /** All of a network, node by node, as its layers list them. */
  static List<NamedTensor> of(Network network) {
    NetworkSpec spec = network.spec();
    FileOrder orders = new FileOrder(spec);
    List<NamedTensor> all = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      addNode(i, spec, orders, network.parameters(), all);
    }
    return all;
  }

  private static void addNode(
      int i, NetworkSpec spec, FileOrder orders, Parameters parameters, List<NamedTensor> to) {
    List<ParameterBlock> trained = parameters.trained(i);
    List<ParameterBlock> statistics = parameters.statistics(i);
    LayerSpec layer = spec.layer(i);
    Shape input = spec.inputShapes(i).get(0);
    int channels = input.channels();
    int[] order = orders.ofInput(i, 0).indices();
    if (layer instanceof Conv2d c) {
      int[] dims = {c.outputChannels(), channels / c.groups(), c.kernelHeight(), c.kernelWidth()};
      to.add(new NamedTensor(i, "weight", dims, trained.get(0), null));
    } else if (layer instanceof Linear l) {
      int[] dims = {l.outputFeatures(), channels};
      to.add(new NamedTensor(i, "weight", dims, trained.get(0), order));
    } else if (layer instanceof BatchNorm) {
      to.add(vector(i, "weight", trained.get(0), order));
      to.add(vector(i, "bias", trained.get(1), order));
      to.add(vector(i, "running_mean", statistics.get(0), order));
      to.add(vector(i, "running_var", statistics.get(1), order));
      return;
    } else if (layer instanceof ChannelAffine) {
      to.add(vector(i, "factor", statistics.get(0), order));
      to.add(vector(i, "term", statistics.get(1), order));
    }
    if (trained.size() > 1) {
      to.add(vector(i, "bias", trained.get(1), null));
    }
  }

  private static NamedTensor vector(
      int node, String suffix, ParameterBlock block, int @Nullable [] order) {
    return new NamedTensor(node, suffix, new int[] {block.length()}, block, order);
  }

  /** The values in the file's layout. */
  float[] toFile() {
    float[] values =
        Arrays.copyOfRange(block.data(), block.offset(), block.offset() + block.length());
    if (dims.length == 4) {
      return WeightLayout.kernelsToFile(values, dims[0], dims[1]);
    }
    return WeightLayout.columnsToFile(values, dims[dims.length - 1], order);
  }

  /** Values of the file's layout in the network's. */
  float[] fromFile(float[] values) {
    if (dims.length == 4) {
      return WeightLayout.kernelsFromFile(values, dims[0], dims[1]);
    }
    return WeightLayout.columnsFromFile(values, dims[dims.length - 1], order);
  }
}
