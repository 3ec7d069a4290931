package dev.tamis.device;

/**
 * What became of an offered instance.
 *
 * @param id under which its label may come later; counts offered instances from 0
 * @param decision what was decided
 */
public record Offer(long id, Decision decision) {

  /** What may become of an instance. */
  public enum Decision {
    /** Labelled, and will be trained on. */
    KEPT,
    /** Labelled, and judges new weights; never trained on. */
    HELD_OUT,
    /** Labelled at random though dropped, to know what is lost. */
    AUDITED,
    /** Labelled though dropped, to teach the filter, which was unsure of it. */
    UNCERTAIN,
    /** Its label is wanted and may still come. */
    WAITING,
    /** Nothing more is wanted of it. */
    DROPPED,
    /** Its label was wanted, but there is none, or it is none of the classes. */
    UNLABELLED,
    /** A value of the image is not finite. */
    REJECTED,
    /** Will be decided in the background. */
    QUEUED,
    /** The queue for the background is full: dropped. */
    OVERFLOWED
  }

  /** Whether it will be trained on, as far as known: labelled by now, or waiting for its label. */
  public boolean kept() {
    return decision == Decision.KEPT || decision == Decision.WAITING;
  }
}
