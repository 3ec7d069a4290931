package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Accuracy of predictions made before their instance could be learnt from (Dawid 1984), three ways
 * (Gama, Sebastião, Rodrigues 2013): over all, over a sliding window, and fading.
 */
public final class PrequentialAccuracy {
  private static final int WINDOW = 500;
  private static final double FADING = 0.99;

  private final boolean[] window = new boolean[WINDOW];
  private long count;
  private long right;
  private int windowRight;
  private double fadingRight;
  private double fadingWeight;

  /** Nothing predicted yet. */
  public PrequentialAccuracy() {}

  /** Adds whether the next prediction was right. */
  public void add(boolean isRight) {
    int at = (int) (count % WINDOW);
    if (count >= WINDOW && window[at]) {
      windowRight--;
    }
    window[at] = isRight;
    windowRight += isRight ? 1 : 0;
    count++;
    right += isRight ? 1 : 0;
    fadingRight = FADING * fadingRight + (isRight ? 1 : 0);
    fadingWeight = FADING * fadingWeight + 1;
  }

  /** Predictions so far. */
  public long count() {
    return count;
  }

  /** Share of all; NaN of none, as the others. */
  public double cumulative() {
    return count == 0 ? Double.NaN : (double) right / count;
  }

  /** Share of the last 500. */
  public double recent() {
    return count == 0 ? Double.NaN : (double) windowRight / Math.min(count, WINDOW);
  }

  /** Share where each weighs 0.99 of the next. */
  public double fading() {
    return count == 0 ? Double.NaN : fadingRight / fadingWeight;
  }

  /** Writes everything. */
  public void saveState(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(right);
    out.writeInt(windowRight);
    out.writeDouble(fadingRight);
    out.writeDouble(fadingWeight);
    for (boolean isRight : window) {
      out.writeBoolean(isRight);
    }
  }

  /** Continues from what was written. */
  public void restoreState(DataInput in) throws IOException {
    count = in.readLong();
    right = in.readLong();
    windowRight = in.readInt();
    fadingRight = in.readDouble();
    fadingWeight = in.readDouble();
    for (int i = 0; i < WINDOW; i++) {
      window[i] = in.readBoolean();
    }
  }
}
