package dev.tamis.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Maps the values of one axis to positions between 0 and 1, with round ticks. */
final class Scale {

  /** A labelled position on an axis. */
  record Tick(double position, String label) {}

  private final double low;
  private final double high;
  private final boolean log;
  private final List<Tick> ticks;

  private Scale(double low, double high, boolean log) {
    this.low = low;
    this.high = high;
    this.log = log;
    this.ticks = new ArrayList<>();
  }

  /** Covers {@code range} with about {@code count} ticks; an empty range becomes 0 to 1. */
  static Scale of(Range range, Axis axis, int count) {
    Range values = range.isEmpty() ? new Range(0, 1) : range;
    return axis.log() && values.low() > 0 ? logarithmic(values, axis) : linear(values, axis, count);
  }

  double position(double value) {
    return log
        ? (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
        : (value - low) / (high - low);
  }

  List<Tick> ticks() {
    return List.copyOf(ticks);
  }

  private static Scale linear(Range range, Axis axis, int count) {
    double low = axis.fromZero() ? Math.min(0, range.low()) : range.low();
    double high = axis.fromZero() ? Math.max(0, range.high()) : range.high();
    if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) {
      double margin = low == 0 ? 1 : Math.abs(low) / 10;
      low = axis.fromZero() || low == 0 ? low : low - margin;
      high += margin;
    }
    Unit unit = axis.quantity().unit(Math.max(Math.abs(low), Math.abs(high)));
    double step = niceStep((high - low) / unit.size() / count) * unit.size();
    // A hair of tolerance, or 0.3/0.1 would ask for a fourth step.
    long first = (long) Math.floor(low / step + 1e-6);
    long last = (long) Math.ceil(high / step - 1e-6);
    // Rounding a horizontal axis up to the next tick would waste up to a fifth of a narrow chart.
    boolean nearTick = last * step - high < 0.03 * (high - low);
    double end = axis.endsAtData() && !nearTick ? high : last * step;
    Scale scale = new Scale(first * step, end, false);
    for (long i = first; i * step <= end + 1e-6 * step; i++) {
      double value = i * step;
      scale.ticks.add(new Tick(scale.position(value), unit.tick(value, step)));
    }
    return scale;
  }

  private static Scale logarithmic(Range range, Axis axis) {
    int first = (int) Math.floor(Math.log10(range.low()) + 1e-9);
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(range.high()) - 1e-9));
    Scale scale = new Scale(Math.pow(10, first), Math.pow(10, last), true);
    int stride = 1 + (last - first) / 6;
    for (int decade = first; decade <= last; decade += stride) {
      double value = Math.pow(10, decade);
      String label =
          Math.abs(decade) > 4 ? "1e" + decade : axis.quantity().unit(value).tick(value, value);
      scale.ticks.add(new Tick(scale.position(value), label));
    }
    return scale;
  }

  /** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least {@code atLeast}. */
  private static double niceStep(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= atLeast * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
