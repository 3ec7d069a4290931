package dev.tamis.benchmarks;

import java.util.Arrays;

/** Of a few measured values; never a mean, which one disturbance would move. */
public final class Statistics {
  private Statistics() {}

  /** The smallest. */
  public static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  /** The middle one, or the mean of both. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }

  /**
   * The smallest value that is not below a share of all.
   *
   * @param ratio in (0,1]
   */
  public static double quantile(double[] values, double ratio) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(ratio * sorted.length) - 1];
  }
}
