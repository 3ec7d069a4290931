package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation with exact gradients, by statistics of the batch or, where they are frozen,
 * by the running ones. Sums are taken per instance and then added in the order of the instances, so
 * the result does not depend on the number of threads.
 */
final class BatchNormLayer extends Layer implements BatchStatistics {
  private static final int MEAN = 0;
  private static final int INVERSE_DEVIATION = 1;
  private static final int FACTOR = 2;
  private static final int TERM = 3;
  private static final int INPUT_FACTOR = 4;
  private static final int SUMS = 5;
  private static final int PRODUCT_SUMS = 6;
  private static final int RANGES = 7;

  private final BatchNorm spec;

  /** What deviation is measured by; null for the variance. */
  private final @Nullable ChannelRanges ranges;

  private final int channels;
  private final int pixels;
  private final ParameterBlock scale;
  private final ParameterBlock shift;
  private final ParameterBlock runningMean;
  private final ParameterBlock runningVariance;
  private final Kernels kernels;
  private final RangeTask statisticsTask = this::statisticsRange;
  private final RangeTask momentsTask = this::momentsRange;
  private final RangeTask affineTask = this::affineRange;
  private final RangeTask reduceTask = this::reduceRange;
  private final RangeTask blendTask = this::blendRange;
  private @Nullable LayerPass current;

  BatchNormLayer(
      BatchNorm spec,
      @Nullable ChannelRanges ranges,
      Shape input,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      Kernels kernels) {
    this.spec = spec;
    this.ranges = ranges;
    this.channels = input.channels();
    this.pixels = input.pixels();
    this.scale = parameters.get(0);
    this.shift = parameters.get(1);
    this.runningMean = statistics.get(0);
    this.runningVariance = statistics.get(1);
    this.kernels = kernels;
    kernels.workers().reserveScratch(channels);
  }

