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
 * @param initialThreshold the loss, in nats, from which an instance is truly high at first; NaN
 *     starts at the median of the first batch
 * @param thresholdRaise alpha1, at least 1; with both at 1 the threshold is static
 * @param thresholdLower alpha2, in (0,1]
 * @param thresholdWindow batches over which the ratio is taken, at least 1
 * @param weighted whether rare truly high (or low) instances weigh more in the filter's loss
 */
public record PaperSettings(
    double highLossRatio,
    double entropyThreshold,
    double auditRatio,
    double initialThreshold,
    double thresholdRaise,
    double thresholdLower,
    int thresholdWindow,
    boolean weighted) {

  /**
   * The paper's, with our defaults for what it leaves open: entropy 0.9, audit 1 %, alpha 1.005 and
   * 0.995, 10 batches.
   */
  public static PaperSettings defaults(double highLossRatio) {
    return new PaperSettings(highLossRatio, 0.9, 0.01, Double.NaN, 1.005, 0.995, 10, true);
  }

  /** The paper's ablation: a loss is high from the same value on throughout. */
  public PaperSettings withStaticThreshold(double threshold) {
    return new PaperSettings(
        highLossRatio, entropyThreshold, auditRatio, threshold, 1, 1, thresholdWindow, weighted);
  }

  /** The paper's ablation: whether rare truly high (or low) instances weigh more. */
  public PaperSettings withWeighting(boolean weights) {
    return new PaperSettings(
        highLossRatio,
        entropyThreshold,
        auditRatio,
        initialThreshold,
        thresholdRaise,
        thresholdLower,
        thresholdWindow,
        weights);
  }

  /** With other bits of entropy above which a dropped instance is labelled; 1 switches it off. */
  public PaperSettings withEntropyThreshold(double bits) {
    return new PaperSettings(
        highLossRatio,
        bits,
        auditRatio,
        initialThreshold,
        thresholdRaise,
        thresholdLower,
        thresholdWindow,
        weighted);
  }

  /** With another share of dropped instances that are labelled at random. */
  public PaperSettings withAuditRatio(double ratio) {
    return new PaperSettings(
        highLossRatio,
        entropyThreshold,
        ratio,
        initialThreshold,
        thresholdRaise,
        thresholdLower,
        thresholdWindow,
        weighted);
  }
}
