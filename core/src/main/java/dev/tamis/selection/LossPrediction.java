package dev.tamis.selection;

/** What the paper's filter says of an instance's loss. */
public enum LossPrediction {
  /** The main network is to be trained on it. */
  HIGH,
  /** Low, but the filter is unsure: its loss is to teach the filter. */
  UNCERTAIN,
  /** Nothing is wanted of it. */
  LOW
}
