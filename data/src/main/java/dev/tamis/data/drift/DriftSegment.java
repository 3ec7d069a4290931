package dev.tamis.data.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of a stream in which everything stays as it is.
 *
 * @param length instances, at least 1
 * @param transforms what happens to every image, in this order
 * @param prior how often each class is shown
 * @param mixIn a share of instances that show something new, if any
 * @param burstLength instances in a row that show the same image, each moved and lit a little
 *     differently; 1 for no bursts
 * @param labelFaults what is wrong with the labels
 * @param labelDelay instances offered after one until its label is known; 0 for at once, {@link
 *     #NEVER} for never
 */
public record DriftSegment(
    int length,
    List<ImageTransform> transforms,
    ClassPrior prior,
    Optional<MixIn> mixIn,
    int burstLength,
    LabelFaults labelFaults,
    long labelDelay) {

  /** The delay of a label that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * Copies the list and checks.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public DriftSegment {
    transforms = List.copyOf(transforms);
    if (length < 1) {
      throw new IllegalArgumentException(
          "the length " + length + " is below 1; write @5000 for 5,000 instances");
    }
    if (burstLength < 1) {
      throw new IllegalArgumentException(
          "the burst length "
              + burstLength
              + " is below 1; write burst:8, or nothing for no bursts");
    }
    if (labelDelay < 0) {
      throw new IllegalArgumentException(
          "the label delay " + labelDelay + " is negative; write label-delay:100, or never");
    }
  }

  /** Images and labels as the data set has them. */
  public static DriftSegment clean(int length) {
    return new DriftSegment(
        length, List.of(), ClassPrior.NATURAL, Optional.empty(), 1, LabelFaults.NONE, 0);
  }

  /** With another length. */
  public DriftSegment withLength(int newLength) {
    return new DriftSegment(
        newLength, transforms, prior, mixIn, burstLength, labelFaults, labelDelay);
  }

  /** With one more transform after the others. */
  public DriftSegment withTransform(ImageTransform transform) {
    List<ImageTransform> more = new ArrayList<>(transforms);
    more.add(transform);
    return new DriftSegment(length, more, prior, mixIn, burstLength, labelFaults, labelDelay);
  }

  /** With another class prior. */
  public DriftSegment withPrior(ClassPrior newPrior) {
    return new DriftSegment(
        length, transforms, newPrior, mixIn, burstLength, labelFaults, labelDelay);
  }

  /** With a share of something new. */
  public DriftSegment withMixIn(MixIn newMixIn) {
    return new DriftSegment(
        length, transforms, prior, Optional.of(newMixIn), burstLength, labelFaults, labelDelay);
  }

  /** With bursts of near-duplicates. */
  public DriftSegment withBursts(int newBurstLength) {
    return new DriftSegment(
        length, transforms, prior, mixIn, newBurstLength, labelFaults, labelDelay);
  }

  /** With other faults of the labels. */
  public DriftSegment withLabelFaults(LabelFaults newFaults) {
    return new DriftSegment(length, transforms, prior, mixIn, burstLength, newFaults, labelDelay);
  }

  /** With labels that come later. */
  public DriftSegment withLabelDelay(long newDelay) {
    return new DriftSegment(length, transforms, prior, mixIn, burstLength, labelFaults, newDelay);
  }

  /** As {@link DriftSchedule#parse} reads it. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    transforms.forEach(transform -> parts.add(transform.text()));
    parts.addAll(prior.texts());
    mixIn.ifPresent(mix -> parts.add(mix.text()));
    if (burstLength > 1) {
      parts.add("burst:" + burstLength);
    }
    if (labelFaults.wrongRatio() > 0) {
      parts.add("wrong-labels:" + ScheduleText.number(labelFaults.wrongRatio()));
    }
    if (labelFaults.shuffled()) {
      parts.add("shuffled-labels");
    }
    if (labelDelay > 0) {
      parts.add("label-delay:" + (labelDelay == NEVER ? "never" : labelDelay));
    }
    return (parts.isEmpty() ? "clean" : String.join("+", parts)) + "@" + length;
  }
}
