package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.kernels.FakeQuantizedProducts;
import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The weight gradient as a sum of parts of the mini-batch. Splitting a layer of few channels over
 * its output channels would make every thread read the whole input; here each reads its own
 * instances. How many parts there are depends on the layer and the mini-batch, never on the
 * threads, and they are added in order: the bits stay the same.
 */
final class WeightParts {
  private static final int MOST_PARTS = 8;

  /** Positions that a part must sum over, so that adding the parts stays a small share. */
  private static final int LEAST_POSITIONS = 2048;

  /** Positions from which on there are two parts, so that two threads work on few instances. */
  private static final int TWO_PARTS = 512;

  /** Floats of all parts together: 4 MiB. */
  private static final int MOST_FLOATS = 1 << 20;

  private final ConvGeometry geometry;
  private final boolean hasBias;
  private final Kernels kernels;
  private final int partLength;
  private final RangeTask partTask = this::partRange;
  private final RangeTask sumTask = this::sumRange;

  private int parts;
  private @Nullable FeatureMap input;
  private @Nullable ErrorMap outputError;
  private @Nullable ChannelSet kept;
  private @Nullable ParameterBlock gradient;
  private @Nullable ParameterBlock biasGradient;
  private @Nullable FakeQuantizedProducts products;

  WeightParts(ConvGeometry geometry, boolean hasBias, Kernels kernels) {
    this.geometry = geometry;
    this.hasBias = hasBias;
    this.kernels = kernels;
    this.partLength = geometry.weightCount() + (hasBias ? geometry.outputChannels() : 0);
    int most = Math.min(MOST_PARTS, MOST_FLOATS / partLength);
    if (most > 1) {
      kernels.workers().reserveShared(most * partLength);
    }
  }

  /** Computes parts from rounded operands from now on. */
  void quantize(FakeQuantizedProducts rounded) {
    products = rounded;
  }

  /** Instances of the largest mini-batch of at most so many that has one part. */
  int mostUnsplit(int capacity) {
    int most = capacity;
    while (most > 1 && count(most) > 1) {
      most--;
    }
    return most;
  }

  /** Parts of a mini-batch; 1 means that the layer is better split over its output channels. */
  int count(int instances) {
    long positions = (long) instances * geometry.outputPixels();
    long wanted = Math.max(positions >= TWO_PARTS ? 2 : 1, positions / LEAST_POSITIONS);
    int most = Math.min(MOST_PARTS, Math.min(instances, MOST_FLOATS / partLength));
    return (int) Math.max(1, Math.min(most, wanted));
  }

  /** Computes the rows of kept channels. */
  void run(
      FeatureMap savedInput,
      ErrorMap fromOutput,
      ChannelSet keptChannels,
      ParameterBlock weightGradient,
      @Nullable ParameterBlock ofBias) {
    input = savedInput;
    outputError = fromOutput;
    kept = keptChannels;
    gradient = weightGradient;
    biasGradient = ofBias;
    parts = count(savedInput.instances());
    kernels.workers().run(parts, partTask);
    kernels.workers().run(keptChannels.count(), sumTask);
  }

  private void partRange(int from, int to, float[] scratch) {
    FeatureMap images = Objects.requireNonNull(input);
    ErrorMap errors = Objects.requireNonNull(outputError);
    ChannelSet channels = Objects.requireNonNull(kept);
    float[] shared = kernels.workers().shared();
    for (int part = from; part < to; part++) {
      int begin = first(part, images.instances());
      int end = first(part + 1, images.instances());
      int at = part * partLength;
      if (products != null) {
        products.backwardWeightsPart(images, errors, channels, begin, end, shared, at, scratch);
      } else {
        kernels.convBackwardWeightsPart(
            geometry, images, errors, channels, hasBias, begin, end, shared, at, scratch);
      }
    }
  }

  private int first(int part, int instances) {
    return (int) ((long) instances * part / parts);
  }

  private void sumRange(int from, int to, float[] scratch) {
    int row = geometry.kernelSize();
    for (int k = from; k < to; k++) {
      int o = Objects.requireNonNull(kept).get(k);
      sum(o * row, row, Objects.requireNonNull(gradient), o * row);
      if (biasGradient != null) {
        sum(geometry.weightCount() + o, 1, biasGradient, o);
      }
    }
  }

  private void sum(int partAt, int length, ParameterBlock to, int toAt) {
    float[] from = kernels.workers().shared();
    float[] data = to.data();
    int at = to.offset() + toAt;
    System.arraycopy(from, partAt, data, at, length);
    for (int part = 1; part < parts; part++) {
      int next = part * partLength + partAt;
      for (int i = 0; i < length; i++) {
        data[at + i] += from[next + i];
      }
    }
  }
}
