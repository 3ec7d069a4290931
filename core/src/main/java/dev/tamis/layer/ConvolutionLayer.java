package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The three products of a convolution or linear layer. Both backward products run on the kept
 * channels of the output error only: a dropped channel is never multiplied, and its kernel's
 * gradient is zero.
 */
public final class ConvolutionLayer extends Layer {
  /** Floats that an epilogue finds in the cache: 64 KiB of them. */
  private static final int EPILOGUE_FLOATS = 1 << 14;

  /** Output pixels of a range of the forward and error products. */
  private static final int LEAST_POSITIONS = 32;

  /** Rows of a range of the weight gradient, which reads the whole input. */
  private static final int LEAST_ROWS = 32;

  private final ConvGeometry geometry;
  private final Kernels kernels;
  private final ParameterBlock weights;
  private final @Nullable ParameterBlock bias;
  private final int blockInstances;

  /** Products that need no packed weights; null where the layer has none. */
  private final @Nullable StoredWeights stored;

  private final float[] packedForward;
  private float[] packedError = new float[0];
  private long packedVersion = -1;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask errorTask = this::errorRange;
  private final RangeTask weightTask = this::weightRange;
  private final RangeTask normTask = this::normRange;
  private final RangeTask scaleTask = this::scaleRange;
  private final WeightParts parts;
  private final WeightGroups groups;

  // Operands of the product that is running: tasks made once, so that a step allocates nothing.
  private @Nullable FeatureMap input;
  private @Nullable FeatureMap output;
  private @Nullable ErrorMap outputError;
  private @Nullable ErrorMap inputError;
  private @Nullable ChannelSet kept;
  private @Nullable ParameterBlock weightGradient;
  private @Nullable ParameterBlock biasGradient;
  private float[] sums = new float[0];
  private float[] channelFactors = new float[0];
  private boolean accumulate;
  private @Nullable RangeTask epilogue;

  /** Products on rounded operands; null where the layer is not quantized. */
  private @Nullable RoundedOperands rounded;

  private int roundingKey;

  ConvolutionLayer(ConvGeometry geometry, List<ParameterBlock> parameters, Kernels kernels) {
    this.geometry = geometry;
    this.kernels = kernels;
    this.weights = parameters.get(0);
    this.bias = parameters.size() > 1 ? parameters.get(1) : null;
    this.blockInstances = kernels.blockInstances(geometry);
    this.stored =
        kernels.readsWeights(geometry) ? new StoredWeights(geometry, weights, bias, kernels) : null;
    this.packedForward = new float[stored != null ? 0 : kernels.packedForwardLength(geometry)];
    this.parts = new WeightParts(geometry, bias != null, kernels);
    this.groups = new WeightGroups(geometry, kernels);
    kernels.workers().reserveScratch(kernels.scratchLength(geometry));
  }

  static List<ParameterSpec> parameters(ConvGeometry geometry, boolean bias) {
    List<ParameterSpec> specs = new ArrayList<>();
    int fanIn = geometry.kernelSize();
    specs.add(new ParameterSpec("weight", geometry.weightCount(), fanIn, 0f));
    if (bias) {
      specs.add(new ParameterSpec("bias", geometry.outputChannels(), 0, 0f));
    }
    return List.copyOf(specs);
  }

  /**
   * Rounds the operands of all products from now on.
   *
   * @param scheme to how many bits
   */
  public void quantize(QuantizationScheme scheme) {
    rounded =
        new RoundedOperands(
            scheme, geometry, bias != null, stored != null, leastInstances(), kernels);
    parts.quantize(rounded.products());
    groups.quantize(rounded.products());
    packedVersion = -1;
  }

  /** Whether operands are rounded. */
  public boolean isQuantized() {
    return rounded != null;
  }

  /** Makes room for backward passes of so many instances. */
  public void reserveBackward(int capacity) {
    if (rounded != null && !groups.handles()) {
      rounded.rows().reserve(parts.mostUnsplit(capacity));
    }
  }

  /** Sets what chance decides in rounding the error maps of the next backward pass. */
  public void roundBy(int key) {
    roundingKey = key;
  }

  /** Kernels of the layer: channels of its output. */
  public int outputChannels() {
    return geometry.outputChannels();
  }

  /** Multiply-accumulates of one product over one instance with all channels. */
  public long macs() {
    return geometry.forwardMacs();
  }

  @Override
  public void forward(LayerPass pass) {
    epilogue = pass.forwardEpilogue();
    forward(pass.input(0), pass.output());
    epilogue = null;
  }

