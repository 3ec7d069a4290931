package dev.tamis.data;

import dev.tamis.random.SeededGenerator;

/**
 * A long tail cut out of labelled images (Cui et al. 2019): the classes are put in a random order,
 * and each keeps fewer images than the one before, exponentially.
 */
public final class LongTail {
  /** The usual ratio between the most and the least frequent class. */
  public static final double DEFAULT_RATIO = 100;

  private LongTail() {}

  /**
   * The images of a long tail, chosen at random within each class, in the order they have.
   *
   * <p>Of K classes that have images the one of rank r (0 to K-1) keeps {@code round(n * ratio^(-r
   * / (K-1)))} images, at least 1, where n is what the smallest of them has. So every class can
   * give its part, and neither the ratio nor the size depends on the seed.
   *
   * @param ratio most over least frequent, at least 1
   * @param seed the order of the classes and the chosen images follow from it
   * @throws IllegalArgumentException if the ratio is below 1 or not finite
   */
  public static LabelledImages of(LabelledImages images, double ratio, long seed) {
    if (!(ratio >= 1) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "The long tail's ratio of the most to the least frequent class must be at least 1, not "
              + ratio
              + "; 100 is usual.");
    }
    int[] quota = quotas(images.countPerClass(), ratio, seed);
    return images.subset(
        ClassSampling.chosen(images, quota, SeededGenerator.split(seed, "longtail.images")));
  }

  private static int[] quotas(int[] counts, double ratio, long seed) {
    int[] ranked = new int[counts.length];
    int occurring = 0;
    int head = Integer.MAX_VALUE;
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0) {
        ranked[occurring++] = c;
        head = Math.min(head, counts[c]);
      }
    }
    SeededGenerator.split(seed, "longtail.classes").shuffle(ranked, occurring);
    int[] quota = new int[counts.length];
    for (int rank = 0; rank < occurring; rank++) {
      double exponent = occurring == 1 ? 0 : -(double) rank / (occurring - 1);
      quota[ranked[rank]] = (int) Math.max(1, Math.round(head * Math.pow(ratio, exponent)));
    }
    return quota;
  }
}
