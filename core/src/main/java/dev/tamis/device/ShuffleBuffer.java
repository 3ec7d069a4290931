package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Kept instances on their way into a mini-batch, drawn in random order so that neighbours in time
 * do not meet in one.
 */
final class ShuffleBuffer {
  private final InstanceStore store;
  private final SeededGenerator generator;

  ShuffleBuffer(int imageSize, int capacity, long seed) {
    this.store = new InstanceStore(imageSize, capacity);
    this.generator = SeededGenerator.split(seed, "device.shuffle");
  }

  boolean isFull() {
    return store.isFull();
  }

  int count() {
    return store.count();
  }

  /** The smallest id in it; {@link Long#MAX_VALUE} where it is empty. */
  long oldestId() {
    return store.count() == 0 ? Long.MAX_VALUE : store.id(store.oldest());
  }

  void add(long id, int label, float[] from, int at) {
    store.append(id, label, 0, from, at);
  }

  /** A random row, to be read and then removed. */
  int draw() {
    return generator.nextInt(store.count());
  }

  InstanceStore store() {
    return store;
  }

  void saveState(DataOutput out) throws IOException {
    store.saveState(out);
    out.writeLong(generator.state());
  }

  void restoreState(DataInput in) throws IOException {
    store.restoreState(in);
    generator.restore(in.readLong());
  }
}
