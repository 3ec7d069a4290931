package dev.tamis.tensor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A view of a batch of instances in a slab of memory: [instances][height][width][channels],
 * channels last. The view has a fixed capacity and a current number of instances, so that one plan
 * serves every number of kept instances.
 */
public abstract sealed class BatchTensor permits FeatureMap, ErrorMap {
  private final float @Nullable [] data;
  private final int offset;
  private final Shape shape;
  private final int capacity;
  private int instances;

  BatchTensor(float[] data, int offset, Shape shape, int capacity) {
    this.data = Objects.requireNonNull(data, "data");
    this.offset = offset;
    this.shape = Objects.requireNonNull(shape, "shape");
    this.capacity = capacity;
    this.instances = capacity;
    if (capacity < 0 || offset < 0 || offset + (long) capacity * shape.size() > data.length) {
      throw new IllegalArgumentException(
          capacity
              + " instances of "
              + shape
              + " at "
              + offset
              + " exceed a slab of "
              + data.length);
    }
  }

  /** A batch that is not stored as floats. */
  BatchTensor(Shape shape, int capacity) {
    this.data = null;
    this.offset = 0;
    this.shape = Objects.requireNonNull(shape, "shape");
    this.capacity = capacity;
    this.instances = capacity;
  }

  /**
   * The slab this view looks into; elements of instance n start at {@link #offset(int) offset(n)}.
   *
   * @throws IllegalStateException if the batch is stored as bytes
   */
  public final float[] data() {
    if (data == null) {
      throw new IllegalStateException(this + " is stored as bytes");
    }
    return data;
  }

  /** Index of the first element in {@link #data()}. */
  public final int offset() {
    return offset;
  }

  /** Index of the first element of an instance in {@link #data()}. */
  public final int offset(int instance) {
    return offset + instance * shape.size();
  }

  /** Extent of one instance. */
  public final Shape shape() {
    return shape;
  }

  /** Current number of instances, 0 to {@link #capacity()}. */
  public final int instances() {
    return instances;
  }

  /** Largest number of instances. */
  public final int capacity() {
    return capacity;
  }

  /** Current number of elements. */
  public final int size() {
    return instances * shape.size();
  }

  /**
   * Sets the current number of instances; contents stay.
   *
   * @throws IllegalArgumentException if below 0 or above the capacity
   */
  public final void resize(int instances) {
    if (instances < 0 || instances > capacity) {
      throw new IllegalArgumentException(
          instances + " instances do not fit a capacity of " + capacity);
    }
    this.instances = instances;
  }

  /** Whether both views begin at the same place of the same memory. */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  public boolean startsWhere(BatchTensor other) {
    return data == other.data && offset == other.offset;
  }

  /**
   * Moves the given instances to the front, in place and in order, and drops the others.
   *
   * @param retained instances to keep, a subset of the current ones
   */
  public final void compact(InstanceSet retained) {
    for (int k = 0; k < retained.count(); k++) {
      int from = retained.get(k);
      if (from != k) {
        move(from, k);
      }
    }
    resize(retained.count());
  }

  /** Copies an instance over another. */
  void move(int from, int to) {
    System.arraycopy(data(), offset(from), data(), offset(to), shape.size());
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + instances + " of " + capacity + " x " + shape + "]";
  }
}
