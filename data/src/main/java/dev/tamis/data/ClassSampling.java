package dev.tamis.data;

import dev.tamis.random.SeededGenerator;
import java.util.Arrays;

/** Draws so many images of each class. */
final class ClassSampling {
  private ClassSampling() {}

  /**
   * Indices of images drawn without replacement, ascending.
   *
   * @param quota how many of each class, not more than it has
   */
  static int[] chosen(LabelledImages images, int[] quota, SeededGenerator generator) {
    int[] order = new int[images.count()];
    Arrays.setAll(order, i -> i);
    generator.shuffle(order, order.length);
    int[] left = quota.clone();
    int[] chosen = new int[Arrays.stream(quota).sum()];
    int count = 0;
    for (int index : order) {
      if (left[images.label(index)] > 0) {
        left[images.label(index)]--;
        chosen[count++] = index;
      }
    }
    Arrays.sort(chosen);
    return chosen;
  }
}
