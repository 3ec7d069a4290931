package dev.tamis.device;

/** What batch norms normalise by while the network is adapted. */
public enum NormStatistics {
  /** Their running statistics, which stay as they were shipped: right for any mini-batch. */
  FROZEN,
  /** Those of the mini-batch; running statistics follow. */
  BATCH
}
