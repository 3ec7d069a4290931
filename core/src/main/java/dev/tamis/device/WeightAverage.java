package dev.tamis.device;

import dev.tamis.network.Parameters;
import dev.tamis.tensor.ParameterSlab;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Average of the trained weights over the last steps (Polyak and Juditsky 1992), fading: it is what
 * is judged and served, because single steps on few instances are noisy.
 */
final class WeightAverage {
  private final double leastRate;
  private final float[] trained;
  private final float[] statistics;
  private long count;

  /**
   * An average of nothing.
   *
   * @param like parameters of the network
   * @param steps about how many steps it reaches back, at least 1; 1 is the last weights alone
   */
  WeightAverage(Parameters like, int steps) {
    leastRate = 1.0 / steps;
    trained = new float[like.trained().data().length];
    statistics = new float[like.statistics().data().length];
  }

  long bytes() {
    return Float.BYTES * ((long) trained.length + statistics.length);
  }

  /** Begins anew at these weights. */
  void reset(Parameters weights) {
    count = 0;
    add(weights);
  }

  /** Adds the weights after a step. */
  void add(Parameters weights) {
    count++;
    float rate = (float) Math.max(1.0 / count, leastRate);
    move(trained, weights.trained().data(), rate);
    move(statistics, weights.statistics().data(), rate);
  }

  private static void move(float[] average, float[] values, float rate) {
    for (int i = 0; i < average.length; i++) {
      // Exact at rate 1, where the first form would round.
      average[i] = rate == 1f ? values[i] : average[i] + rate * (values[i] - average[i]);
    }
  }

  /** Replaces the average of the running statistics. */
  void statistics(float[] values) {
    System.arraycopy(values, 0, statistics, 0, statistics.length);
  }

  /** Puts the average in the weights' place, and the weights here; again puts them back. */
  void exchange(Parameters weights) {
    exchange(trained, weights.trained());
    exchange(statistics, weights.statistics());
  }

  private static void exchange(float[] average, ParameterSlab slab) {
    float[] values = slab.data();
    for (int i = 0; i < average.length; i++) {
      float value = values[i];
      values[i] = average[i];
      average[i] = value;
    }
    slab.markChanged();
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(count);
    for (float value : trained) {
      out.writeFloat(value);
    }
    for (float value : statistics) {
      out.writeFloat(value);
    }
  }

  void restoreState(DataInput in) throws IOException {
    count = in.readLong();
    for (int i = 0; i < trained.length; i++) {
      trained[i] = in.readFloat();
    }
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = in.readFloat();
    }
  }
}
