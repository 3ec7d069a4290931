package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RangeBatchNorm2d} measures deviation by: the mean range of each channel over chunks
 * of the mini-batch, and its gradient. Chunks depend on the number of instances alone.
 */
final class ChannelRanges {
  private static final int MOST_CHUNKS = 16;
  private static final int LEAST_INSTANCES = 4;

  /** Pixels of an extreme are floats, which count no further. */
  private static final int MOST_PIXELS = 1 << 24;

  private static final int MAXIMA = 0;
  private static final int MINIMA = 1;
  private static final int MAXIMUM_PIXELS = 2;
  private static final int MINIMUM_PIXELS = 3;
  private static final int DEVIATIONS = 4;
  private static final int ERRORS = 5;

  /** Marks values that are no extreme of their chunk. */
  private static final float NOWHERE = -1f;

  private final int channels;
  private final int pixels;
  private final Kernels kernels;

  ChannelRanges(Shape input, Kernels kernels) {
    if (input.pixels() > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "range batch norm takes at most " + MOST_PIXELS + " pixels, not those of " + input);
    }
    this.channels = input.channels();
    this.pixels = input.pixels();
    this.kernels = kernels;
  }

  /** Lengths of its working memory, from state number {@code first} of the pass. */
  int[] stateLengths(int capacity) {
    int values = Math.multiplyExact(capacity, channels);
    return new int[] {values, values, values, values, channels, channels};
  }

  /**
   * Sum, largest and smallest value of each channel of instances, and where these are.
   *
   * @param sums receives the sums, [instances][channels]
   */
  void take(LayerPass pass, int first, float[] sums, int from, int to, float[] scratch) {
    kernels.channelRanges(
        pass.input(0),
        sums,
        pass.state(first + MAXIMA),
        pass.state(first + MINIMA),
        pass.state(first + MAXIMUM_PIXELS),
        pass.state(first + MINIMUM_PIXELS),
        from,
        to,
        scratch);
  }

  private static int chunks(int instances) {
    return Math.max(1, Math.min(MOST_CHUNKS, instances / LEAST_INSTANCES));
  }

  /** First instance of a chunk. */
  private static int start(int chunk, int chunks, int instances) {
    return (int) ((long) chunk * instances / chunks);
  }

  private static int chunk(int instance, int chunks, int instances) {
    return (int) (((long) (instance + 1) * chunks - 1) / instances);
  }

  /**
   * Deviation of a channel from the extremes of all instances; of their places it leaves those of
   * the chunks' extremes.
   */
  double deviation(LayerPass pass, int first, int instances, int c) {
    float[] maxima = pass.state(first + MAXIMA);
    float[] minima = pass.state(first + MINIMA);
    int chunks = chunks(instances);
    double sum = 0;
    for (int k = 0; k < chunks; k++) {
      int from = start(k, chunks, instances);
      int to = start(k + 1, chunks, instances);
      int largest = from;
      int smallest = from;
      for (int n = from + 1; n < to; n++) {
        largest = maxima[n * channels + c] > maxima[largest * channels + c] ? n : largest;
        smallest = minima[n * channels + c] < minima[smallest * channels + c] ? n : smallest;
      }
      double range = (double) maxima[largest * channels + c] - minima[smallest * channels + c];
      sum += factor(to - from) * range;
      leave(pass.state(first + MAXIMUM_PIXELS), from, to, largest, c);
      leave(pass.state(first + MINIMUM_PIXELS), from, to, smallest, c);
    }
    double deviation = sum / chunks;
    pass.state(first + DEVIATIONS)[c] = (float) deviation;
    return deviation;
  }

  private void leave(float[] places, int from, int to, int winner, int c) {
    for (int n = from; n < to; n++) {
      if (n != winner) {
        places[n * channels + c] = NOWHERE;
      }
    }
  }

  private double factor(int instances) {
    return factor((long) instances * pixels);
  }

  /**
   * Standard deviation over range of {@code count} normal values, on average. The normal quantile
   * is by Hastings (Abramowitz, Stegun 26.2.23), to 4.5e-4.
   */
  static double factor(long count) {
    if (count < 2) {
      return 0;
    }
    double above = 0.625 / (count + 0.25);
    double t = StrictMath.sqrt(-2 * StrictMath.log(above));
    double quantile =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return 1 / (2 * quantile);
  }

  /**
   * Prepares {@link #propagate} for a channel.
   *
   * @param error the loss's derivative by half the squared deviation
   */
  void squareError(LayerPass pass, int first, int c, double error) {
    pass.state(first + ERRORS)[c] = (float) (error * pass.state(first + DEVIATIONS)[c]);
  }

  /**
   * Adds the error that the extremes of the chunks have through the deviation; instances from to -
   * 1 of those retained.
   */
  void propagate(LayerPass pass, int first, ErrorMap inputError, int from, int to) {
    float[] errors = pass.state(first + ERRORS);
    float[] highest = pass.state(first + MAXIMUM_PIXELS);
    float[] lowest = pass.state(first + MINIMUM_PIXELS);
    int instances = pass.forwardInstances();
    int chunks = chunks(instances);
    @Nullable InstanceSet retained = pass.retained();
    float[] data = inputError.data();
    for (int k = from; k < to; k++) {
      int n = retained == null ? k : retained.get(k);
      int chunk = chunk(n, chunks, instances);
      int size = start(chunk + 1, chunks, instances) - start(chunk, chunks, instances);
      float share = (float) (factor(size) / chunks);
      int at = inputError.offset(k);
      for (int c = 0; c < channels; c++) {
        float high = highest[n * channels + c];
        float low = lowest[n * channels + c];
        if (high != low) {
          add(data, at + c, high, errors[c] * share);
          add(data, at + c, low, -errors[c] * share);
        }
      }
    }
  }

  private void add(float[] data, int at, float pixel, float error) {
    if (pixel >= 0) {
      data[at + ((int) pixel) * channels] += error;
    }
  }
}
