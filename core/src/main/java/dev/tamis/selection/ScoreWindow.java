package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last few hundred scores, for a streaming quantile. */
final class ScoreWindow {
  private static final int WINDOW = 400;
  private static final int ENOUGH = 50;

  private final float[] scores = new float[WINDOW];
  private final float[] sorted = new float[WINDOW];
  private int next;
  private int size;

  void add(float score) {
    scores[next] = score;
    next = (next + 1) % WINDOW;
    size = Math.min(size + 1, WINDOW);
  }

  boolean isReady() {
    return size >= ENOUGH;
  }

  /** The score that the given share of the window lies below. */
  float quantile(double share) {
    System.arraycopy(scores, 0, sorted, 0, size);
    Arrays.sort(sorted, 0, size);
    return sorted[Math.max(0, Math.min(size - 1, (int) Math.floor(share * size)))];
  }

  /** Maps floats to ints of the same order; a NaN ranks highest, the zeros are one. */
  static int ascendingBits(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(next);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeFloat(scores[i]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    next = in.readInt();
    size = in.readInt();
    if (next < 0 || next >= WINDOW || size < 0 || size > WINDOW) {
      throw new IOException("the saved score window is out of range");
    }
    for (int i = 0; i < size; i++) {
      scores[i] = in.readFloat();
    }
  }
}
