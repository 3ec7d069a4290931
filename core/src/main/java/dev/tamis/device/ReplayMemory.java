package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A small class-balanced memory of instances that were trained on, to be trained on again against
 * forgetting. What came since the last accepted weights is on probation: if these weights' heirs
 * are rolled back, it goes, because it may be what spoilt them.
 */
final class ReplayMemory {
  private static final int PROBATION = 1;

  private final BalancedSample sample;
  private final SeededGenerator generator;
  private final int[] order;

  ReplayMemory(int imageSize, int classes, int capacity, long seed) {
    sample =
        new BalancedSample(
            imageSize, classes, capacity, SeededGenerator.split(seed, "device.replay.sample"));
    generator = SeededGenerator.split(seed, "device.replay.draw");
    order = new int[capacity];
  }

  static long bytes(int imageSize, int capacity) {
    return InstanceStore.bytes(imageSize, capacity) + (long) capacity * Integer.BYTES;
  }

  int count() {
    return sample.store().count();
  }

  /** Rows of a class. */
  int rows(int label) {
    return sample.rows(label);
  }

  /** Adds an instance that was just trained on. */
  void add(long id, int label, float[] from, int at) {
    sample.add(id, label, PROBATION, from, at);
  }

  /** Adds an instance that is known to be good. */
  void addTrusted(long id, int label, float[] from, int at) {
    sample.add(id, label, 0, from, at);
  }

  /** What is on probation has passed it. */
  void accept() {
    for (int row = 0; row < count(); row++) {
      sample.store().mark(row, 0);
    }
  }

  /** Drops what is on probation. */
  void reject() {
    for (int row = count() - 1; row >= 0; row--) {
      if (sample.store().marks(row) == PROBATION) {
        sample.remove(row);
      }
    }
  }

  /**
   * Draws different rows at random.
   *
   * @param wanted how many
   * @return how many there are, at most {@code wanted}; {@link #drawn} names them
   */
  int draw(int wanted) {
    int count = count();
    for (int row = 0; row < count; row++) {
      order[row] = row;
    }
    int drawn = Math.min(wanted, count);
    for (int k = 0; k < drawn; k++) {
      int j = k + generator.nextInt(count - k);
      int swap = order[k];
      order[k] = order[j];
      order[j] = swap;
    }
    return drawn;
  }

  /** Row of the k-th instance drawn last. */
  int drawn(int k) {
    return order[k];
  }

  InstanceStore store() {
    return sample.store();
  }

  void saveState(DataOutput out) throws IOException {
    sample.saveState(out);
    out.writeLong(generator.state());
  }

  void restoreState(DataInput in) throws IOException {
    sample.restoreState(in);
    generator.restore(in.readLong());
  }
}
