package dev.tamis.data;

import dev.tamis.random.SeededGenerator;
import java.util.Arrays;

/**
 * Labelled images cut in two: those to train on, and those on which settings are chosen, so that
 * the test set is never looked at for that.
 *
 * @param training the rest
 * @param validation drawn at random, each class with its share
 */
public record ValidationSplit(LabelledImages training, LabelledImages validation) {

  /**
   * Draws the images for validation. Every class gives its share of them, up to rounding, but keeps
   * at least one image for training; a class with one image gives none.
   *
   * @param count images for validation, at least 1
   * @param seed the drawn images follow from it
   * @throws IllegalArgumentException if the count is below 1, or would leave a class without a
   *     training image
   */
  public static ValidationSplit of(LabelledImages images, int count, long seed) {
    int[] perClass = images.countPerClass();
    int most = Arrays.stream(perClass).map(ValidationSplit::spare).sum();
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          "The validation split must have 1 to "
              + most
              + " of the "
              + images.count()
              + " images of "
              + images.name()
              + ", as every class keeps an image to train on, not "
              + count
              + ".");
    }
    int[] chosen =
        ClassSampling.chosen(
            images, shares(perClass, count), SeededGenerator.split(seed, "validation.images"));
    return new ValidationSplit(
        images.subset(others(chosen, images.count())), images.subset(chosen));
  }

  /** What a class can give. */
  private static int spare(int images) {
    return Math.max(0, images - 1);
  }

  /** Largest remainders: each class its share rounded down, and what is left one by one. */
  private static int[] shares(int[] perClass, int count) {
    long giving = Arrays.stream(perClass).filter(images -> images > 1).asLongStream().sum();
    int[] shares = new int[perClass.length];
    double[] missing = new double[perClass.length];
    int left = count;
    for (int c = 0; c < perClass.length; c++) {
      long whole = perClass[c] > 1 ? (long) count * perClass[c] / giving : 0;
      shares[c] = (int) Math.min(whole, spare(perClass[c]));
      missing[c] = (double) count * perClass[c] / giving - shares[c];
      left -= shares[c];
    }
    for (; left > 0; left--) {
      int next = mostMissing(perClass, shares, missing);
      shares[next]++;
      missing[next]--;
    }
    return shares;
  }

  private static int mostMissing(int[] perClass, int[] shares, double[] missing) {
    int most = -1;
    for (int c = 0; c < perClass.length; c++) {
      boolean gives = shares[c] < spare(perClass[c]);
      if (gives && (most < 0 || missing[c] > missing[most])) {
        most = c;
      }
    }
    return most;
  }

  /** The indices below {@code count} that are not among the chosen, ascending ones. */
  private static int[] others(int[] chosen, int count) {
    int[] others = new int[count - chosen.length];
    int next = 0;
    for (int index = 0; index < count; index++) {
      if (Arrays.binarySearch(chosen, index) < 0) {
        others[next++] = index;
      }
    }
    return others;
  }
}
