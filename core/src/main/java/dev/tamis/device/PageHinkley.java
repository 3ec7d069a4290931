package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The Page-Hinkley test (Page 1954; Mouss et al. 2004) for a rising mean: with m_t = sum over i of
 * (x_i - mean_i - tolerance), drift is when m_t - min over i of m_i exceeds the threshold. It then
 * begins anew.
 */
final class PageHinkley {
  private static final int LEAST = 30;

  private final double tolerance;
  private final double threshold;
  private long count;
  private double mean;
  private double sum;
  private double least;

  /**
   * A test at its beginning.
   *
   * @param tolerance rise of the mean that is ignored, at least 0
   * @param threshold above 0; larger is later and surer
   */
  PageHinkley(double tolerance, double threshold) {
    this.tolerance = tolerance;
    this.threshold = threshold;
  }

  /** Adds a value; whether the mean has risen. */
  boolean add(double value) {
    count++;
    mean += (value - mean) / count;
    sum += value - mean - tolerance;
    least = Math.min(least, sum);
    boolean rise = count >= LEAST && sum - least > threshold;
    if (rise) {
      reset();
    }
    return rise;
  }

  private void reset() {
    count = 0;
    mean = 0;
    sum = 0;
    least = 0;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(sum);
    out.writeDouble(least);
  }

  void restoreState(DataInput in) throws IOException {
    count = in.readLong();
    mean = in.readDouble();
    sum = in.readDouble();
    least = in.readDouble();
  }
}
