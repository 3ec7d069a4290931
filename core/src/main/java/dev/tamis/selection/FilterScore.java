package dev.tamis.selection;

/** What the budgeted rule ranks by. */
public enum FilterScore {
  /** The filter's one output, a regression of the standardised logarithm of the loss. */
  LOSS,
  /**
   * Entropy of a small classifier's softmax. The filter has one output per class and learns
   * cross-entropy on the labels that become known; what it is unsure of is kept (uncertainty
   * sampling; Lewis and Gale 1994). It sees no loss, so wrong labels do not draw it.
   */
  ENTROPY
}
