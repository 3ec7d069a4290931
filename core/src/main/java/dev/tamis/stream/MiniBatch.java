package dev.tamis.stream;

import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;

/**
 * Instances offered together, or those kept of them: images, ids and, once fetched, labels.
 * Refilled in place.
 */
public final class MiniBatch implements InstanceIds {
  private final FeatureMap images;
  private final long[] ids;
  private final int[] labels;
  private final int classes;
  private final LabelSource labelSource;

  /**
   * An empty batch.
   *
   * @param shape extent of one image
   * @param classes labels are 0 to classes - 1
   * @param capacity largest number of instances
   * @param labelSource asked when labels are fetched
   */
  public MiniBatch(Shape shape, int classes, int capacity, LabelSource labelSource) {
    this.images = FeatureMap.allocate(shape, capacity);
    this.images.resize(0);
    this.ids = new long[capacity];
    this.labels = new int[capacity];
    this.classes = classes;
    this.labelSource = labelSource;
  }

  /** An empty batch of the same kind. */
  public MiniBatch sibling(int capacity) {
    return new MiniBatch(images.shape(), classes, capacity, labelSource);
  }

  /** The images. */
  public FeatureMap images() {
    return images;
  }

  /** Number of instances. */
  public int count() {
    return images.instances();
  }

  /** Largest number of instances. */
  public int capacity() {
    return images.capacity();
  }

  /** Bytes of its memory. */
  public long bytes() {
    return (long) images.data().length * Float.BYTES + 12L * ids.length;
  }

  /** Id of instance n. */
  @Override
  public long id(int n) {
    return ids[n];
  }

  /** Label of instance n; valid after {@link #fetchLabels}. */
  public int label(int n) {
    return labels[n];
  }

  /**
   * Labels of all instances; only the first {@link #count()} are valid, after {@link #fetchLabels}.
   */
  public int[] labels() {
    return labels;
  }

  /** Removes all instances. */
  public void clear() {
    images.resize(0);
  }

  /**
   * Makes room for one more instance.
   *
   * @return index of its first value in {@code images().data()}
   */
  public int append(long id) {
    int n = count();
    images.resize(n + 1);
    ids[n] = id;
    return images.offset(n);
  }

  /**
   * Copies the kept instances into another batch, in order; labels too, where they were fetched.
   *
   * @param kept instances of this batch
   * @param destination is cleared first
   */
  public void keep(InstanceSet kept, MiniBatch destination) {
    destination.clear();
    int size = images.shape().size();
    for (int k = 0; k < kept.count(); k++) {
      int n = kept.get(k);
      int to = destination.append(ids[n]);
      destination.labels[k] = labels[n];
      System.arraycopy(images.data(), images.offset(n), destination.images.data(), to, size);
    }
  }

  /**
   * Asks for the labels of all instances in this batch.
   *
   * @throws InvalidInstanceException if a label is out of range
   */
  public void fetchLabels() {
    for (int n = 0; n < count(); n++) {
      int label = labelSource.label(ids[n]);
      if (label < 0 || label >= classes) {
        throw new InvalidInstanceException(
            "instance "
                + ids[n]
                + " has label "
                + label
                + ", but there are only the classes 0 to "
                + (classes - 1));
      }
      labels[n] = label;
    }
  }

  /**
   * Checks that all values are finite.
   *
   * @throws InvalidInstanceException naming the first instance that has a NaN or an infinity
   */
  public void requireFinite() {
    float[] data = images.data();
    int size = images.shape().size();
    for (int n = 0; n < count(); n++) {
      int at = images.offset(n);
      // Zero times a value is zero, unless the value is NaN or infinite.
      float sum = 0f;
      for (int i = 0; i < size; i++) {
        sum += data[at + i] * 0f;
      }
      if (sum != 0f) {
        throw new InvalidInstanceException(
            "instance "
                + ids[n]
                + " has a value that is not finite after normalisation: check the image and the input scale, mean and std");
      }
    }
  }
}
