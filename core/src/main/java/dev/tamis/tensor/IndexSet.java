package dev.tamis.tensor;

import java.util.Arrays;

/**
 * An ascending subset of 0..total-1 that is refilled in place, so that choosing allocates nothing.
 */
abstract sealed class IndexSet permits ChannelSet, InstanceSet {
  private final int[] indices;
  private int total;
  private int count;

  IndexSet(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity " + capacity + " is below 0");
    }
    this.indices = new int[capacity];
    this.total = capacity;
  }

  /** Number of chosen indices. */
  public final int count() {
    return count;
  }

  /** Number of indices to choose from. */
  public final int total() {
    return total;
  }

  /** The k-th chosen index, ascending in k. */
  public final int get(int k) {
    return indices[k];
  }

  /**
   * The chosen indices in ascending order; only the first {@link #count()} are valid. Do not
   * modify.
   */
  public final int[] indices() {
    return indices;
  }

  /** Whether every index is chosen. */
  public final boolean isAll() {
    return count == total;
  }

  /** Whether an index is chosen. */
  public final boolean contains(int index) {
    return Arrays.binarySearch(indices, 0, count, index) >= 0;
  }

  /** Chooses every index. */
  public final void selectAll() {
    for (int i = 0; i < total; i++) {
      indices[i] = i;
    }
    count = total;
  }

  /** Chooses nothing. */
  public final void clear() {
    count = 0;
  }

  /**
   * Empties the set and sets how many indices there are to choose from.
   *
   * @throws IllegalArgumentException if above the capacity
   */
  public final void reset(int newTotal) {
    if (newTotal < 0 || newTotal > indices.length) {
      throw new IllegalArgumentException(
          newTotal + " indices do not fit a capacity of " + indices.length);
    }
    total = newTotal;
    count = 0;
  }

  /**
   * Adds an index above all chosen so far.
   *
   * @throws IllegalArgumentException if it is not above the last one, or not below the total
   */
  public final void append(int index) {
    if (index >= total || (count > 0 ? index <= indices[count - 1] : index < 0)) {
      throw new IllegalArgumentException("index " + index + " is out of order or range");
    }
    indices[count++] = index;
  }

  @Override
  public final String toString() {
    return Arrays.toString(Arrays.copyOf(indices, count)) + " of " + total;
  }
}
