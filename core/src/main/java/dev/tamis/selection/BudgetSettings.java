package dev.tamis.selection;

/**
 * Settings of the budgeted rule.
 *
 * @param instanceKeepRatio share of offered instances that is kept, in (0,1]
 * @param exploreRatio share of the kept that is drawn at random, in [0,1]
 * @param auditRatio share of dropped instances that are labelled at random, in [0,1]
 * @param minimumKept kept per mini-batch at the least, for batch norm; paid back later
 * @param score what instances are ranked by
 * @param prethinRatio the filter looks only at a random share of the offered, this times {@code
 *     instanceKeepRatio} (at most all), and ranks within it; at least 1, or 0 to look at all
 */
public record BudgetSettings(
    double instanceKeepRatio,
    double exploreRatio,
    double auditRatio,
    int minimumKept,
    FilterScore score,
    double prethinRatio) {

  /** The same, ranked by another score. */
  public BudgetSettings withScore(FilterScore other) {
    return new BudgetSettings(
        instanceKeepRatio, exploreRatio, auditRatio, minimumKept, other, prethinRatio);
  }

  /** Share of the offered that the filter looks at once it ranks, in (0,1]. */
  public double lookedRatio() {
    return prethinRatio == 0 ? 1 : Math.min(1, prethinRatio * instanceKeepRatio);
  }

  /** A quarter explored, 1 % audited, no minimum, all looked at and ranked by entropy. */
  public static BudgetSettings defaults(double instanceKeepRatio) {
    return new BudgetSettings(instanceKeepRatio, 0.25, 0.01, 0, FilterScore.ENTROPY, 0);
  }
}
