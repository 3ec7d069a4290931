package dev.tamis.testing;

import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.LabelledSource;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Labelled images that can be learnt: those of even number have a bright band where their class
 * says, those of odd number are bright all over and labelled at random. So there are easy and hard
 * ones, and a filter can tell them apart. Remembers whose labels were asked for.
 */
public final class TestImages implements LabelledSource {
  private static final float EASY_BRIGHTNESS = 2f;
  private static final float HARD_BRIGHTNESS = 3f;

  private final Shape shape;
  private final int classes;
  private final float[][] images;
  private final int[] labels;
  private final boolean augmenting;
  private final List<Long> asked = new ArrayList<>();

  /**
   * Images made from a seed.
   *
   * @param augmenting whether reading adds noise from the stream's random numbers
   */
  public TestImages(Shape shape, int classes, int count, boolean augmenting, long seed) {
    SeededGenerator random = SeededGenerator.split(seed, "test images");
    this.shape = shape;
    this.classes = classes;
    this.augmenting = augmenting;
    this.images = new float[count][shape.size()];
    this.labels = new int[count];
    for (int i = 0; i < count; i++) {
      Values.gaussian(random, 0.3, images[i]);
      labels[i] = random.nextInt(classes);
      for (int k = 0; k < shape.size(); k++) {
        boolean band = k * classes / shape.size() == labels[i];
        images[i][k] += i % 2 == 1 ? HARD_BRIGHTNESS : band ? EASY_BRIGHTNESS : 0f;
      }
    }
  }

  /** Pixels of image i; may be changed. */
  public float[] image(int i) {
    return images[i];
  }

  /** Changes a label. */
  public void relabel(int i, int label) {
    labels[i] = label;
  }

  /** Ids whose labels were asked for, in that order. */
  public List<Long> asked() {
    return asked;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int count() {
    return images.length;
  }

  @Override
  public int label(long id) {
    asked.add(id);
    return labels[(int) id];
  }

  @Override
  public void read(int index, RandomGenerator random, float[] destination, int offset) {
    for (int k = 0; k < shape.size(); k++) {
      float noise = augmenting ? 0.1f * (float) random.nextGaussian() : 0f;
      destination[offset + k] = images[index][k] + noise;
    }
  }
}