  @Override
  public void backwardWeights(LayerPass pass) {
    if (!pass.gradients().isEmpty()) {
      backwardWeights(pass.input(0), pass.outputError(), pass.kept(), pass.gradients());
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    ErrorMap error = pass.inputError(0);
    if (error != null) {
      epilogue = pass.backwardEpilogue();
      backwardError(pass.outputError(), pass.kept(), error, pass.accumulates(0));
      epilogue = null;
    }
  }

  /** Forward product of all instances of the input. */
  public void forward(FeatureMap from, FeatureMap to) {
    if (stored != null) {
      forwardStored(stored, from, to);
      runEpilogue(from.instances());
      return;
    }
    long version = weights.slab().version();
    if (packedVersion != version) {
      if (rounded != null) {
        rounded.products().packForward(weights, packedForward);
      } else {
        kernels.packForward(geometry, weights, packedForward);
      }
      packedVersion = version;
    }
    input = from;
    output = to;
    kernels.workers().run(from.instances(), leastInstances(), forwardTask);
  }

  private void forwardStored(StoredWeights weightsAsStored, FeatureMap from, FeatureMap to) {
    if (rounded != null) {
      rounded.linear().forward(from, weights, bias, to);
    } else {
      weightsAsStored.forward(from, to);
    }
  }

  private void runEpilogue(int instances) {
    if (epilogue != null) {
      kernels.workers().run(instances, epilogue);
    }
  }

  /**
   * A range reads all weights: for linear layers and small maps it must be worth it. Half a block
   * is a compromise with giving every thread something to do.
   */
  private int leastInstances() {
    return Math.max((blockInstances + 1) / 2, LEAST_POSITIONS / geometry.outputPixels());
  }

  private void forwardRange(int from, int to, float[] scratch) {
    RangeTask next = epilogue;
    int step = next != null ? epilogueStep(geometry.outputSize()) : to - from;
    for (int n = from; n < to; n += step) {
      int end = Math.min(to, n + step);
      if (rounded != null) {
        rounded.products().forward(set(input), packedForward, bias, set(output), n, end, scratch);
      } else {
        kernels.convForward(
            geometry, set(input), packedForward, bias, set(output), n, end, scratch);
      }
      if (next != null) {
        next.run(n, end, scratch);
      }
    }
  }

  /**
   * Instances whose values stay in the second-level cache until the epilogue reads them, or a block
   * where that is more: reading large weights again costs more than a few outputs.
   */
  private int epilogueStep(int instanceSize) {
    return Math.max(blockInstances, EPILOGUE_FLOATS / instanceSize);
  }

  /**
   * Error propagation: the sum over kept channels only (the paper's section on error map pruning).
   */
  public void backwardError(
      ErrorMap fromOutput, ChannelSet keptChannels, ErrorMap toInput, boolean add) {
    if (stored != null && !add && keptChannels.isAll() && kernels.readsWeightsBackward(geometry)) {
      if (rounded != null) {
        rounded.linear().backwardError(fromOutput, weights, keptChannels, roundingKey, toInput);
      } else {
        stored.backwardError(fromOutput, toInput);
      }
      runEpilogue(fromOutput.instances());
      return;
    }
    if (packedError.length == 0) {
      packedError = new float[kernels.packedErrorLength(geometry)];
    }
    if (rounded != null) {
      rounded.products().packError(weights, keptChannels, packedError);
    } else {
      kernels.packError(geometry, weights, keptChannels, packedError);
    }
    outputError = fromOutput;
    kept = keptChannels;
    inputError = toInput;
    accumulate = add;
    kernels.workers().run(fromOutput.instances(), leastInstances(), errorTask);
  }

  private void errorRange(int from, int to, float[] scratch) {
    RangeTask next = epilogue;
    int step = next != null ? epilogueStep(geometry.inputSize()) : to - from;
    for (int n = from; n < to; n += step) {
      int end = Math.min(to, n + step);
      propagate(n, end, scratch);
      if (next != null) {
        next.run(n, end, scratch);
      }
    }
  }

  private void propagate(int from, int to, float[] scratch) {
    ErrorMap error = set(outputError);
    ChannelSet channels = set(kept);
    ErrorMap result = set(inputError);
    if (rounded != null) {
      rounded
          .products()
          .backwardError(
              error, packedError, channels, roundingKey, result, accumulate, from, to, scratch);
    } else {
      kernels.convBackwardError(
          geometry, error, packedError, channels, result, accumulate, from, to, scratch);
    }
  }

  /**
   * Weight gradient: rows of kept channels are computed, the others set to zero.
   *
   * @param gradients weight gradient, then bias gradient if the layer has a bias
   */
  public void backwardWeights(
      FeatureMap savedInput,
      ErrorMap fromOutput,
      ChannelSet keptChannels,
      List<ParameterBlock> gradients) {
    input = savedInput;
    outputError = fromOutput;
    kept = keptChannels;
    weightGradient = gradients.get(0);
    biasGradient = bias != null ? gradients.get(1) : null;
    zeroDroppedRows(keptChannels, gradients);
    if (parts.count(savedInput.instances()) > 1) {
      parts.run(savedInput, fromOutput, keptChannels, gradients.get(0), biasGradient);
    } else if (groups.handles()) {
      groups.run(savedInput, fromOutput, keptChannels, gradients.get(0), biasGradient);
    } else if (rounded != null) {
      rounded.rows().run(savedInput, fromOutput, keptChannels, gradients.get(0), biasGradient);
    } else {
      kernels.workers().run(keptChannels.count(), LEAST_ROWS, weightTask);
    }
  }

  private void weightRange(int from, int to, float[] scratch) {
    kernels.convBackwardWeights(
        geometry,
        set(input),
        set(outputError),
        set(kept),
        set(weightGradient),
        biasGradient,
        from,
        to,
        scratch);
  }

  private void zeroDroppedRows(ChannelSet keptChannels, List<ParameterBlock> gradients) {
    if (keptChannels.isAll()) {
      return;
    }
    int next = 0;
    for (int o = 0; o < geometry.outputChannels(); o++) {
      if (next < keptChannels.count() && keptChannels.get(next) == o) {
        next++;
        continue;
      }
      // Not by an iterator: one for every dropped row may be left on the heap.
      for (int i = 0; i < gradients.size(); i++) {
        ParameterBlock block = gradients.get(i);
        int row = block.length() / geometry.outputChannels();
        int at = block.offset() + o * row;
        Arrays.fill(block.data(), at, at + row, 0f);
      }
    }
  }

  /**
   * L1 norm of each kernel.
   *
   * @param norms receives one per output channel
   */
  public void weightNorms(float[] norms) {
    float[] data = weights.data();
    int row = geometry.kernelSize();
    for (int o = 0; o < geometry.outputChannels(); o++) {
      norms[o] = absoluteSum(data, weights.offset() + o * row, row);
    }
  }

  /** Four sums side by side: one would wait for each of its additions. */
  private static float absoluteSum(float[] data, int from, int count) {
    float a = 0f;
    float b = 0f;
    float c = 0f;
    float d = 0f;
    int whole = from + (count & -4);
    for (int i = from; i < whole; i += 4) {
      a += Math.abs(data[i]);
      b += Math.abs(data[i + 1]);
      c += Math.abs(data[i + 2]);
      d += Math.abs(data[i + 3]);
    }
    for (int i = whole; i < from + count; i++) {
      a += Math.abs(data[i]);
    }
    return a + b + (c + d);
  }

  /**
   * L1 norm of each channel of the output error, summed over the mini-batch in the order of its
   * instances.
   *
   * @param perInstance working memory of instances x channels
   * @param norms receives one per output channel
   */
  public void errorNorms(ErrorMap error, float[] perInstance, float[] norms) {
    outputError = error;
    sums = perInstance;
    kernels.workers().run(error.instances(), normTask);
    int channels = geometry.outputChannels();
    Arrays.fill(norms, 0, channels, 0f);
    for (int n = 0; n < error.instances(); n++) {
      for (int o = 0; o < channels; o++) {
        norms[o] += perInstance[n * channels + o];
      }
    }
  }

  /**
   * Multiplies kept channels of the output error in place, so that both products run on the scaled
   * error. Whoever else needs the error has taken it by now: it is this layer's own.
   *
   * @param factors by channel; read at the kept ones
   */
  public void scaleError(ErrorMap error, ChannelSet keptChannels, float[] factors) {
    outputError = error;
    kept = keptChannels;
    channelFactors = factors;
    kernels.workers().run(error.instances(), scaleTask);
  }

  private void scaleRange(int from, int to, float[] scratch) {
    ErrorMap error = set(outputError);
    ChannelSet channels = set(kept);
    float[] data = error.data();
    int stride = error.shape().channels();
    for (int at = error.offset(from); at < error.offset(to); at += stride) {
      for (int k = 0; k < channels.count(); k++) {
        int o = channels.get(k);
        data[at + o] *= channelFactors[o];
      }
    }
  }

  private void normRange(int from, int to, float[] scratch) {
    kernels.channelAbsoluteSums(set(outputError), sums, from, to);
  }

  @Override
  public long packedFloats() {
    return 2L * packedForward.length;
  }

  private static <T> T set(@Nullable T operand) {
    return Objects.requireNonNull(operand);
  }
}
