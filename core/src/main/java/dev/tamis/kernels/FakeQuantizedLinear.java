package dev.tamis.kernels;

import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The products of a linear layer that read rounded weights where they were rounded, instead of
 * packing them: 32 instances at a time, so that the outputs and then the inputs of all of them can
 * be split over the threads, and each instance be stored when it is complete.
 */
public final class FakeQuantizedLinear {
  private static final int TOGETHER = 32;

  /** Outputs of an item of work. */
  private static final int BLOCK = 64;

  /** Items of a range: each brings the instances into another order for itself. */
  private static final int LEAST_BLOCKS = 4;

  private final FakeQuantizedProducts products;
  private final ConvGeometry g;
  private final KernelSet set;
  private final Workers workers;
  private final int inputAt;
  private final int outputAt;
  private final float[] scales = new float[TOGETHER];
  private final RangeTask loadTask = this::load;
  private final RangeTask productTask = this::multiply;
  private final RangeTask storeTask = this::store;
  private final RangeTask loadErrorTask = this::loadErrors;
  private final RangeTask errorTask = this::multiplyErrors;
  private final RangeTask scaleTask = this::scaleErrors;
  private int first;
  private int count;
  private int key;
  private @Nullable FeatureMap input;
  private @Nullable FeatureMap output;
  private @Nullable ParameterBlock bias;
  private @Nullable ErrorMap outputError;
  private @Nullable ErrorMap inputError;

  /** The given products, of a linear layer. */
  public FakeQuantizedLinear(FakeQuantizedProducts products, Kernels kernels) {
    this.products = products;
    this.g = products.geometry();
    this.set = kernels.set();
    this.workers = kernels.workers();
    this.inputAt = g.weightCount();
    this.outputAt = Math.addExact(inputAt, Math.multiplyExact(TOGETHER, g.inputSize()));
    workers.reserveShared(Math.addExact(outputAt, Math.multiplyExact(TOGETHER, g.outputSize())));
    workers.reserveStage(g.outputChannels());
  }

  /** Forward product of all instances. */
  public void forward(
      FeatureMap from, ParameterBlock weights, @Nullable ParameterBlock ofOutputs, FeatureMap to) {
    input = from;
    bias = ofOutputs;
    output = to;
    products.roundWeights(weights);
    int blocks = (g.outputChannels() + BLOCK - 1) / BLOCK;
    for (first = 0; first < from.instances(); first += TOGETHER) {
      count = Math.min(TOGETHER, from.instances() - first);
      workers.run(count, loadTask);
      workers.run(blocks, LEAST_BLOCKS, productTask);
      workers.run(count, storeTask);
    }
  }

  private void load(int from, int to, float[] scratch) {
    for (int k = from; k < to; k++) {
      scales[k] =
          products.loadIntegers(
              Objects.requireNonNull(input),
              first + k,
              workers.shared(),
              inputAt + k * g.inputSize());
    }
  }

  private void multiply(int from, int to, float[] scratch) {
    float[] shared = workers.shared();
    set.linearForward(
        g,
        shared,
        inputAt,
        shared,
        0,
        false,
        shared,
        0,
        shared,
        outputAt,
        0,
        count,
        from * BLOCK,
        Math.min(to * BLOCK, g.outputChannels()),
        scratch);
  }

  private void store(int from, int to, float[] scratch) {
    for (int k = from; k < to; k++) {
      products.store(
          Objects.requireNonNull(output),
          first + k,
          workers.shared(),
          outputAt + k * g.outputSize(),
          scales[k],
          bias,
          scratch,
          workers.stageAt());
    }
  }

  /** Error propagation of all instances from all channels; nothing is added to what is there. */
  public void backwardError(
      ErrorMap fromOutput, ParameterBlock weights, ChannelSet all, int roundingKey, ErrorMap to) {
    outputError = fromOutput;
    inputError = to;
    key = roundingKey;
    products.roundWeights(weights);
    products.keepErrors(all);
    for (first = 0; first < fromOutput.instances(); first += TOGETHER) {
      count = Math.min(TOGETHER, fromOutput.instances() - first);
      workers.run(count, loadErrorTask);
      workers.run(set.linearErrorBlocks(g), errorTask);
      workers.run(count, scaleTask);
    }
  }

  private void loadErrors(int from, int to, float[] scratch) {
    for (int k = from; k < to; k++) {
      scales[k] =
          products.loadErrors(
              Objects.requireNonNull(outputError),
              first + k,
              key,
              workers.shared(),
              outputAt + k * g.outputSize());
    }
  }

  private void multiplyErrors(int from, int to, float[] scratch) {
    float[] shared = workers.shared();
    ErrorMap error = Objects.requireNonNull(inputError);
    set.linearBackwardError(
        g, shared, outputAt, shared, 0, error.data(), error.offset(first), count, from, to);
  }

  private void scaleErrors(int from, int to, float[] scratch) {
    for (int k = from; k < to; k++) {
      products.scaleError(Objects.requireNonNull(inputError), first + k, scales[k]);
    }
  }
}
