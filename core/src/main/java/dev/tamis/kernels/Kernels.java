package dev.tamis.kernels;

import dev.tamis.tensor.BatchTensor;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facade of the arithmetic: checks extents and ranges once per call, then hands over to the
 * chosen {@link KernelSet}, which computes without looking. All methods do instances {@code from}
 * to {@code to} - 1 unless they say otherwise.
 */
public final class Kernels {
  private static final float[] NONE = new float[0];

  private final KernelSet set;
  private final Workers workers;
  private final CodedMaps coded;

  /** The kernels this JVM chose, run by the given workers. */
  public Kernels(Workers workers) {
    this(KernelChoice.current().kernels(), workers);
  }

  Kernels(KernelSet set, Workers workers) {
    this.set = set;
    this.workers = workers;
    this.coded = new CodedMaps(set, workers);
  }

  KernelSet set() {
    return set;
  }

  CodedMaps coded() {
    return coded;
  }

  /** "scalar" or "vector". */
  public String name() {
    return set.name();
  }

  /** The pool that work is split over. */
  public Workers workers() {
    return workers;
  }

  /**
   * Independent multiply-adds in registers, to be timed: the peak that products are measured
   * against.
   *
   * @param sink receives a value; at least 64 floats
   * @return floating-point operations done, two a multiply-add
   */
  public long multiplyAdd(int rounds, float[] sink) {
    checkLength(sink, 64);
    return set.multiplyAdd(rounds, sink);
  }

  /** Floats of the packed weights of the forward product. */
  public int packedForwardLength(ConvGeometry g) {
    return set.packedForwardLength(g);
  }

  /** Floats of the packed weights of error propagation. */
  public int packedErrorLength(ConvGeometry g) {
    return set.packedErrorLength(g);
  }

  /**
   * Instances that one call of {@link #convForward} or {@link #convBackwardError} is best given:
   * with fewer, large weights are read more often.
   */
  public int blockInstances(ConvGeometry g) {
    return set.blockInstances(g);
  }

  /** Floats of scratch that each worker needs for this geometry. */
  public int scratchLength(ConvGeometry g) {
    return set.scratchLength(g);
  }

  /** Packs all weights for {@link #convForward}. */
  public void packForward(ConvGeometry g, ParameterBlock weights, float[] packed) {
    checkWeights(g, weights);
    checkLength(packed, set.packedForwardLength(g));
    set.packForward(g, weights.data(), weights.offset(), packed, 0);
  }

  /** Packs the kept weights for {@link #convBackwardError}. */
  public void packError(ConvGeometry g, ParameterBlock weights, ChannelSet kept, float[] packed) {
    checkWeights(g, weights);
    checkKept(g, kept);
    checkLength(packed, set.packedErrorLength(g));
    set.packError(g, weights.data(), weights.offset(), kept.indices(), kept.count(), packed, 0);
  }

  /** Output = input convolved with the weights, plus bias where there is one. */
  public void convForward(
      ConvGeometry g,
      FeatureMap input,
      float[] packed,
      @Nullable ParameterBlock bias,
      FeatureMap output,
      int from,
      int to,
      float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(output, g.outputSize(), from, to);
    checkBias(g, bias);
    set.convForward(
        g,
        input.data(),
        input.offset(),
        packed,
        0,
        bias != null,
        bias != null ? bias.data() : NONE,
        bias != null ? bias.offset() : 0,
        output.data(),
        output.offset(),
        from,
        to,
        scratch);
  }

  /** Whether {@link #linearForward} can be used, which needs no packed weights. */
  public boolean readsWeights(ConvGeometry g) {
    return set.readsWeights(g);
  }

  /** Whether {@link #linearBackwardError} can be used. */
  public boolean readsWeightsBackward(ConvGeometry g) {
    return set.readsWeightsBackward(g);
  }

