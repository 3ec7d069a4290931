package dev.tamis.device;

/**
 * A change of the keep ratios.
 *
 * @param offered instances offered when it was made
 * @param instanceKeepRatio from then on, in (0,1]
 * @param channelKeepRatio from then on, in (0,1]
 * @param reason why
 */
public record BudgetDecision(
    long offered, double instanceKeepRatio, double channelKeepRatio, Reason reason) {

  /** Why keep ratios change. */
  public enum Reason {
    /** The budget for multiply-accumulates allows more, or less. */
    COMPUTATION,
    /** The share of the core's time allows more, or less. */
    TIME,
    /** The power allows more, or less. */
    ENERGY,
    /** Drift was seen. */
    DRIFT,
    /** The stream is calm again. */
    CALM
  }
}
