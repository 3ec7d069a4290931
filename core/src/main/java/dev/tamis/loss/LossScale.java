package dev.tamis.loss;

/** What the gradient is a mean over when only some of the offered instances are kept. */
public enum LossScale {
  /** Mean over the kept instances, as the paper: a smaller batch at the same learning rate. */
  MEAN_OVER_KEPT,
  /**
   * Sum over the kept divided by the offered: dropped instances count as having nothing to teach.
   */
  MEAN_OVER_OFFERED,
  /**
   * Each kept instance weighted by one over the probability that it was kept (InfoBatch), divided
   * by the offered.
   */
  INVERSE_KEEP_PROBABILITY;

  /**
   * Weight of one kept instance's error.
   *
   * @param kept kept instances, at least 1
   * @param offered offered instances, at least {@code kept}
   * @param keepProbability probability that this instance was kept, in (0,1]
   */
  public float weight(int kept, int offered, double keepProbability) {
    return switch (this) {
      case MEAN_OVER_KEPT -> 1f / kept;
      case MEAN_OVER_OFFERED -> 1f / offered;
      case INVERSE_KEEP_PROBABILITY -> (float) (1 / (keepProbability * offered));
    };
  }
}
