package dev.tamis.data;

import dev.tamis.stream.LabelledSource;
import dev.tamis.tensor.Shape;
import java.util.random.RandomGenerator;

/** Labelled images as a network is fed with them: varied, then normalised. */
public final class ImageSource implements LabelledSource {
  private final LabelledImages images;
  private final Normalization normalization;
  private final Augmentation augmentation;

  /**
   * A source.
   *
   * @throws IllegalArgumentException if the normalization is for another number of channels
   */
  public ImageSource(
      LabelledImages images, Normalization normalization, Augmentation augmentation) {
    if (!normalization.fits(images.channels())) {
      throw new IllegalArgumentException(
          "Input mean and std have "
              + normalization.mean().length
              + " values, but the images of "
              + images.name()
              + " have "
              + images.channels()
              + " channels; give one of each for every channel.");
    }
    this.images = images;
    this.normalization = normalization;
    this.augmentation = augmentation;
  }

  @Override
  public Shape shape() {
    return new Shape(images.height(), images.width(), images.channels());
  }

  @Override
  public int classes() {
    return images.classCount();
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public int label(long id) {
    return images.label(Math.toIntExact(id));
  }

  @Override
  public void read(int index, RandomGenerator random, float[] destination, int offset) {
    augmentation.copyPixels(images, index, random, destination, offset);
    normalization.apply(destination, offset, images.valuesPerImage());
  }
}
