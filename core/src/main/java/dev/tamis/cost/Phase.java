package dev.tamis.cost;

/** Where computation goes; the columns of every report. */
public enum Phase {
  /** The early instance filter looks at every offered instance. */
  FILTER_FORWARD("filterForward"),
  /** The early instance filter learns. */
  FILTER_BACKWARD("filterBackward"),
  /** Forward pass of the main network over the kept instances. */
  MAIN_FORWARD("mainForward"),
  /**
   * Forward pass of the main network over instances that are only labelled: uncertain and audited
   * ones.
   */
  LABEL_FORWARD("labelForward"),
  /** Error of inputs from the kept channels of the error of outputs. */
  ERROR_PROPAGATION("errorPropagation"),
  /** Gradients of the weights of kept channels. */
  WEIGHT_GRADIENT("weightGradient"),
  /** Norms that channels are chosen by; one multiply-accumulate an element. */
  SCORING("scoring");

  private final String key;

  Phase(String key) {
    this.key = key;
  }

  /** Name in reports and JSON. */
  public String key() {
    return key;
  }
}
