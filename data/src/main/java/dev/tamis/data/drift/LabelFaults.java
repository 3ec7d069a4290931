package dev.tamis.data.drift;

/**
 * What is wrong with the labels of a segment.
 *
 * @param wrongRatio share of its instances that get the label of another class, in [0,1]
 * @param shuffled whether the segment's labels are dealt out anew at random
 */
public record LabelFaults(double wrongRatio, boolean shuffled) {

  /** Right labels. */
  public static final LabelFaults NONE = new LabelFaults(0, false);

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public LabelFaults {
    if (!(wrongRatio >= 0 && wrongRatio <= 1)) {
      throw new IllegalArgumentException(
          "the share of wrong labels " + wrongRatio + " is not in [0,1]; write 0.1 for a tenth");
    }
  }
}
