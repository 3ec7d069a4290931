package dev.tamis.stream;

import dev.tamis.tensor.Shape;
import java.util.random.RandomGenerator;

/** A finite set of labelled images that can be read in any order. */
public interface LabelledSource extends LabelSource {

  /** Extent of one image. */
  Shape shape();

  /** Number of classes. */
  int classes();

  /** Number of images. */
  int count();

  /**
   * Writes image {@code index} as the network wants it: normalised, augmented if this source
   * augments.
   *
   * @param random source of augmentation; not used by sources that do not augment
   * @param destination receives {@link Shape#size()} values from {@code offset}
   */
  void read(int index, RandomGenerator random, float[] destination, int offset);
}
