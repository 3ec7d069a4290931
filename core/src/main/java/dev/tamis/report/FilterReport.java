package dev.tamis.report;

/**
 * How a filter is doing. NaN stands for what does not apply or is not known yet.
 *
 * @param mode "budgeted", "paper", "stale-loss", "ohem", "random" or "none"
 * @param lossThreshold loss in nats at which an instance counts as high
 * @param lift mean loss of chosen instances over mean loss of offered ones; above 1 is skill
 * @param liftLow lower end of its 95 % interval
 * @param auc probability that the filter ranks a high-loss instance above another, 0.5 is chance
 * @param choosing whether the filter's ranking decides now (and not chance, or nobody)
 * @param skilledRatio share of steps in which it did
 * @param falseDrops share of dropped instances whose loss was high
 */
public record FilterReport(
    String mode,
    double lossThreshold,
    double lift,
    double liftLow,
    double auc,
    boolean choosing,
    double skilledRatio,
    FalseDropEstimate falseDrops) {

  /** Of a mode that has no filter network. */
  public static FilterReport without(String mode) {
    double none = Double.NaN;
    return new FilterReport(mode, none, none, none, none, false, none, new FalseDropEstimate(0, 0));
  }
}
