package dev.tamis.data;

import dev.tamis.random.SeededGenerator;
import java.util.Arrays;

/** Wrong labels put among right ones, to see what a method makes of them. */
public final class LabelNoise {
  private LabelNoise() {}

  /**
   * The same images, of which exactly {@code round(ratio * count)}, drawn at random, have a wrong
   * label: any of the other classes, each equally likely.
   *
   * @param ratio share of wrong labels, in [0,1]
   * @param seed the images and their labels follow from it
   * @throws IllegalArgumentException if the ratio is out of range, or there is no other class to
   *     take a wrong label from
   */
  public static LabelledImages of(LabelledImages images, double ratio, long seed) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "The share of wrong labels must be in [0,1], not " + ratio + ".");
    }
    int wrong = (int) Math.round(ratio * images.count());
    int classes = images.classCount();
    if (wrong > 0 && classes < 2) {
      throw new IllegalArgumentException(
          images.name() + " has only one class, so no label of it can be wrong.");
    }
    SeededGenerator generator = SeededGenerator.split(seed, "labelnoise");
    int[] order = new int[images.count()];
    int[] labels = new int[images.count()];
    Arrays.setAll(order, i -> i);
    Arrays.setAll(labels, images::label);
    generator.shuffle(order, order.length);
    for (int i = 0; i < wrong; i++) {
      int right = labels[order[i]];
      int other = generator.nextInt(classes - 1);
      labels[order[i]] = other < right ? other : other + 1;
    }
    return images.withLabels(labels);
  }
}
