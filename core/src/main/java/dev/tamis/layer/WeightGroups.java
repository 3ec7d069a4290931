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
 * A weight gradient that is too large for {@link WeightParts}, where kernels transform input and
 * errors first: group of instances by group, all threads transform instances into shared memory and
 * then share out the rows. How large a group is depends on the layer only, so that the bits do not
 * depend on the threads.
 */
final class WeightGroups {
  /** Rows of a range, which reads all of the transformed input: whole tiles of rows. */
  private static final int LEAST_ROWS = 48;

  private final ConvGeometry geometry;
  private final Kernels kernels;
  private final int groupInstances;
  private final RangeTask transformTask = this::transformRange;
  private final RangeTask multiplyTask = this::multiplyRange;

  private int first;
  private int instances;
  private @Nullable FeatureMap input;
  private @Nullable ErrorMap outputError;
  private @Nullable ChannelSet kept;
  private @Nullable ParameterBlock gradient;
  private @Nullable ParameterBlock biasGradient;
  private @Nullable FakeQuantizedProducts products;

  WeightGroups(ConvGeometry geometry, Kernels kernels) {
    this.geometry = geometry;
    this.kernels = kernels;
    this.groupInstances = kernels.groupInstances(geometry);
    kernels.workers().reserveShared(kernels.groupLength(geometry));
  }

  /** Computes the gradient from rounded operands from now on. */
  void quantize(FakeQuantizedProducts rounded) {
    products = rounded;
  }

  /** Whether this layer's gradient is computed in this way. */
  boolean handles() {
    return groupInstances > 0;
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
    for (first = 0; first < savedInput.instances(); first += groupInstances) {
      instances = Math.min(groupInstances, savedInput.instances() - first);
      kernels.workers().run(instances, transformTask);
      kernels.workers().run(keptChannels.count(), LEAST_ROWS, multiplyTask);
    }
  }

  private void transformRange(int from, int to, float[] scratch) {
    FeatureMap images = Objects.requireNonNull(input);
    ErrorMap errors = Objects.requireNonNull(outputError);
    ChannelSet channels = Objects.requireNonNull(kept);
    float[] shared = kernels.workers().shared();
    if (products != null) {
      products.transformGroup(images, errors, channels, first, from, to, shared, scratch);
    } else {
      kernels.convTransformGroup(
          geometry, images, errors, channels, first, from, to, shared, scratch);
    }
  }

  private void multiplyRange(int from, int to, float[] scratch) {
    kernels.convMultiplyGroup(
        geometry,
        kernels.workers().shared(),
        instances,
        Objects.requireNonNull(kept),
        Objects.requireNonNull(gradient),
        biasGradient,
        first > 0,
        from,
        to,
        scratch);
  }
}
