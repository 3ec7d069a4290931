package dev.tamis.device;

/** One thing that happened to a learner, as its journal keeps it; refilled in place. */
final class JournalEntry {
  /** The label of an instance was not asked for. */
  static final int NOT_ASKED = Integer.MIN_VALUE;

  private static final Kind[] KINDS = Kind.values();

  /** What happened. */
  enum Kind {
    /** An instance was offered. */
    OFFER,
    /** A label came later. */
    LABEL,
    /** What was collected was trained on. */
    SETTLE,
    /** An instance from before the stream judges new weights. */
    ANCHOR,
    /** An instance from before the stream is remembered. */
    REMEMBER;

    boolean hasImage() {
      return this == OFFER || this == ANCHOR || this == REMEMBER;
    }

    static Kind of(int ordinal) {
      return KINDS[ordinal];
    }

    static boolean isKnown(int ordinal) {
      return ordinal >= 0 && ordinal < KINDS.length;
    }
  }

  private final float[] image;
  private Kind kind = Kind.SETTLE;
  private long id;
  private int label;
  private long predictions;
  private boolean predicted;

  JournalEntry(int imageSize) {
    image = new float[imageSize];
  }

  JournalEntry set(Kind what, long ofId, int ofLabel, long predictionsSoFar, boolean isPredicted) {
    kind = what;
    id = ofId;
    label = ofLabel;
    predictions = predictionsSoFar;
    predicted = isPredicted;
    return this;
  }

  Kind kind() {
    return kind;
  }

  /** Of the instance; the next one's where there is none. */
  long id() {
    return id;
  }

  /** What was answered or given; {@link #NOT_ASKED} if nothing was. */
  int label() {
    return label;
  }

  /** Images predicted on behalf of users by then. */
  long predictions() {
    return predictions;
  }

  /** Whether the image, or that of the label, was predicted right before, and so paid for. */
  boolean predicted() {
    return predicted;
  }

  float[] image() {
    return image;
  }
}