  /**
   * {@link #convForward} of a linear layer, from the weights as they are stored, for output
   * channels {@code firstOutput} to {@code lastOutput} - 1.
   */
  public void linearForward(
      ConvGeometry g,
      FeatureMap input,
      ParameterBlock weights,
      @Nullable ParameterBlock bias,
      FeatureMap output,
      int from,
      int to,
      int firstOutput,
      int lastOutput,
      float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(output, g.outputSize(), from, to);
    checkWeights(g, weights);
    checkBias(g, bias);
    Objects.checkFromToIndex(firstOutput, lastOutput, g.outputChannels());
    set.linearForward(
        g,
        input.data(),
        input.offset(),
        weights.data(),
        weights.offset(),
        bias != null,
        bias != null ? bias.data() : NONE,
        bias != null ? bias.offset() : 0,
        output.data(),
        output.offset(),
        from,
        to,
        firstOutput,
        lastOutput,
        scratch);
  }

  /** Blocks of input channels that {@link #linearBackwardError} can be split into. */
  public int linearErrorBlocks(ConvGeometry g) {
    return set.linearErrorBlocks(g);
  }

  /**
   * Blocks {@code from} to {@code to} - 1 of {@link #convBackwardError} of a linear layer with all
   * channels kept, for all instances, from the weights as they are stored; nothing is added to what
   * is there.
   */
  public void linearBackwardError(
      ConvGeometry g,
      ErrorMap outputError,
      ParameterBlock weights,
      ErrorMap inputError,
      int from,
      int to) {
    check(outputError, g.outputSize(), 0, outputError.instances());
    check(inputError, g.inputSize(), 0, outputError.instances());
    checkWeights(g, weights);
    Objects.checkFromToIndex(from, to, set.linearErrorBlocks(g));
    set.linearBackwardError(
        g,
        outputError.data(),
        outputError.offset(),
        weights.data(),
        weights.offset(),
        inputError.data(),
        inputError.offset(),
        outputError.instances(),
        from,
        to);
  }

  /** Error of the input from the kept channels of the error of the output. */
  public void convBackwardError(
      ConvGeometry g,
      ErrorMap outputError,
      float[] packed,
      ChannelSet kept,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    check(outputError, g.outputSize(), from, to);
    check(inputError, g.inputSize(), from, to);
    checkKept(g, kept);
    set.convBackwardError(
        g,
        outputError.data(),
        outputError.offset(),
        packed,
        0,
        kept.indices(),
        kept.count(),
        inputError.data(),
        inputError.offset(),
        accumulate,
        from,
        to,
        scratch);
  }

  /**
   * Gradient rows of the kept channels number {@code from} to {@code to} - 1 from all instances.
   */
  public void convBackwardWeights(
      ConvGeometry g,
      FeatureMap input,
      ErrorMap outputError,
      ChannelSet kept,
      ParameterBlock gradient,
      @Nullable ParameterBlock biasGradient,
      int from,
      int to,
      float[] scratch) {
    check(input, g.inputSize(), 0, input.instances());
    check(outputError, g.outputSize(), 0, input.instances());
    checkKept(g, kept);
    Objects.checkFromToIndex(from, to, kept.count());
    checkWeights(g, gradient);
    checkBias(g, biasGradient);
    set.convBackwardWeights(
        g,
        input.data(),
        input.offset(),
        outputError.data(),
        outputError.offset(),
        input.instances(),
        kept.indices(),
        gradient.data(),
        gradient.offset(),
        biasGradient != null,
        biasGradient != null ? biasGradient.data() : NONE,
        biasGradient != null ? biasGradient.offset() : 0,
        from,
        to,
        scratch);
  }

  /**
   * Gradient rows of all kept channels from instances {@code from} to {@code to} - 1, as one part
   * of a sum over the mini-batch.
   *
   * @param part receives rows of the weight gradient and, behind them, the bias gradient if there
   *     is a bias; rows of dropped channels are left alone
   * @param partAt where the part starts
   */
  public void convBackwardWeightsPart(
      ConvGeometry g,
      FeatureMap input,
      ErrorMap outputError,
      ChannelSet kept,
      boolean hasBias,
      int from,
      int to,
      float[] part,
      int partAt,
      float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(outputError, g.outputSize(), from, to);
    checkKept(g, kept);
    Objects.checkFromIndexSize(
        partAt, g.weightCount() + (hasBias ? g.outputChannels() : 0), part.length);
    set.convBackwardWeights(
        g,
        input.data(),
        input.offset() + from * g.inputSize(),
        outputError.data(),
        outputError.offset() + from * g.outputSize(),
        to - from,
        kept.indices(),
        part,
        partAt,
        hasBias,
        part,
        partAt + g.weightCount(),
        0,
        kept.count(),
        scratch);
  }

