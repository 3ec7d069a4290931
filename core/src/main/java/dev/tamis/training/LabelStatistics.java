package dev.tamis.training;

/** By which statistics batch norm normalises instances that are only labelled. */
public enum LabelStatistics {
  /** The running ones: each instance by itself, as in inference. */
  RUNNING,
  /**
   * Those of the label-only instances of the step, as in training, where there are at least two;
   * the running ones are left alone. Losses then compare with those of the kept.
   */
  BATCH
}
