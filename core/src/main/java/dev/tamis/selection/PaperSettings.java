package dev.tamis.selection;

/**
 * Settings of the paper's rule (arXiv 2007.03213, section on the early instance filter); what it
 * leaves open has our defaults.
 *
 * @param highLossRatio R_set: wanted share of offered instances that are predicted high and truly
 *     high, in (0,1)
 * @param entropyThreshold bits of binary entropy above which a dropped instance is labelled all the
 *     same, in [0,1]; 1 switches it off
 * @param auditRatio share of dropped instances that are labelled at random, in [0,1]
 * @param thresholdRaise alpha1, above 1
 * @param thresholdLower alpha2, in (0,1)
 * @param thresholdWindow batches over which the ratio is taken, at least 1
 * @param weighted whether rare truly high (or low) instances weigh more in the filter's loss
 */
public record PaperSettings(
    double highLossRatio,
    double entropyThreshold,
    double auditRatio,
    double thresholdRaise,
    double thresholdLower,
    int thresholdWindow,
    boolean weighted) {

  /**
   * The paper's, with our defaults for what it leaves open: entropy 0.9, audit 1 %, alpha 1.005 and
   * 0.995, 10 batches.
   */
  public static PaperSettings defaults(double highLossRatio) {
    return new PaperSettings(highLossRatio, 0.9, 0.01, 1.005, 0.995, 10, true);
  }
}
