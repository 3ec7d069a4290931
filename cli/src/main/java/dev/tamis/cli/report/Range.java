package dev.tamis.cli.report;

import java.util.stream.DoubleStream;

/** The smallest and largest of some values; both {@code NaN} if there are none. */
public record Range(double low, double high) {

  /** What is not finite is left out. */
  static Range of(DoubleStream values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values.filter(Double::isFinite).toArray()) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return low <= high ? new Range(low, high) : new Range(Double.NaN, Double.NaN);
  }

  static Range of(double... values) {
    return of(DoubleStream.of(values));
  }

  boolean isEmpty() {
    return Double.isNaN(low);
  }

  /** Whether a linear axis would press most of the values onto its lower end. */
  boolean spansDecades() {
    return low > 0 && high / low >= 100;
  }
}
