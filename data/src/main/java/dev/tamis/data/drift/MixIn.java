package dev.tamis.data.drift;

/**
 * A share of a segment that shows something new.
 *
 * @param ratio share of the segment's instances, in (0,1]
 * @param novelty what they show
 */
public record MixIn(double ratio, Novelty novelty) {
  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public MixIn {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "the share " + ratio + " is not in (0,1]; write 0.1 for a tenth");
    }
  }

  /** As the textual form of a schedule says it. */
  String text() {
    return "mix:" + ScheduleText.number(ratio) + ":" + novelty.text();
  }
}