  /**
   * Instances of which {@link #convTransformGroup} does the work that all rows of a weight gradient
   * share; 0 where there is none and {@link #convBackwardWeights} is to be called.
   */
  public int groupInstances(ConvGeometry g) {
    return set.groupInstances(g);
  }

  /** Floats of a group of instances, transformed. */
  public int groupLength(ConvGeometry g) {
    return set.groupLength(g);
  }

  /**
   * Transforms the instances from number {@code first} + {@code from} to {@code first} + {@code to}
   * - 1, of the group that begins with {@code first}.
   */
  public void convTransformGroup(
      ConvGeometry g,
      FeatureMap input,
      ErrorMap outputError,
      ChannelSet kept,
      int first,
      int from,
      int to,
      float[] transformed,
      float[] scratch) {
    check(input, g.inputSize(), first + from, first + to);
    check(outputError, g.outputSize(), first + from, first + to);
    checkKept(g, kept);
    Objects.checkFromToIndex(from, to, set.groupInstances(g));
    checkLength(transformed, set.groupLength(g));
    set.convTransformGroup(
        g,
        input.data(),
        input.offset() + first * g.inputSize(),
        outputError.data(),
        outputError.offset() + first * g.outputSize(),
        kept.indices(),
        kept.count(),
        from,
        to,
        transformed,
        scratch);
  }

  /**
   * Gradient rows of the kept channels number {@code from} to {@code to} - 1 from a transformed
   * group.
   *
   * @param instances how many the group has
   * @param accumulate whether to add to what the gradients hold, or overwrite it
   */
  public void convMultiplyGroup(
      ConvGeometry g,
      float[] transformed,
      int instances,
      ChannelSet kept,
      ParameterBlock gradient,
      @Nullable ParameterBlock biasGradient,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    checkLength(transformed, set.groupLength(g));
    Objects.checkFromToIndex(0, instances, set.groupInstances(g));
    checkKept(g, kept);
    Objects.checkFromToIndex(from, to, kept.count());
    checkWeights(g, gradient);
    checkBias(g, biasGradient);
    set.convMultiplyGroup(
        g,
        transformed,
        instances,
        kept.indices(),
        kept.count(),
        gradient.data(),
        gradient.offset(),
        biasGradient != null,
        biasGradient != null ? biasGradient.data() : NONE,
        biasGradient != null ? biasGradient.offset() : 0,
        accumulate,
        from,
        to,
        scratch);
  }

  /** Whether a map is stored as floats that are not rounded. */
  private static boolean isFloat(FeatureMap map) {
    return map.levels() == 0;
  }

  /** Output = max(input, 0); may be in place. */
  public void reluForward(FeatureMap input, FeatureMap output, int from, int to, float[] scratch) {
    int size = input.shape().size();
    check(input, size, from, to);
    check(output, size, from, to);
    if (!isFloat(input) || !isFloat(output)) {
      for (int n = from; n < to; n++) {
        coded.reluForward(input, output, n, scratch);
      }
      return;
    }
    set.reluForward(
        input.data(), input.offset(), output.data(), output.offset(), from * size, to * size);
  }

  /** Input error = output error where the output is positive; may be in place. */
  public void reluBackward(
      FeatureMap output,
      ErrorMap outputError,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    int size = output.shape().size();
    check(output, size, from, to);
    check(outputError, size, from, to);
    check(inputError, size, from, to);
    if (output.isEncoded()) {
      for (int n = from; n < to; n++) {
        coded.reluBackward(output, outputError, inputError, accumulate, n);
      }
      return;
    }
    set.reluBackward(
        output.data(),
        output.offset(),
        outputError.data(),
        outputError.offset(),
        inputError.data(),
        inputError.offset(),
        accumulate,
        from * size,
        to * size);
  }

  /** Input error (+)= output error x derivative at the values; may be in place. */
  public void derivativeBackward(
      PiecewiseLinear derivative,
      FeatureMap values,
      ErrorMap outputError,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    int size = values.shape().size();
    check(values, size, from, to);
    check(outputError, size, from, to);
    check(inputError, size, from, to);
    set.derivativeBackward(
        derivative,
        values.data(),
        values.offset(),
        outputError.data(),
        outputError.offset(),
        inputError.data(),
        inputError.offset(),
        accumulate,
        from * size,
        to * size);
  }

