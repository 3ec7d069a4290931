package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Images in the rows of one slab, each with id, label and a few marks of its owner. */
final class InstanceStore {
  private static final long ROW_BYTES = Long.BYTES + 2 * Integer.BYTES;

  private final int imageSize;
  private final float[] images;
  private final long[] ids;
  private final int[] labels;
  private final int[] marks;
  private int count;

  /**
   * An empty store.
   *
   * @param imageSize values of one image
   * @param capacity rows, at least 0
   */
  InstanceStore(int imageSize, int capacity) {
    this.imageSize = imageSize;
    this.images = new float[Math.multiplyExact(imageSize, capacity)];
    this.ids = new long[capacity];
    this.labels = new int[capacity];
    this.marks = new int[capacity];
  }

  static long bytes(int imageSize, int capacity) {
    return capacity * ((long) imageSize * Float.BYTES + ROW_BYTES);
  }

  int capacity() {
    return ids.length;
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == ids.length;
  }

  long id(int row) {
    return ids[row];
  }

  int label(int row) {
    return labels[row];
  }

  int marks(int row) {
    return marks[row];
  }

  void mark(int row, int value) {
    marks[row] = value;
  }

  float[] images() {
    return images;
  }

  int offset(int row) {
    return row * imageSize;
  }

  /** Appends a row; the store must not be full. */
  int append(long id, int label, int mark, float[] from, int at) {
    int row = count++;
    put(row, id, label, mark, from, at);
    return row;
  }

  void put(int row, long id, int label, int mark, float[] from, int at) {
    ids[row] = id;
    labels[row] = label;
    marks[row] = mark;
    System.arraycopy(from, at, images, row * imageSize, imageSize);
  }

  /** Removes a row; the last one takes its place. */
  void remove(int row) {
    count--;
    if (row < count) {
      put(row, ids[count], labels[count], marks[count], images, count * imageSize);
    }
  }

  /** Removes all rows. */
  void clear() {
    count = 0;
  }

  /** The row with the smallest id; the store must not be empty. */
  int oldest() {
    int oldest = 0;
    for (int row = 1; row < count; row++) {
      oldest = ids[row] < ids[oldest] ? row : oldest;
    }
    return oldest;
  }

  /** The row of an id; -1 if it is not here. */
  int find(long id) {
    for (int row = 0; row < count; row++) {
      if (ids[row] == id) {
        return row;
      }
    }
    return -1;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(ids.length);
    out.writeInt(count);
    for (int row = 0; row < count; row++) {
      out.writeLong(ids[row]);
      out.writeInt(labels[row]);
      out.writeInt(marks[row]);
    }
    for (int i = 0; i < count * imageSize; i++) {
      out.writeFloat(images[i]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    int capacity = in.readInt();
    int saved = in.readInt();
    if (capacity != ids.length || saved < 0 || saved > capacity) {
      throw new IOException(
          "the saved store has "
              + saved
              + " of "
              + capacity
              + " rows where this one has "
              + ids.length
              + ": use the sizes it was saved with");
    }
    count = saved;
    for (int row = 0; row < count; row++) {
      ids[row] = in.readLong();
      labels[row] = in.readInt();
      marks[row] = in.readInt();
    }
    for (int i = 0; i < count * imageSize; i++) {
      images[i] = in.readFloat();
    }
  }
}
