package dev.tamis.device;

/** What batch norms normalise by while the network is adapted. */
public enum NormStatistics {
  /** Their running statistics, which stay as they were shipped: right for any mini-batch. */
  FROZEN,
  /**
   * Running statistics that follow the stream without labels, in the served network as in training
   * ({@link StreamStatistics}). Labelled instances, where there are any, decide whether they lead.
   */
  STREAM,
  /** Those of the mini-batch; running statistics follow. */
  BATCH
}