  /** Output = a + b of one size; may be in place. */
  public void add(
      FeatureMap a, FeatureMap b, FeatureMap output, int from, int to, float[] scratch) {
    if (isFloat(a) && isFloat(b) && isFloat(output)) {
      addFloats(a, b, output, from, to);
      return;
    }
    int size = output.shape().size();
    check(a, size, from, to);
    check(b, size, from, to);
    check(output, size, from, to);
    for (int n = from; n < to; n++) {
      coded.add(a, b, output, n, scratch);
    }
  }

  /** The same of error maps. */
  public void add(ErrorMap a, ErrorMap b, ErrorMap output, int from, int to) {
    addFloats(a, b, output, from, to);
  }

  /** Copies instances to a map of another shape of the same size, or another storage. */
  public void copy(FeatureMap source, FeatureMap destination, int from, int to, float[] scratch) {
    check(source, destination.shape().size(), from, to);
    check(destination, destination.shape().size(), from, to);
    for (int n = from; n < to; n++) {
      coded.copy(source, destination, n, scratch);
    }
  }

  private void addFloats(BatchTensor a, BatchTensor b, BatchTensor output, int from, int to) {
    int size = output.shape().size();
    check(a, size, from, to);
    check(b, size, from, to);
    check(output, size, from, to);
    set.add(
        a.data(),
        a.offset(),
        b.data(),
        b.offset(),
        output.data(),
        output.offset(),
        from * size,
        to * size);
  }

  /** Largest value of each window. */
  public void maxPoolForward(
      PoolGeometry g, FeatureMap input, FeatureMap output, int from, int to, float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(output, g.outputSize(), from, to);
    if (!isFloat(input) || !isFloat(output)) {
      for (int n = from; n < to; n++) {
        coded.maxPoolForward(g, input, output, n, scratch);
      }
      return;
    }
    set.maxPoolForward(g, input.data(), input.offset(), output.data(), output.offset(), from, to);
  }

  /** Each window's error goes to the first of its largest values. */
  public void maxPoolBackward(
      PoolGeometry g,
      FeatureMap input,
      FeatureMap output,
      ErrorMap outputError,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(output, g.outputSize(), from, to);
    check(outputError, g.outputSize(), from, to);
    check(inputError, g.inputSize(), from, to);
    if (!isFloat(input) || !isFloat(output)) {
      for (int n = from; n < to; n++) {
        coded.maxPoolBackward(g, input, output, outputError, inputError, accumulate, n, scratch);
      }
      return;
    }
    set.maxPoolBackward(
        g,
        input.data(),
        input.offset(),
        output.data(),
        output.offset(),
        outputError.data(),
        outputError.offset(),
        inputError.data(),
        inputError.offset(),
        accumulate,
        from,
        to);
  }

  /** Mean of each window. */
  public void averagePoolForward(
      PoolGeometry g,
      boolean countPadding,
      FeatureMap input,
      FeatureMap output,
      int from,
      int to,
      float[] scratch) {
    check(input, g.inputSize(), from, to);
    check(output, g.outputSize(), from, to);
    if (!isFloat(input) || !isFloat(output)) {
      for (int n = from; n < to; n++) {
        coded.averagePoolForward(g, countPadding, input, output, n, scratch);
      }
      return;
    }
    set.averagePoolForward(
        g, countPadding, input.data(), input.offset(), output.data(), output.offset(), from, to);
  }

  /** Each window's error is spread over what was averaged. */
  public void averagePoolBackward(
      PoolGeometry g,
      boolean countPadding,
      ErrorMap outputError,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    check(outputError, g.outputSize(), from, to);
    check(inputError, g.inputSize(), from, to);
    set.averagePoolBackward(
        g,
        countPadding,
        outputError.data(),
        outputError.offset(),
        inputError.data(),
        inputError.offset(),
        accumulate,
        from,
        to);
  }

