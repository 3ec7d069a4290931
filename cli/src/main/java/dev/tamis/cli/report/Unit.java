package dev.tamis.cli.report;

/** A unit of an axis: its size in what the values are measured in, and its symbol. */
record Unit(double size, String symbol) {

  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  static Unit si(double largest) {
    double size = 1;
    int prefix = 0;
    while (largest >= 1000 * size && prefix < PREFIXES.length - 1) {
      size *= 1000;
      prefix++;
    }
    return new Unit(size, PREFIXES[prefix]);
  }

  /** {@code value} with as many decimals as ticks {@code step} apart need. */
  String tick(double value, double step) {
    if (value == 0) {
      return "0";
    }
    double scaled = step / size;
    int decimals = 0;
    while (decimals < 9 && Math.abs(scaled - Math.rint(scaled)) > 1e-6 * scaled) {
      scaled *= 10;
      decimals++;
    }
    String digits = Numbers.fixed(value / size, decimals);
    return symbol.isEmpty() ? digits : digits + "\u00a0" + symbol;
  }
}
