package dev.tamis.cli.report;

import java.util.Locale;

/** Numbers as people read them, with their unit, the same in every locale. */
public final class Numbers {

  /** Stands for what is not known or does not apply. */
  public static final String UNKNOWN = "\u2013";

  private static final String NO_BREAK = "\u00a0";
  private static final String MINUS = "\u2212";
  private static final String[] SI = {"", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private Numbers() {}

  /** A whole number, in groups of three digits. */
  public static String count(double value) {
    return Double.isFinite(value) ? signed("%,.0f", value) : UNKNOWN;
  }

  static String macs(double value) {
    return Double.isFinite(value) ? scaled(value, 1000, SI) + NO_BREAK + "MACs" : UNKNOWN;
  }

  static String bytes(double value) {
    return Double.isFinite(value) ? scaled(value, 1024, BINARY) : UNKNOWN;
  }

  /** A fraction in percent. */
  public static String percent(double ratio, int decimals) {
    return Double.isFinite(ratio)
        ? signed("%." + decimals + "f", 100 * ratio) + NO_BREAK + "%"
        : UNKNOWN;
  }

  /** A part of a whole; small is not shown as nothing. */
  static String share(double ratio) {
    if (ratio == 0) {
      return "0" + NO_BREAK + "%";
    }
    return ratio > 0 && ratio < 0.001 ? "<" + NO_BREAK + percent(0.001, 1) : percent(ratio, 1);
  }

  /** A time, in the unit people would use. */
  public static String seconds(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0" + NO_BREAK + "s";
    }
    if (size < 0.9995) {
      return significant(1000 * value) + NO_BREAK + "ms";
    }
    if (size < 59.95) {
      return significant(value) + NO_BREAK + "s";
    }
    long whole = Math.round(size);
    String sign = value < 0 ? MINUS : "";
    return whole < 3600
        ? sign + pair(whole / 60, "min", whole % 60, "s")
        : sign + pair(whole / 3600, "h", whole % 3600 / 60, "min");
  }

  /** Three significant digits; powers of ten where it would take many zeros. */
  public static String plain(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return signed("%.2e", value);
    }
    return size >= 1000 || size == Math.rint(size) ? count(value) : significant(value);
  }

  /** Exactly {@code decimals} digits after the point. */
  public static String fixed(double value, int decimals) {
    return signed("%." + decimals + "f", value);
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return large + NO_BREAK + largeUnit + NO_BREAK + small + NO_BREAK + smallUnit;
  }

  private static String scaled(double value, double base, String[] prefixes) {
    double size = value;
    int prefix = 0;
    // 0.9995: what rounds to 1000 at three digits belongs to the next prefix.
    while (Math.abs(size) >= base * 0.9995 && prefix < prefixes.length - 1) {
      size /= base;
      prefix++;
    }
    String digits = prefix == 0 ? count(size) : significant(size);
    return prefixes[prefix].isEmpty() ? digits : digits + NO_BREAK + prefixes[prefix];
  }

  private static String significant(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    int magnitude = (int) Math.floor(Math.log10(size));
    // Rounding may carry into a digit more: 9.999 is 10.0, not 10.00.
    if (size >= Math.pow(10, magnitude + 1) - Math.pow(10, magnitude - 2) / 2) {
      magnitude++;
    }
    return signed("%." + Math.max(0, 2 - magnitude) + "f", value);
  }

  private static String signed(String format, double value) {
    String digits = String.format(Locale.ROOT, format, Math.abs(value));
    boolean zero = digits.chars().noneMatch(c -> c >= '1' && c <= '9');
    return value < 0 && !zero ? MINUS + digits : digits;
  }
}