  /**
   * Sums over each instance's pixels, and of squared distances from its own mean, both
   * [instances][channels] from the start of the array.
   *
   * @param scratch at least one float per channel
   */
  public void channelStatistics(
      FeatureMap values,
      float[] sums,
      float[] centredSquareSums,
      int from,
      int to,
      float[] scratch) {
    checkSums(values, sums, from, to);
    checkSums(values, centredSquareSums, from, to);
    int channels = values.shape().channels();
    int pixels = values.shape().pixels();
    checkLength(scratch, channels);
    for (int n = from; n < to; n++) {
      if (values.isEncoded()) {
        coded.statistics(values, sums, centredSquareSums, n);
        continue;
      }
      set.channelSums(values.data(), values.offset(), pixels, channels, sums, 0, n, n + 1);
      for (int c = 0; c < channels; c++) {
        scratch[c] = sums[n * channels + c] / pixels;
      }
      set.channelCentredSquareSums(
          values.data(),
          values.offset(),
          pixels,
          channels,
          scratch,
          0,
          centredSquareSums,
          0,
          n,
          n + 1);
    }
  }

  /** Sums of absolute values over each instance's pixels, [instances][channels]. */
  public void channelAbsoluteSums(BatchTensor values, float[] sums, int from, int to) {
    checkSums(values, sums, from, to);
    set.channelAbsoluteSums(
        values.data(),
        values.offset(),
        values.shape().pixels(),
        values.shape().channels(),
        sums,
        0,
        from,
        to);
  }

  /**
   * Sums over each instance's pixels, the largest and the smallest of their values, and the numbers
   * of the first pixels that have these; all [instances][channels] from the start of the array.
   */
  public void channelRanges(
      FeatureMap values,
      float[] sums,
      float[] maxima,
      float[] minima,
      float[] maximumPixels,
      float[] minimumPixels,
      int from,
      int to,
      float[] scratch) {
    checkSums(values, sums, from, to);
    checkSums(values, maxima, from, to);
    checkSums(values, minima, from, to);
    checkSums(values, maximumPixels, from, to);
    checkSums(values, minimumPixels, from, to);
    int channels = values.shape().channels();
    int pixels = values.shape().pixels();
    for (int n = from; n < to; n++) {
      int at = coded.load(values, n, scratch);
      float[] data = values.isEncoded() ? scratch : values.data();
      int row = n * channels;
      set.channelSums(data, at, pixels, channels, sums, row, 0, 1);
      set.channelExtremes(
          data,
          at,
          pixels,
          channels,
          maxima,
          row,
          minima,
          row,
          maximumPixels,
          row,
          minimumPixels,
          row,
          0,
          1);
    }
  }

  /**
   * Sums of the error, and of error x (input - mean), over each instance's pixels, both
   * [instances][channels] from the start of the array.
   *
   * @param mask where there is one, the error is first set to zero, in place, where it is not
   *     positive
   */
  public void channelErrorSums(
      @Nullable FeatureMap mask,
      ErrorMap error,
      FeatureMap input,
      float[] mean,
      float[] sums,
      float[] productSums,
      int from,
      int to) {
    int size = input.shape().size();
    check(error, size, from, to);
    checkSums(input, sums, from, to);
    checkSums(input, productSums, from, to);
    checkLength(mean, input.shape().channels());
    if (mask != null) {
      check(mask, size, from, to);
    }
    for (int n = from; n < to; n++) {
      if (input.isEncoded()) {
        coded.reductions(mask, error, input, mean, sums, productSums, n);
        continue;
      }
      if (mask != null) {
        reluBackward(mask, error, error, false, n, n + 1);
      }
      floatErrorSums(error, input, mean, sums, productSums, n);
    }
  }

  private void floatErrorSums(
      ErrorMap error, FeatureMap input, float[] mean, float[] sums, float[] productSums, int n) {
    int pixels = input.shape().pixels();
    int channels = input.shape().channels();
    set.channelSums(error.data(), error.offset(), pixels, channels, sums, 0, n, n + 1);
    set.channelCentredProductSums(
        error.data(),
        error.offset(),
        input.data(),
        input.offset(),
        pixels,
        channels,
        mean,
        0,
        productSums,
        0,
        n,
        n + 1);
  }

