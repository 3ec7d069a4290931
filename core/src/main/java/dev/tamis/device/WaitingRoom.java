package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Instances that wait for their label; the oldest goes when there is no room. */
final class WaitingRoom {
  private final InstanceStore store;
  private long dropped;

  WaitingRoom(int imageSize, int capacity) {
    this.store = new InstanceStore(imageSize, capacity);
  }

  int count() {
    return store.count();
  }

  /** Instances that went before their label came. */
  long dropped() {
    return dropped;
  }

  /**
   * Lets an instance wait.
   *
   * @param predicted the served network's class
   * @param mark what its label is wanted for
   */
  void add(long id, int predicted, int mark, float[] from, int at) {
    if (store.capacity() == 0) {
      dropped++;
      return;
    }
    if (store.isFull()) {
      store.remove(store.oldest());
      dropped++;
    }
    // The place of the label holds what was predicted, until the label is known.
    store.append(id, predicted, mark, from, at);
  }

  /** The row of an instance; -1 if it does not wait. */
  int find(long id) {
    return store.find(id);
  }

  int predicted(int row) {
    return store.label(row);
  }

  int mark(int row) {
    return store.marks(row);
  }

  float[] images() {
    return store.images();
  }

  int offset(int row) {
    return store.offset(row);
  }

  void remove(int row) {
    store.remove(row);
  }

  void saveState(DataOutput out) throws IOException {
    store.saveState(out);
    out.writeLong(dropped);
  }

  void restoreState(DataInput in) throws IOException {
    store.restoreState(in);
    dropped = in.readLong();
  }
}
