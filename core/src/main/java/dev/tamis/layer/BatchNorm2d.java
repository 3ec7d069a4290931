package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Batch normalisation (Ioffe, Szegedy 2015): per channel (x - mean) / sqrt(variance + epsilon) *
 * scale + shift, with statistics of the mini-batch in training and running statistics otherwise.
 *
 * @param epsilon added to the variance, above 0
 * @param momentum share of the newest batch in the running statistics, in (0,1], as PyTorch counts
 *     it
 */
public record BatchNorm2d(float epsilon, float momentum) implements BatchNorm {

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public BatchNorm2d {
    check(epsilon, momentum);
  }

  /** Epsilon 1e-5 and momentum 0.1, the usual ones. */
  public BatchNorm2d() {
    this(1e-5f, 0.1f);
  }

  static void check(float epsilon, float momentum) {
    if (!(epsilon > 0f) || !(momentum > 0f && momentum <= 1f)) {
      throw new IllegalArgumentException(
          "batch norm needs epsilon > 0 and momentum in (0,1], not " + epsilon + ", " + momentum);
    }
  }

  @Override
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new BatchNormLayer(
        this, null, inputs.get(0), parameters, statistics, resources.kernels());
  }
}