  /**
   * Output = input x factor + term, per channel, plus an addend if there is one, and then max(., 0)
   * if it rectifies; may be in place.
   */
  public void channelAffine(
      FeatureMap input,
      float[] factor,
      float[] term,
      @Nullable FeatureMap addend,
      boolean rectifies,
      FeatureMap output,
      int from,
      int to,
      float[] scratch) {
    check(input, input.shape().size(), from, to);
    check(output, input.shape().size(), from, to);
    if (addend != null) {
      check(addend, input.shape().size(), from, to);
    }
    checkLength(factor, input.shape().channels());
    checkLength(term, input.shape().channels());
    if (!isFloat(input) || !isFloat(output) || (addend != null && !isFloat(addend))) {
      for (int n = from; n < to; n++) {
        coded.affine(input, factor, term, addend, rectifies, output, n, scratch);
      }
      return;
    }
    set.channelAffine(
        input.data(),
        input.offset(),
        input.shape().pixels(),
        input.shape().channels(),
        factor,
        0,
        term,
        0,
        addend != null,
        addend != null ? addend.data() : NONE,
        addend != null ? addend.offset() : 0,
        rectifies,
        output.data(),
        output.offset(),
        from,
        to);
  }

  /** Input error = output error x factor + term, per channel; may be in place. */
  public void channelAffine(
      ErrorMap outputError,
      float[] factor,
      float[] term,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    int size = outputError.shape().size();
    check(outputError, size, from, to);
    check(inputError, size, from, to);
    checkLength(factor, outputError.shape().channels());
    checkLength(term, outputError.shape().channels());
    set.channelAffine(
        outputError.data(),
        outputError.offset(),
        outputError.shape().pixels(),
        outputError.shape().channels(),
        factor,
        0,
        term,
        0,
        accumulate,
        inputError.data(),
        inputError.offset(),
        false,
        inputError.data(),
        inputError.offset(),
        from,
        to);
  }

  /**
   * Input error = output error x errorFactor + input x inputFactor + term, per channel; may be in
   * place.
   */
  public void channelBlend(
      ErrorMap outputError,
      FeatureMap input,
      float[] errorFactor,
      float[] inputFactor,
      float[] term,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    int size = input.shape().size();
    check(outputError, size, from, to);
    check(input, size, from, to);
    check(inputError, size, from, to);
    checkLength(errorFactor, input.shape().channels());
    checkLength(inputFactor, input.shape().channels());
    checkLength(term, input.shape().channels());
    if (input.isEncoded()) {
      for (int n = from; n < to; n++) {
        coded.blend(outputError, input, errorFactor, inputFactor, term, inputError, accumulate, n);
      }
      return;
    }
    set.channelBlend(
        outputError.data(),
        outputError.offset(),
        input.data(),
        input.offset(),
        input.shape().pixels(),
        input.shape().channels(),
        errorFactor,
        0,
        inputFactor,
        0,
        term,
        0,
        inputError.data(),
        inputError.offset(),
        accumulate,
        from,
        to);
  }

  private static void check(BatchTensor tensor, int size, int from, int to) {
    if (tensor.shape().size() != size) {
      throw new IllegalArgumentException(
          "instances of " + tensor.shape() + " where " + size + " elements are needed");
    }
    Objects.checkFromToIndex(from, to, tensor.instances());
  }

  private static void checkSums(BatchTensor values, float[] sums, int from, int to) {
    Objects.checkFromToIndex(from, to, values.instances());
    checkLength(sums, to * values.shape().channels());
  }

  private static void checkWeights(ConvGeometry g, ParameterBlock weights) {
    if (weights.length() != g.weightCount()) {
      throw new IllegalArgumentException(
          weights.length() + " weights where " + g.weightCount() + " are needed");
    }
  }

  private static void checkBias(ConvGeometry g, @Nullable ParameterBlock bias) {
    if (bias != null && bias.length() != g.outputChannels()) {
      throw new IllegalArgumentException(
          bias.length() + " biases where " + g.outputChannels() + " are needed");
    }
  }

  private static void checkKept(ConvGeometry g, ChannelSet kept) {
    if (kept.total() != g.outputChannels()) {
      throw new IllegalArgumentException(
          "a set of " + kept.total() + " channels where there are " + g.outputChannels());
    }
  }

  private static void checkLength(float[] values, int length) {
    if (values.length < length) {
      throw new IllegalArgumentException(
          "an array of " + values.length + " where " + length + " elements are needed");
    }
  }
}
