package dev.tamis.kernels;

/**
 * The products and passes over memory that training consists of. Arguments are checked by {@link
 * Kernels}; implementations compute.
 *
 * <p>Arrays come with the index of their first element. Feature maps and error maps are
 * [instance][row][column][channel], weights and weight gradients as {@link ConvGeometry} says.
 * {@code from} and {@code to} bound the instances (or rows, elements) that one call does; a result
 * never depends on how the whole was split into ranges.
 */
interface KernelSet {

  /** "scalar" or "vector". */
  String name();

  /**
   * Independent multiply-adds in registers, as fast as this set can do them: what products are
   * measured against.
   *
   * @param rounds how often
   * @param sink receives a value, so that the work cannot be left out; at least 64 floats
   * @return floating-point operations done
   */
  long multiplyAdd(int rounds, float[] sink);

  /** Floats that a packed form of the weights for the forward product takes. */
  int packedForwardLength(ConvGeometry g);

  /** Rearranges all weights for {@link #convForward}. */
  void packForward(ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt);

  /** Floats that a packed form of all weights for error propagation takes. */
  int packedErrorLength(ConvGeometry g);

  /** Rearranges the weights of the kept output channels for {@link #convBackwardError}. */
  void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt);

  /**
   * Instances that the forward product and error propagation best work on together, because they
   * then read large weights once for all of them.
   */
  default int blockInstances(ConvGeometry g) {
    return 1;
  }

  /**
   * Whether {@link #linearForward} computes the forward product from the weights as they are
   * stored, so that none are packed for it.
   */
  default boolean readsWeights(ConvGeometry g) {
    return false;
  }

  /** The same for {@link #linearBackwardError}, with all channels kept. */
  default boolean readsWeightsBackward(ConvGeometry g) {
    return false;
  }

  /**
   * {@link #convForward} with weights as they are stored, for output channels {@code firstOutput}
   * to {@code lastOutput} - 1.
   */
  default void linearForward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] weights,
      int weightsAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      int firstOutput,
      int lastOutput,
      float[] scratch) {
    throw new UnsupportedOperationException(name());
  }

  /** Blocks of input channels that {@link #linearBackwardError} can be split into. */
  default int linearErrorBlocks(ConvGeometry g) {
    throw new UnsupportedOperationException(name());
  }

  /**
   * Blocks {@code from} to {@code to} - 1 of {@link #convBackwardError} of all instances, with
   * weights as they are stored, all channels kept, nothing added to what is there.
   */
  default void linearBackwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] weights,
      int weightsAt,
      float[] inputError,
      int inputErrorAt,
      int instances,
      int from,
      int to) {
    throw new UnsupportedOperationException(name());
  }

  /** Floats of scratch memory that a worker needs for any product of this geometry. */
  int scratchLength(ConvGeometry g);

  /**
   * Forward product: output[n,p,q,o] = bias[o] + sum over r,s,c of
   * input[n,p*stride+r-pad,q*stride+s-pad,c] * weights[o,r,s,c].
   *
   * @param bias one per output channel; read only if {@code hasBias}
   */
  void convForward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] packed,
      int packedAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      float[] scratch);

  /**
   * Error propagation over the kept output channels only: inputError[n,h,w,c] (+)= sum over kept o
   * and r,s of outputError[n,p,q,o] * weights[o,r,s,c] with p*stride+r-pad = h and q*stride+s-pad =
   * w.
   *
   * @param accumulate whether to add to what {@code inputError} holds, or overwrite it
   */
  void convBackwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] packed,
      int packedAt,
      int[] kept,
      int keptCount,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch);

  /**
   * Weight gradient of kept output channels number {@code from} to {@code to} - 1:
   * gradient[o,r,s,c] = sum over n,p,q of outputError[n,p,q,o] *
   * input[n,p*stride+r-pad,q*stride+s-pad,c], and biasGradient[o] = sum over n,p,q of outputError.
   * Overwrites these rows and leaves all others alone.
   *
   * @param biasGradient one per output channel; written only if {@code hasBias}
   */
  void convBackwardWeights(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int instances,
      int[] kept,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      int from,
      int to,
      float[] scratch);

  /**
   * Instances whose input and errors are transformed together before the weight gradient is
   * computed from them, {@link #convTransformGroup}; 0 where this set does not transform them.
   */
  default int groupInstances(ConvGeometry g) {
    return 0;
  }

  /** Floats of a transformed group. */
  default int groupLength(ConvGeometry g) {
    return 0;
  }

  /**
   * Transforms input and kept channels of the output error of instances {@code from} to {@code to}
   * - 1, counted from the first of the group.
   *
   * @param transformed receives each instance's part of {@link #groupLength} floats
   */
  default void convTransformGroup(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int[] kept,
      int keptCount,
      int from,
      int to,
      float[] transformed,
      float[] scratch) {
    throw new UnsupportedOperationException(name());
  }

  /**
   * The part of a group of instances in {@link #convBackwardWeights}.
   *
   * @param accumulate whether to add to what the gradients hold, or overwrite it
   */
  default void convMultiplyGroup(
      ConvGeometry g,
      float[] transformed,
      int instances,
      int[] kept,
      int keptCount,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    throw new UnsupportedOperationException(name());
  }

  /** output = max(input, 0), elements from..to-1; may be in place. */
  void reluForward(float[] input, int inputAt, float[] output, int outputAt, int from, int to);

  /** inputError (+)= output > 0 ? outputError : 0, elements from..to-1; may be in place. */
  void reluBackward(
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to);

  /** inputError (+)= outputError x derivative(values), elements from..to-1; may be in place. */
  void derivativeBackward(
      PiecewiseLinear derivative,
      float[] values,
      int valuesAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to);

  /** output = a + b, elements from..to-1; may be in place. */
  void add(float[] a, int aAt, float[] b, int bAt, float[] output, int outputAt, int from, int to);

  /** Largest value of each window; padding never wins. */
  void maxPoolForward(
      PoolGeometry g, float[] input, int inputAt, float[] output, int outputAt, int from, int to);

  /** Sends each window's error to the first of its largest values, in row-major order. */
  void maxPoolBackward(
      PoolGeometry g,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to);

  /**
   * Mean of each window; padding counts as zeros if {@code countPadding}, else it is left out of
   * the mean.
   */
  void averagePoolForward(
      PoolGeometry g,
      boolean countPadding,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      int from,
      int to);

  /** Spreads each window's error evenly over what was averaged. */
  void averagePoolBackward(
      PoolGeometry g,
      boolean countPadding,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to);

  /** sums[n*channels+c] = sum over the instance's pixels of values[n,.,c]. */
  void channelSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to);

  /** sums[n*channels+c] = sum over the instance's pixels of |values[n,.,c]|. */
  void channelAbsoluteSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to);

  /** sums[n*channels+c] = sum over the instance's pixels of (values[n,.,c] - mean[c])^2. */
  void channelCentredSquareSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to);

  /**
   * output[.,c] = input[.,c] * factor[c] + term[c], plus the addend where there is one, and then
   * max(., 0) if it rectifies; instances from..to-1; may be in place of input or addend.
   */
  void channelAffine(
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      boolean hasAddend,
      float[] addend,
      int addendAt,
      boolean rectifies,
      float[] output,
      int outputAt,
      int from,
      int to);

  /** sums[n*channels+c] = sum over the instance's pixels of a[n,.,c] * (b[n,.,c] - mean[c]). */
  void channelCentredProductSums(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to);

  /**
   * Batch-norm's error: inputError[.,c] (+)= outputError[.,c] * errorFactor[c] + input[.,c] *
   * inputFactor[c] + term[c]; may be in place of outputError.
   */
  void channelBlend(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to);
}
