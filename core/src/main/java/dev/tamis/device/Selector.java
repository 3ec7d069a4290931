package dev.tamis.device;

/** What chooses the instances that are trained on. */
public enum Selector {
  /** A small classifier trained along; what it is unsure of is kept. */
  FILTER_ENTROPY,
  /** A small network that predicts the loss; what it finds hard is kept. */
  FILTER_LOSS,
  /**
   * The served network's own entropy on every instance: for where labels are scarce and every
   * instance is predicted anyway.
   */
  ENTROPY_FORWARD,
  /** Chance. */
  RANDOM;

  boolean hasFilter() {
    return this == FILTER_ENTROPY || this == FILTER_LOSS;
  }
}
