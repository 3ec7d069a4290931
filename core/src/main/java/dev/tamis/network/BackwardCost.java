package dev.tamis.network;

/** Multiply-accumulates and time of the last backward pass, by product. Refilled in place. */
public final class BackwardCost {
  private long errorMacs;
  private long weightMacs;
  private long scoringMacs;
  private long errorBitMacs;
  private long weightBitMacs;
  private long errorNanos;
  private long weightNanos;
  private long scoringNanos;

  BackwardCost() {}

  void clear() {
    errorMacs = 0;
    weightMacs = 0;
    scoringMacs = 0;
    errorBitMacs = 0;
    weightBitMacs = 0;
    errorNanos = 0;
    weightNanos = 0;
    scoringNanos = 0;
  }

  /**
   * Adds to error propagation.
   *
   * @param bits of one operand x those of the other
   */
  void addError(long macs, int bits, long nanos) {
    errorMacs += macs;
    errorBitMacs += macs * bits;
    errorNanos += nanos;
  }

  /** The same for weight gradients. */
  void addWeights(long macs, int bits, long nanos) {
    weightMacs += macs;
    weightBitMacs += macs * bits;
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

  /** Norms for choosing channels, one per element, of floats. */
  public long scoringMacs() {
    return scoringMacs;
  }

  /** All three. */
  public long totalMacs() {
    return errorMacs + weightMacs + scoringMacs;
  }

  /** Sum over error propagation of the bits of one operand x the bits of the other. */
  public long errorBitMacs() {
    return errorBitMacs;
  }

  /** The same over weight gradients. */
  public long weightBitMacs() {
    return weightBitMacs;
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
