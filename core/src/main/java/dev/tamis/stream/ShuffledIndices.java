package dev.tamis.stream;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The indices 0 to count - 1 in a random order that can be drawn anew and saved as one long. */
final class ShuffledIndices {
  private final SeededGenerator shuffling;
  private final int[] order;
  private long shuffleState;

  /** Shuffled once. */
  ShuffledIndices(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("a stream needs at least one image");
    }
    shuffling = SeededGenerator.split(seed, "stream.shuffle");
    order = new int[count];
    shuffle();
  }

  int count() {
    return order.length;
  }

  int get(int position) {
    return order[position];
  }

  void shuffle() {
    shuffleState = shuffling.state();
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    shuffling.shuffle(order, order.length);
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(order.length);
    out.writeLong(shuffleState);
  }

  /** Draws the saved order again. */
  void restoreState(DataInput in) throws IOException {
    int count = in.readInt();
    if (count != order.length) {
      throw new IOException(
          "the saved stream had " + count + " images, this one has " + order.length);
    }
    shuffling.restore(in.readLong());
    shuffle();
  }

  /** Reads a position among the indices, or at their end. */
  int readPosition(DataInput in) throws IOException {
    int position = in.readInt();
    if (position < 0 || position > order.length) {
      throw new IOException("the saved stream position " + position + " is out of range");
    }
    return position;
  }
}
