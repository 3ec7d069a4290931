package dev.tamis.device;

/**
 * What adaptation may spend; infinity where there is no limit. Predictions that the caller asks for
 * are not part of it.
 *
 * @param macsPerInstance multiply-accumulates per offered instance, above 0
 * @param macsPerHour multiply-accumulates per hour of wall time, above 0
 * @param timeShareRatio share of wall time that is spent computing, above 0
 * @param watts mean power over wall time, above 0; by the machine's own meters where it has some
 *     ({@link EnergySource})
 */
public record ComputeBudget(
    double macsPerInstance, double macsPerHour, double timeShareRatio, double watts) {
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** No limit. */
  public static final ComputeBudget UNLIMITED = new ComputeBudget(NONE, NONE, NONE, NONE);

  /**
   * @throws IllegalArgumentException if a limit is not above 0
   */
  public ComputeBudget {
    require("macsPerInstance", macsPerInstance);
    require("macsPerHour", macsPerHour);
    require("timeShareRatio", timeShareRatio);
    require("watts", watts);
  }

  private static void require(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          "the budget's " + name + " " + value + " is not above 0: leave it out for no limit");
    }
  }

  /** The same with a limit per offered instance. */
  public ComputeBudget withMacsPerInstance(double macs) {
    return new ComputeBudget(macs, macsPerHour, timeShareRatio, watts);
  }

  /** The same with a limit per hour. */
  public ComputeBudget withMacsPerHour(double macs) {
    return new ComputeBudget(macsPerInstance, macs, timeShareRatio, watts);
  }

  /** The same with a limit on the share of one core's time. */
  public ComputeBudget withTimeShareRatio(double ratio) {
    return new ComputeBudget(macsPerInstance, macsPerHour, ratio, watts);
  }

  /** The same with a limit on the mean power. */
  public ComputeBudget withWatts(double power) {
    return new ComputeBudget(macsPerInstance, macsPerHour, timeShareRatio, power);
  }

  /** Whether there is no limit at all. */
  public boolean isUnlimited() {
    return equals(UNLIMITED);
  }
}