  @Override
  public int[] stateLengths(int capacity) {
    int sums = capacity * channels;
    int[] own = {channels, channels, channels, channels, channels, sums, sums};
    if (ranges == null) {
      return own;
    }
    int[] more = ranges.stateLengths(capacity);
    int[] all = Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, RANGES, more.length);
    return all;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    int instances = pass.output().instances();
    if (pass.training()) {
      takeBatchStatistics(pass, instances);
    } else {
      if (pass.observed()) {
        kernels.workers().run(instances, momentsTask);
      }
      takeRunningStatistics(pass);
    }
    kernels.workers().run(instances, affineTask);
  }

  private void takeBatchStatistics(LayerPass pass, int instances) {
    float[] mean = pass.state(MEAN);
    if (!pass.statisticsReady()) {
      kernels.workers().run(instances, statisticsTask);
    }
    double count = (double) instances * pixels;
    for (int c = 0; c < channels; c++) {
      double batchMean = total(pass.state(SUMS), instances, c) / count;
      mean[c] = (float) batchMean;
      double inverse;
      double newest;
      if (ranges == null) {
        double squares = squares(pass, instances, c, batchMean);
        inverse = 1 / Math.sqrt(squares / count + spec.epsilon());
        newest = squares / Math.max(1, count - 1);
      } else {
        double deviation = ranges.deviation(pass, RANGES, instances, c);
        newest = deviation * deviation;
        inverse = 1 / Math.sqrt(newest + spec.epsilon());
      }
      pass.state(INVERSE_DEVIATION)[c] = (float) inverse;
      setAffine(pass, c, mean[c], inverse);
      move(runningMean, c, mean[c]);
      move(runningVariance, c, (float) newest);
    }
  }

  @Override
  public void moments(LayerPass pass, float[] destination) {
    int instances = pass.forwardInstances();
    double count = (double) instances * pixels;
    for (int c = 0; c < channels; c++) {
      double mean = total(pass.state(SUMS), instances, c) / count;
      destination[runningMean.offset() + c] = (float) mean;
      destination[runningVariance.offset() + c] =
          (float) (squares(pass, instances, c, mean) / Math.max(1, count - 1));
    }
  }

  /** Squared distances of a channel's values from their mean. */
  private double squares(LayerPass pass, int instances, int c, double mean) {
    return total(pass.state(PRODUCT_SUMS), instances, c)
        + pixels * spread(pass.state(SUMS), instances, c, mean);
  }

  private void takeRunningStatistics(LayerPass pass) {
    for (int c = 0; c < channels; c++) {
      float mean = runningMean.data()[runningMean.offset() + c];
      float variance = runningVariance.data()[runningVariance.offset() + c];
      double inverse = 1 / Math.sqrt((double) variance + spec.epsilon());
      pass.state(MEAN)[c] = mean;
      pass.state(INVERSE_DEVIATION)[c] = (float) inverse;
      setAffine(pass, c, mean, inverse);
    }
  }

  private void setAffine(LayerPass pass, int c, float mean, double inverseDeviation) {
    float factor = (float) (scale.data()[scale.offset() + c] * inverseDeviation);
    pass.state(FACTOR)[c] = factor;
    pass.state(TERM)[c] = shift.data()[shift.offset() + c] - mean * factor;
  }

  private void move(ParameterBlock running, int c, float newest) {
    int at = running.offset() + c;
    float[] data = running.data();
    data[at] = (1 - spec.momentum()) * data[at] + spec.momentum() * newest;
  }

  private double total(float[] sums, int instances, int c) {
    double total = 0;
    for (int n = 0; n < instances; n++) {
      total += sums[n * channels + c];
    }
    return total;
  }

  /**
   * Squared distances of the instances' means from the mean of all: their variance's other part.
   */
  private double spread(float[] sums, int instances, int c, double batchMean) {
    double spread = 0;
    for (int n = 0; n < instances; n++) {
      double distance = (double) sums[n * channels + c] / pixels - batchMean;
      spread += distance * distance;
    }
    return spread;
  }

  /** Also where the layer is not trained: the error of the input depends on both sums. */
  @Override
  public void backwardWeights(LayerPass pass) {
    current = pass;
    int instances = pass.outputError().instances();
    if (!pass.reductionReady()) {
      kernels.workers().run(instances, reduceTask);
    }
    if (!pass.training()) {
      backwardAffine(pass, instances);
      return;
    }
    // Statistics were taken over all forwarded instances, also where only some were retained.
    double count = (double) pass.forwardInstances() * pixels;
    float[] mean = pass.state(MEAN);
    float[] inverse = pass.state(INVERSE_DEVIATION);
    boolean trained = !pass.gradients().isEmpty();
    for (int c = 0; c < channels; c++) {
      double errorSum = total(pass.state(SUMS), instances, c);
      double scaleGradient = total(pass.state(PRODUCT_SUMS), instances, c) * inverse[c];
      if (trained) {
        write(pass.gradients().get(0), c, scaleGradient);
        write(pass.gradients().get(1), c, errorSum);
      }
      double factor = (double) scale.data()[scale.offset() + c] * inverse[c];
      double inputFactor = -factor * inverse[c] * scaleGradient / count;
      pass.state(FACTOR)[c] = (float) factor;
      if (ranges != null) {
        ranges.squareError(pass, RANGES, c, -factor * inverse[c] * scaleGradient);
        inputFactor = 0;
      }
      pass.state(INPUT_FACTOR)[c] = (float) inputFactor;
      pass.state(TERM)[c] = (float) (-factor * errorSum / count - inputFactor * mean[c]);
    }
  }

  /**
   * With frozen statistics the layer is an affine map; its factors are those of the forward pass.
   */
  private void backwardAffine(LayerPass pass, int instances) {
    Arrays.fill(pass.state(TERM), 0f);
    for (int c = 0; c < channels && !pass.gradients().isEmpty(); c++) {
      double products = total(pass.state(PRODUCT_SUMS), instances, c);
      write(pass.gradients().get(0), c, products * pass.state(INVERSE_DEVIATION)[c]);
      write(pass.gradients().get(1), c, total(pass.state(SUMS), instances, c));
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    if (pass.inputError(0) != null) {
      current = pass;
      kernels.workers().run(pass.outputError().instances(), blendTask);
    }
  }

  private static void write(ParameterBlock block, int c, double value) {
    block.data()[block.offset() + c] = (float) value;
  }

  private LayerPass pass() {
    return Objects.requireNonNull(current);
  }

  private void statisticsRange(int from, int to, float[] scratch) {
    statistics(pass(), from, to, scratch);
  }

  private void momentsRange(int from, int to, float[] scratch) {
    LayerPass pass = pass();
    kernels.channelStatistics(
        pass.input(0), pass.state(SUMS), pass.state(PRODUCT_SUMS), from, to, scratch);
  }

  /** All of an instance while it is in the cache: squares are around its own mean. */
  @Override
  public void statistics(LayerPass pass, int from, int to, float[] scratch) {
    if (ranges != null) {
      ranges.take(pass, RANGES, pass.state(SUMS), from, to, scratch);
      return;
    }
    kernels.channelStatistics(
        pass.input(0), pass.state(SUMS), pass.state(PRODUCT_SUMS), from, to, scratch);
  }

  private void affineRange(int from, int to, float[] scratch) {
    LayerPass pass = pass();
    FeatureMap addend = pass.addend();
    for (int n = from; n < to; n++) {
      kernels.channelAffine(
          pass.input(0),
          pass.state(FACTOR),
          pass.state(TERM),
          addend,
          pass.rectifies(),
          pass.output(),
          n,
          n + 1,
          scratch);
    }
  }

  private void reduceRange(int from, int to, float[] scratch) {
    reductions(pass(), from, to, scratch);
  }

  @Override
  public void reductions(LayerPass pass, int from, int to, float[] scratch) {
    FeatureMap mask = pass.rectifies() && pass.addend() == null ? pass.output() : null;
    if (!pass.inputSaved()) {
      if (mask != null) {
        kernels.reluBackward(mask, pass.outputError(), pass.outputError(), false, from, to);
      }
      return;
    }
    kernels.channelErrorSums(
        mask,
        pass.outputError(),
        pass.input(0),
        pass.state(MEAN),
        pass.state(SUMS),
        pass.state(PRODUCT_SUMS),
        from,
        to);
  }

  private void blendRange(int from, int to, float[] scratch) {
    LayerPass pass = pass();
    ErrorMap inputError = Objects.requireNonNull(pass.inputError(0));
    if (ranges != null || !pass.training()) {
      kernels.channelAffine(
          pass.outputError(),
          pass.state(FACTOR),
          pass.state(TERM),
          inputError,
          pass.accumulates(0),
          from,
          to);
      if (ranges != null && pass.training()) {
        ranges.propagate(pass, RANGES, inputError, from, to);
      }
      return;
    }
    kernels.channelBlend(
        pass.outputError(),
        pass.input(0),
        pass.state(FACTOR),
        pass.state(INPUT_FACTOR),
        pass.state(TERM),
        inputError,
        pass.accumulates(0),
        from,
        to);
  }
}
