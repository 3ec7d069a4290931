package dev.tamis.network;

/** Multiply-accumulates and time of the last backward pass, by product. Refilled in place. */
public final class BackwardCost {
  private long errorMacs;
  private long weightMacs;
  private long scoringMacs;
  private long errorNanos;
  private long weightNanos;
  private long scoringNanos;

  BackwardCost() {}

  void clear() {
    errorMacs = 0;
    weightMacs = 0;
    scoringMacs = 0;
    errorNanos = 0;
    weightNanos = 0;
    scoringNanos = 0;
  }

  void addError(long macs, long nanos) {
    errorMacs += macs;
    errorNanos += nanos;
  }

  void addWeights(long macs, long nanos) {
    weightMacs += macs;
    weightNanos += nanos;
  }

  void addScoring(long macs, long nanos) {
    scoringMacs += macs;
    scoringNanos += nanos;
  }

  /** Error propagation. */
  public long errorMacs() {
    return errorMacs;
  }

  /** Weight gradients. */
  public long weightMacs() {
    return weightMacs;
  }

  /** Norms for choosing channels, one per element. */
  public long scoringMacs() {
    return scoringMacs;
  }

  /** All three. */
  public long totalMacs() {
    return errorMacs + weightMacs + scoringMacs;
  }

  /** Time of error propagation, layers without weights included. */
  public long errorNanos() {
    return errorNanos;
  }

  /** Time of weight gradients. */
  public long weightNanos() {
    return weightNanos;
  }

  /** Time of choosing channels. */
  public long scoringNanos() {
    return scoringNanos;
  }

  /** All three. */
  public long totalNanos() {
    return errorNanos + weightNanos + scoringNanos;
  }
}
