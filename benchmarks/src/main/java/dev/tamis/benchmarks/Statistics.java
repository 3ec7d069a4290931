package dev.tamis.benchmarks;

import java.util.Arrays;

/** Of a few measured values; never a mean, which one disturbance would move. */
final class Statistics {
  private Statistics() {}

  static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  }
}
