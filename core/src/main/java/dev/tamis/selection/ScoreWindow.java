package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last few hundred scores, kept in order for a streaming quantile. */
public final class ScoreWindow {
  private static final int WINDOW = 400;
  private static final int ENOUGH = 50;

  private final float[] scores = new float[WINDOW];
  private final float[] sorted = new float[WINDOW];
  private int next;
  private int size;

  /** An empty window. */
  public ScoreWindow() {}

  /** Adds a score; the oldest of 400 goes. */
  public void add(float score) {
    if (size == WINDOW) {
      int gone = Arrays.binarySearch(sorted, 0, size, scores[next]);
      size--;
      System.arraycopy(sorted, gone + 1, sorted, gone, size - gone);
    }
    scores[next] = score;
    next = (next + 1) % WINDOW;
    insert(score);
  }

  private void insert(float score) {
    int found = Arrays.binarySearch(sorted, 0, size, score);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = score;
    size++;
  }

  /** Whether there are enough scores to tell quantiles. */
  public boolean isReady() {
    return size >= ENOUGH;
  }

  /** The score that the given share of the window lies below. */
  public float quantile(double share) {
    return sorted[Math.max(0, Math.min(size - 1, (int) Math.floor(share * size)))];
  }

  /** Maps floats to ints of the same order; a NaN ranks highest, the zeros are one. */
  static int ascendingBits(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }

  /** Writes all scores. */
  public void saveState(DataOutput out) throws IOException {
    out.writeInt(next);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeFloat(scores[i]);
    }
  }

  /** Continues from saved scores. */
  public void restoreState(DataInput in) throws IOException {
    next = in.readInt();
    int saved = in.readInt();
    if (next < 0 || next >= WINDOW || saved < 0 || saved > WINDOW) {
      throw new IOException("the saved score window is out of range");
    }
    size = 0;
    for (int i = 0; i < saved; i++) {
      scores[i] = in.readFloat();
      insert(scores[i]);
    }
  }
}
