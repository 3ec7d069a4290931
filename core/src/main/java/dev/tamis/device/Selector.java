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
  /** Chance. */
  RANDOM;

  boolean hasFilter() {
    return this == FILTER_ENTROPY || this == FILTER_LOSS;
  }
}
