package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Range batch normalisation (Banner et al. 2018, arXiv 1805.11046, section 3): the deviation is
 * measured by the range of the channel's values instead of their variance, which few bits bear
 * better. Per channel (x - mean) / sqrt(deviation^2 + epsilon) * scale + shift.
 *
 * <p>As in the authors' code the range is a mean over parts of the mini-batch: it is cut into
 * chunks of consecutive instances, at least 4 each and at most 16 chunks, and deviation = mean over
 * chunks of C(n) * (largest - smallest), n being the values of a chunk. C(n) = 1 / (2 z(n)), with
 * z(n) the quantile of the standard normal distribution at (n - 3/8) / (n + 1/4), which is what the
 * largest of n normal values is on average (Blom 1958): the deviation of normal values is thus
 * their standard deviation at any n. The paper's C(n) = 1 / sqrt(2 ln n) is its limit up to a
 * constant factor.
 *
 * <p>Gradients are exact: where the range depends on a value, the first of the largest or smallest
 * of its chunk, that value has a share in it. The running variance is the mean of the squared
 * deviations, so that inference is that of {@link BatchNorm2d}.
 *
 * @param epsilon added to the squared deviation, above 0: equal values give 0, not NaN
 * @param momentum share of the newest batch in the running statistics, in (0,1], as PyTorch counts
 *     it
 */
public record RangeBatchNorm2d(float epsilon, float momentum) implements BatchNorm {

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public RangeBatchNorm2d {
    BatchNorm2d.check(epsilon, momentum);
  }

  /** Epsilon 1e-5 and momentum 0.1, the usual ones. */
  public RangeBatchNorm2d() {
    this(1e-5f, 0.1f);
  }

  /**
   * @throws IllegalArgumentException if the input has more than 2^24 pixels
   */
  @Override
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    Shape input = inputs.get(0);
    ChannelRanges ranges = new ChannelRanges(input, resources.kernels());
    return new BatchNormLayer(this, ranges, input, parameters, statistics, resources.kernels());
  }
}
