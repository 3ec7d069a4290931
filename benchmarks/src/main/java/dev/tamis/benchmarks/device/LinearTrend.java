package dev.tamis.benchmarks.device;

/**
 * A straight line through points, by ordinary least squares.
 *
 * @param slope of y over x
 * @param standardError of the slope, where deviations are independent
 */
record LinearTrend(double slope, double standardError) {

  /** Fits at least three points. */
  static LinearTrend of(double[] x, double[] y) {
    if (x.length != y.length || x.length < 3) {
      throw new IllegalArgumentException("a line needs three points or more, each with x and y");
    }
    int n = x.length;
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    double slope = xy / xx;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double rest = y[i] - meanY - slope * (x[i] - meanX);
      squares += rest * rest;
    }
    return new LinearTrend(slope, Math.sqrt(squares / (n - 2) / xx));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
