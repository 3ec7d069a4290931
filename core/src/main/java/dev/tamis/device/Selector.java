package dev.tamis.device;

/** What chooses the instances that are trained on. */
public enum Selector {
  /** A small classifier trained along; what it is unsure of is kept. */
  FILTER_ENTROPY,
  /** A small network that predicts the loss; what it finds hard is kept. */
  FILTER_LOSS,
  /**
   * The served network's own entropy: costs nothing where every instance is predicted anyway, and a
   * forward pass of the main network where it is not.
   */
  ENTROPY_FORWARD,
  /**
   * The early instance filter as the paper has it (Wu et al., arXiv 2007.03213): a small network
   * predicts whether the loss is high, a threshold adapts, and a training step is taken every so
   * many offered instances, on what was kept of them. A control: it holds no budget, {@link
   * AdaptationConfig#instanceKeepRatio} is the share that is to be predicted high and truly high.
   */
  PAPER,
  /** Chance. */
  RANDOM;

  /** Whether a network of the filter's own is trained along. */
  boolean hasFilter() {
    return isScored() || this == PAPER;
  }

  /** Whether it is one whose scores are ranked, which only then tell something. */
  private boolean isScored() {
    return this == FILTER_ENTROPY || this == FILTER_LOSS;
  }

  /** Whether {@link AdaptationConfig#exploreRatio} concerns it. */
  public boolean explores() {
    return isScored() || this == ENTROPY_FORWARD;
  }

  /** Whether {@link AdaptationConfig#prethinRatio} concerns it. */
  public boolean thins() {
    return isScored();
  }

  /** Whether {@link AdaptationConfig#coldStartLabels} concerns it. */
  public boolean startsCold() {
    return isScored();
  }
}
