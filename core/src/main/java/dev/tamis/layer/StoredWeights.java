package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The products of a linear layer that read its weights as they are stored, instead of packing them
 * anew every step. They are split over what is written: outputs forward, inputs backward, so that
 * all threads work also where few instances are kept.
 */
final class StoredWeights {
  /** Instances that are worked on together: more are better split over the instances. */
  private static final int TOGETHER = 32;

  /** Outputs of an item of work. */
  private static final int BLOCK = 64;

  /** Items of a range: each brings the instances into another order for itself. */
  private static final int LEAST_BLOCKS = 4;

  private final ConvGeometry geometry;
  private final ParameterBlock weights;
  private final @Nullable ParameterBlock bias;
  private final Kernels kernels;
  private final RangeTask instanceTask = this::instances;
  private final RangeTask outputTask = this::outputs;
  private final RangeTask errorTask = this::errors;

  private @Nullable FeatureMap input;
  private @Nullable FeatureMap output;
  private @Nullable ErrorMap outputError;
  private @Nullable ErrorMap inputError;

  StoredWeights(
      ConvGeometry geometry,
      ParameterBlock weights,
      @Nullable ParameterBlock bias,
      Kernels kernels) {
    this.geometry = geometry;
    this.weights = weights;
    this.bias = bias;
    this.kernels = kernels;
  }

  void forward(FeatureMap from, FeatureMap to) {
    input = from;
    output = to;
    if (from.instances() > TOGETHER) {
      kernels.workers().run(from.instances(), TOGETHER, instanceTask);
    } else {
      int blocks = (geometry.outputChannels() + BLOCK - 1) / BLOCK;
      kernels.workers().run(blocks, LEAST_BLOCKS, outputTask);
    }
  }

  private void instances(int from, int to, float[] scratch) {
    forward(from, to, 0, geometry.outputChannels(), scratch);
  }

  private void outputs(int from, int to, float[] scratch) {
    int last = Math.min(to * BLOCK, geometry.outputChannels());
    forward(0, Objects.requireNonNull(input).instances(), from * BLOCK, last, scratch);
  }

  private void forward(int from, int to, int firstOutput, int lastOutput, float[] scratch) {
    kernels.linearForward(
        geometry,
        Objects.requireNonNull(input),
        weights,
        bias,
        Objects.requireNonNull(output),
        from,
        to,
        firstOutput,
        lastOutput,
        scratch);
  }

  void backwardError(ErrorMap fromOutput, ErrorMap toInput) {
    outputError = fromOutput;
    inputError = toInput;
    kernels.workers().run(kernels.linearErrorBlocks(geometry), errorTask);
  }

  private void errors(int from, int to, float[] scratch) {
    kernels.linearBackwardError(
        geometry,
        Objects.requireNonNull(outputError),
        weights,
        Objects.requireNonNull(inputError),
        from,
        to);
  }
}
