package dev.tamis.kernels;

import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Int8Tensor;
import dev.tamis.tensor.ParameterBlock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The products of one convolution or linear layer on rounded operands. The arithmetic is that of
 * floats, hence the name: in the forward product and error propagation the operands are integers
 * held in floats, and the result is multiplied by their scales at the end, so that it is what
 * integer arithmetic would give as long as sums stay below 2^24; see {@link
 * #exactReductionLength()}. Weight gradients are sums of products of rounded values, whose scales
 * differ from instance to instance. Maps that are stored as bytes are floats only in a worker's
 * stage.
 */
public final class FakeQuantizedProducts {
  /** Floats of input and errors that a weight gradient is computed from at a time: 512 KiB. */
  private static final int CHUNK_FLOATS = 1 << 17;

  /** Floats that are staged at a time where weights are small: 64 KiB. */
  private static final int BLOCK_FLOATS = 1 << 14;

  private static final int INSTANCE_STEP = 0x632BE5AB;
  private static final float[] NONE = new float[0];

  private final ConvGeometry g;
  private final ProductLevels levels;
  private final boolean hasBias;
  private final KernelSet set;
  private final CodeKernels codes;
  private final CodedMaps maps;
  private final Workers workers;
  private final int block;
  private final int chunk;
  private final int partLength;

  private final float[] weightScales;

  /** What errors of each channel are multiplied by before they are rounded; 0 if dropped. */
  private final float[] errorFactors;

  private final float[] noTerms;
  private float weightScale;
  private boolean scalesErrors;

  /**
   * Products of a layer.
   *
   * @param leastInstances instances that are worth packing weights for
   */
  public FakeQuantizedProducts(
      ConvGeometry g, boolean hasBias, ProductLevels levels, int leastInstances, Kernels kernels) {
    this.g = g;
    this.levels = levels;
    this.hasBias = hasBias;
    this.set = kernels.set();
    this.codes = set.codes();
    this.maps = kernels.coded();
    this.workers = kernels.workers();
    int instance = g.inputSize() + g.outputSize();
    this.block =
        Math.max(
            Math.max(set.blockInstances(g), leastInstances), Math.max(1, BLOCK_FLOATS / instance));
    this.chunk = Math.max(1, CHUNK_FLOATS / instance);
    this.partLength = g.weightCount() + (hasBias ? g.outputChannels() : 0);
    this.weightScales = new float[g.outputChannels()];
    this.errorFactors = new float[g.outputChannels()];
    this.noTerms = new float[g.outputChannels()];
    workers.reserveShared(g.weightCount());
    workers.reserveStage(
        Math.max(blockLength(), Math.addExact(Math.multiplyExact(chunk, instance), partLength)));
  }

  private int blockLength() {
    return Math.addExact(
        Math.multiplyExact(block, g.inputSize() + g.outputSize() + 1), g.outputChannels());
  }

  /**
   * Longest sum of products, counted in kernel elements times channels, of which the forward
   * product and error propagation are exactly those of integers, whatever the operands: beyond,
   * rounding errors of float may add up.
   */
  public int exactReductionLength() {
    return set.exactReductionLength(
        g, levels.weights() * Math.max(levels.values(), levels.errors()));
  }

  /** The geometry. */
  ConvGeometry geometry() {
    return g;
  }

  /** Rounds the weights to integers, at the start of the workers' shared memory. */
  void roundWeights(ParameterBlock weights) {
    float[] rounded = workers.shared();
    if (!levels.weightsPerChannel()) {
      weightScale = roundWeights(weights, 0, g.weightCount(), rounded);
      Arrays.fill(weightScales, weightScale);
      return;
    }
    int row = g.kernelSize();
    weightScale = 0f;
    for (int o = 0; o < g.outputChannels(); o++) {
      weightScales[o] = roundWeights(weights, o * row, row, rounded);
      weightScale = Math.max(weightScale, weightScales[o]);
    }
  }

  private float roundWeights(ParameterBlock weights, int at, int count, float[] rounded) {
    int from = weights.offset() + at;
    float largest = codes.largest(weights.data(), from, count);
    float factor = CodedMaps.factor(largest, levels.weights());
    codes.roundNearest(weights.data(), from, factor, 1f, rounded, at, count);
    return CodedMaps.scale(largest, levels.weights());
  }

  /** Packs the rounded weights for {@link #forward}; on the calling thread. */
  public void packForward(ParameterBlock weights, float[] packed) {
    roundWeights(weights);
    set.packForward(g, workers.shared(), 0, packed, 0);
  }

  /** Packs the kept rounded weights for {@link #backwardError}; on the calling thread. */
  public void packError(ParameterBlock weights, ChannelSet kept, float[] packed) {
    roundWeights(weights);
    keepErrors(kept);
    set.packError(g, workers.shared(), 0, kept.indices(), kept.count(), packed, 0);
  }

  /** Prepares the rounding of errors: dropped channels must not raise the scale. */
  void keepErrors(ChannelSet kept) {
    scalesErrors = levels.weightsPerChannel() || !kept.isAll();
    Arrays.fill(errorFactors, 0f);
    for (int k = 0; k < kept.count(); k++) {
      int o = kept.get(k);
      errorFactors[o] = weightScale == 0f ? 0f : weightScales[o] / weightScale;
    }
  }

  /** Integers of an instance of a layer's input; returns their scale. */
  float loadIntegers(FeatureMap map, int n, float[] to, int at) {
    int size = g.inputSize();
    if (map.isEncoded()) {
      Int8Tensor tensor = map.codes();
      codes.decode(tensor.codes(), tensor.offset(n), 1f, to, at, size);
      return tensor.scale(n);
    }
    float largest = codes.largest(map.data(), map.offset(n), size);
    float factor = CodedMaps.factor(largest, levels.values());
    codes.roundNearest(map.data(), map.offset(n), factor, 1f, to, at, size);
    return CodedMaps.scale(largest, levels.values());
  }

  /** Rounded values of an instance of a layer's input. */
  void loadValues(FeatureMap map, int n, float[] to, int at) {
    int size = g.inputSize();
    if (map.isEncoded()) {
      Int8Tensor tensor = map.codes();
      codes.decode(tensor.codes(), tensor.offset(n), tensor.scale(n), to, at, size);
    } else {
      roundValues(map.data(), map.offset(n), levels.values(), to, at, size);
    }
  }

  /** The copy of an instance's errors that weight gradients are computed from. */
  void loadGradientErrors(ErrorMap errors, int n, float[] to, int at) {
    roundValues(errors.data(), errors.offset(n), levels.gradientErrors(), to, at, g.outputSize());
  }

  private void roundValues(
      float[] values, int valuesAt, int largestInteger, float[] to, int at, int size) {
    float largest = codes.largest(values, valuesAt, size);
    codes.roundNearest(
        values,
        valuesAt,
        CodedMaps.factor(largest, largestInteger),
        CodedMaps.scale(largest, largestInteger),
        to,
        at,
        size);
  }

  /** Stores sums of products of integers of an instance; {@code factors} is working memory. */
  void store(
      FeatureMap output,
      int n,
      float[] sums,
      int at,
      float inputScale,
      @Nullable ParameterBlock bias,
      float[] factors,
      int factorsAt) {
    int size = g.outputSize();
    float unit = inputScale * weightScale;
    if (bias != null || levels.weightsPerChannel()) {
      for (int o = 0; o < g.outputChannels(); o++) {
        factors[factorsAt + o] = inputScale * weightScales[o];
      }
      set.channelAffine(
          sums,
          at,
          g.outputPixels(),
          g.outputChannels(),
          factors,
          factorsAt,
          bias != null ? bias.data() : noTerms,
          bias != null ? bias.offset() : 0,
          false,
          NONE,
          0,
          false,
          sums,
          at,
          0,
          1);
      unit = 1f;
    }
    if (output.isEncoded()) {
      maps.encode(output, n, sums, at, codes.largest(sums, at, size), unit);
      return;
    }
    codes.multiply(sums, at, unit, false, output.data(), output.offset(n), size);
    if (output.levels() > 0) {
      maps.roundInPlace(output, n);
    }
  }

  /** Forward product of instances {@code from} to {@code to} - 1. */
  public void forward(
      FeatureMap input,
      float[] packed,
      @Nullable ParameterBlock bias,
      FeatureMap output,
      int from,
      int to,
      float[] scratch) {
    int inputAt = workers.stageAt();
    int outputAt = inputAt + block * g.inputSize();
    int scalesAt = outputAt + block * g.outputSize();
    int factorsAt = scalesAt + block;
    for (int first = from; first < to; first += block) {
      int count = Math.min(block, to - first);
      for (int k = 0; k < count; k++) {
        scratch[scalesAt + k] =
            loadIntegers(input, first + k, scratch, inputAt + k * g.inputSize());
      }
      set.convForward(
          g, scratch, inputAt, packed, 0, false, NONE, 0, scratch, outputAt, 0, count, scratch);
      for (int k = 0; k < count; k++) {
        store(
            output,
            first + k,
            scratch,
            outputAt + k * g.outputSize(),
            scratch[scalesAt + k],
            bias,
            scratch,
            factorsAt);
      }
    }
  }

  /** Integers of the kept errors of an instance; returns the scale of what is made of them. */
  float loadErrors(ErrorMap errors, int n, int key, float[] to, int at) {
    int size = g.outputSize();
    float[] values = errors.data();
    int valuesAt = errors.offset(n);
    if (scalesErrors) {
      set.channelAffine(
          values,
          valuesAt,
          g.outputPixels(),
          g.outputChannels(),
          errorFactors,
          0,
          noTerms,
          0,
          false,
          NONE,
          0,
          false,
          to,
          at,
          0,
          1);
      values = to;
      valuesAt = at;
    }
    float largest = codes.largest(values, valuesAt, size);
    float factor = CodedMaps.factor(largest, levels.errors());
    if (levels.roundsStochastically()) {
      int own = ScalarCodes.hash(key + n * INSTANCE_STEP);
      codes.roundStochastic(values, valuesAt, factor, own, to, at, size);
    } else {
      codes.roundNearest(values, valuesAt, factor, 1f, to, at, size);
    }
    return CodedMaps.scale(largest, levels.errors()) * weightScale;
  }

  /**
   * Error propagation of instances {@code from} to {@code to} - 1.
   *
   * @param key of the chance in rounding: another one for every layer and step
   */
  public void backwardError(
      ErrorMap outputError,
      float[] packed,
      ChannelSet kept,
      int key,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    int errorAt = workers.stageAt();
    int inputAt = errorAt + block * g.outputSize();
    int scalesAt = inputAt + block * g.inputSize();
    for (int first = from; first < to; first += block) {
      int count = Math.min(block, to - first);
      for (int k = 0; k < count; k++) {
        scratch[scalesAt + k] =
            loadErrors(outputError, first + k, key, scratch, errorAt + k * g.outputSize());
      }
      set.convBackwardError(
          g,
          scratch,
          errorAt,
          packed,
          0,
          kept.indices(),
          kept.count(),
          scratch,
          inputAt,
          false,
          0,
          count,
          scratch);
      for (int k = 0; k < count; k++) {
        codes.multiply(
            scratch,
            inputAt + k * g.inputSize(),
            scratch[scalesAt + k],
            accumulate,
            inputError.data(),
            inputError.offset(first + k),
            g.inputSize());
      }
    }
  }

  /**
   * Gradient rows of all kept channels from instances {@code from} to {@code to} - 1, as {@link
   * Kernels#convBackwardWeightsPart}.
   */
  public void backwardWeightsPart(
      FeatureMap input,
      ErrorMap outputError,
      ChannelSet kept,
      int from,
      int to,
      float[] part,
      int partAt,
      float[] scratch) {
    int inputAt = workers.stageAt();
    int errorAt = inputAt + chunk * g.inputSize();
    int sumAt = errorAt + chunk * g.outputSize();
    for (int first = from; first < to; first += chunk) {
      int count = Math.min(chunk, to - first);
      for (int k = 0; k < count; k++) {
        loadValues(input, first + k, scratch, inputAt + k * g.inputSize());
        loadGradientErrors(outputError, first + k, scratch, errorAt + k * g.outputSize());
      }
      float[] sums = first == from ? part : scratch;
      int at = first == from ? partAt : sumAt;
      set.convBackwardWeights(
          g,
          scratch,
          inputAt,
          scratch,
          errorAt,
          count,
          kept.indices(),
          sums,
          at,
          hasBias,
          sums,
          at + g.weightCount(),
          0,
          kept.count(),
          scratch);
      if (first > from) {
        set.add(part, partAt, scratch, sumAt, part, partAt, 0, partLength);
      }
    }
  }

  /** As {@link Kernels#convTransformGroup}. */
  public void transformGroup(
      FeatureMap input,
      ErrorMap outputError,
      ChannelSet kept,
      int first,
      int from,
      int to,
      float[] transformed,
      float[] scratch) {
    int inputAt = workers.stageAt();
    int errorAt = inputAt + g.inputSize();
    for (int n = from; n < to; n++) {
      loadValues(input, first + n, scratch, inputAt);
      loadGradientErrors(outputError, first + n, scratch, errorAt);
      set.convTransformGroup(
          g,
          scratch,
          inputAt - n * g.inputSize(),
          scratch,
          errorAt - n * g.outputSize(),
          kept.indices(),
          kept.count(),
          n,
          n + 1,
          transformed,
          scratch);
    }
  }

  /** Multiplies an instance's propagated integers, in place. */
  void scaleError(ErrorMap inputError, int n, float scale) {
    codes.multiply(
        inputError.data(),
        inputError.offset(n),
        scale,
        false,
        inputError.data(),
        inputError.offset(n),
        g.inputSize());
  }
}
