package dev.tamis.cli.report;

/** What an axis measures: decides its unit, its tick labels and how a value is read out. */
public enum Quantity {
  /** Instances, as a count. */
  INSTANCES {
    @Override
    Unit unit(double largest) {
      return Unit.si(largest);
    }

    @Override
    String format(double value) {
      return Numbers.count(value) + "\u00a0instances";
    }
  },
  /** Multiply-accumulates. */
  MACS {
    @Override
    Unit unit(double largest) {
      return Unit.si(largest);
    }

    @Override
    String format(double value) {
      return Numbers.macs(value);
    }
  },
  /** Time in seconds. */
  SECONDS {
    @Override
    Unit unit(double largest) {
      if (largest <= 180) {
        return new Unit(1, "s");
      }
      return largest <= 3 * 3600 ? new Unit(60, "min") : new Unit(3600, "h");
    }

    @Override
    String format(double value) {
      return Numbers.seconds(value);
    }
  },
  /** A fraction, shown in percent. */
  RATIO {
    @Override
    Unit unit(double largest) {
      return new Unit(0.01, "%");
    }

    @Override
    String format(double value) {
      return Numbers.percent(value, 2);
    }
  },
  /** A number without a unit. */
  PLAIN {
    @Override
    Unit unit(double largest) {
      return new Unit(1, "");
    }

    @Override
    String format(double value) {
      return Numbers.plain(value);
    }
  };

  /** The unit in which ticks are round for values up to {@code largest}. */
  abstract Unit unit(double largest);

  abstract String format(double value);
}
