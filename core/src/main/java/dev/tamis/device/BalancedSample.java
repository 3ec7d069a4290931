package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A bounded sample of all that was added, as even over the classes as what came allows, and uniform
 * over time within a class (class-balancing reservoir sampling; Chrysakis and Moens 2020). Once
 * there is no room, an instance takes a random row of the largest class; one of a class that ever
 * was the largest replaces one of its own with probability rows / seen.
 */
final class BalancedSample {
  private final InstanceStore store;
  private final SeededGenerator generator;
  private final int[] rows;
  private final long[] seen;

  /** Classes that gave rows away. */
  private final boolean[] full;

  BalancedSample(int imageSize, int classes, int capacity, SeededGenerator generator) {
    this.store = new InstanceStore(imageSize, capacity);
    this.generator = generator;
    this.rows = new int[classes];
    this.seen = new long[classes];
    this.full = new boolean[classes];
  }

  InstanceStore store() {
    return store;
  }

  /** Rows of a class. */
  int rows(int label) {
    return rows[label];
  }

  /** Adds an instance, or not. */
  void add(long id, int label, int mark, float[] from, int at) {
    seen[label]++;
    if (store.capacity() == 0) {
      return;
    }
    if (!store.isFull()) {
      store.append(id, label, mark, from, at);
      rows[label]++;
      return;
    }
    int largest = ClassCounts.largest(rows);
    full[largest] = true;
    if (!full[label]) {
      store.put(randomRow(largest), id, label, mark, from, at);
      rows[largest]--;
      rows[label]++;
    } else if (generator.nextDouble() * seen[label] < rows[label]) {
      store.put(randomRow(label), id, label, mark, from, at);
    }
  }

  private int randomRow(int label) {
    int skip = generator.nextInt(rows[label]);
    int row = 0;
    while (store.label(row) != label || skip-- > 0) {
      row++;
    }
    return row;
  }

  /** Removes a row; every class may grow again. */
  void remove(int row) {
    Arrays.fill(full, false);
    rows[store.label(row)]--;
    store.remove(row);
  }

  void saveState(DataOutput out) throws IOException {
    store.saveState(out);
    out.writeLong(generator.state());
    for (int label = 0; label < seen.length; label++) {
      out.writeLong(seen[label]);
      out.writeBoolean(full[label]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    store.restoreState(in);
    generator.restore(in.readLong());
    for (int label = 0; label < seen.length; label++) {
      seen[label] = in.readLong();
      full[label] = in.readBoolean();
    }
    ClassCounts.count(store, rows);
  }
}
