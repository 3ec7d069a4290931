package dev.tamis.kernels;

import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A weight gradient that is split over its rows, each of which reads the whole mini-batch: rounded
 * inputs and errors are brought to the workers' shared memory, at most 4 MiB of them at a time.
 */
public final class FakeQuantizedRows {
  private static final int MOST_FLOATS = 1 << 20;

  /** Rows of a range, which reads all inputs. */
  private static final int LEAST_ROWS = 32;

  private final FakeQuantizedProducts products;
  private final ConvGeometry g;
  private final KernelSet set;
  private final Workers workers;
  private final int most;
  private final RangeTask loadTask = this::load;
  private final RangeTask rowTask = this::rows;
  private int errorAt;
  private int sumAt;
  private int first;
  private int count;
  private @Nullable FeatureMap input;
  private @Nullable ErrorMap outputError;
  private @Nullable ChannelSet kept;
  private @Nullable ParameterBlock gradient;
  private @Nullable ParameterBlock biasGradient;

  /** Rows of the given products. */
  public FakeQuantizedRows(FakeQuantizedProducts products, Kernels kernels) {
    this.products = products;
    this.g = products.geometry();
    this.set = kernels.set();
    this.workers = kernels.workers();
    this.most = Math.max(1, MOST_FLOATS / (g.inputSize() + g.outputSize()));
  }

  /** Makes room for mini-batches of so many instances. */
  public void reserve(int capacity) {
    int instances = Math.min(capacity, most);
    int sums = capacity > most ? g.weightCount() + g.outputChannels() : 0;
    int staged = Math.multiplyExact(instances, g.inputSize() + g.outputSize());
    workers.reserveShared(Math.addExact(staged, sums));
  }

  /** Computes the rows of kept channels. */
  public void run(
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
    int instances = Math.min(savedInput.instances(), most);
    errorAt = instances * g.inputSize();
    sumAt = errorAt + instances * g.outputSize();
    for (first = 0; first < savedInput.instances(); first += most) {
      count = Math.min(most, savedInput.instances() - first);
      workers.run(count, loadTask);
      workers.run(keptChannels.count(), LEAST_ROWS, rowTask);
    }
  }

  private void load(int from, int to, float[] scratch) {
    float[] shared = workers.shared();
    for (int k = from; k < to; k++) {
      products.loadValues(Objects.requireNonNull(input), first + k, shared, k * g.inputSize());
      products.loadGradientErrors(
          Objects.requireNonNull(outputError), first + k, shared, errorAt + k * g.outputSize());
    }
  }

  private void rows(int from, int to, float[] scratch) {
    float[] shared = workers.shared();
    ParameterBlock weights = Objects.requireNonNull(gradient);
    ParameterBlock bias = biasGradient;
    boolean adds = first > 0;
    int biasAt = bias == null ? 0 : bias.offset();
    set.convBackwardWeights(
        g,
        shared,
        0,
        shared,
        errorAt,
        count,
        Objects.requireNonNull(kept).indices(),
        adds ? shared : weights.data(),
        adds ? sumAt : weights.offset(),
        bias != null,
        adds || bias == null ? shared : bias.data(),
        adds ? sumAt + g.weightCount() : biasAt,
        from,
        to,
        scratch);
    if (adds) {
      addRows(weights, bias, from, to);
    }
  }

  private void addRows(ParameterBlock weights, @Nullable ParameterBlock bias, int from, int to) {
    float[] shared = workers.shared();
    int row = g.kernelSize();
    for (int k = from; k < to; k++) {
      int o = Objects.requireNonNull(kept).get(k);
      int at = weights.offset() + o * row;
      set.add(weights.data(), at, shared, sumAt + o * row, weights.data(), at, 0, row);
      if (bias != null) {
        bias.data()[bias.offset() + o] += shared[sumAt + g.weightCount() + o];
      }
    }
  }
}
