package dev.tamis.cli.comparison;

import java.util.stream.DoubleStream;

/**
 * A number over the seeds of one method; what is not finite is left out.
 *
 * @param count how many seeds have it
 * @param mean NaN where none has
 * @param low smallest
 * @param high largest
 * @param standardError of the mean; NaN with fewer than two seeds
 */
record Sample(int count, double mean, double low, double high, double standardError) {

  static Sample of(DoubleStream values) {
    double[] known = values.filter(Double::isFinite).toArray();
    int count = known.length;
    if (count == 0) {
      return new Sample(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double sum = 0;
    double low = known[0];
    double high = known[0];
    for (double value : known) {
      sum += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    // Rounding may put the mean of equal values beside them.
    double mean = Math.min(high, Math.max(low, sum / count));
    double squares = 0;
    for (double value : known) {
      squares += (value - mean) * (value - mean);
    }
    double error = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    return new Sample(count, mean, low, high, error);
  }

  /** Standard error of the difference between this mean and another, of other runs. */
  double jointStandardError(Sample other) {
    return Math.hypot(standardError, other.standardError);
  }
}
