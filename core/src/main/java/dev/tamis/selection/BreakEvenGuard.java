package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Stops paying for a filter that costs more than it saves. Over windows of steps it compares what
 * the filter and its labels cost with what the dropped instances would have cost; when that does
 * not pay, everything is kept unseen until the mean loss has moved by a quarter.
 */
final class BreakEvenGuard {
  private static final int WINDOW = 100;
  private static final int GRACE_WINDOWS = 5;
  private static final double MOVED = 1.25;

  private long windows;
  private int steps;
  private long spent;
  private long saved;
  private double lossSum;
  private boolean paused;
  private double lossWhenPaused;
  private long pauses;

  boolean isPaused() {
    return paused;
  }

  /** How often filtering was suspended. */
  long pauses() {
    return pauses;
  }

  /**
   * Counts a step.
   *
   * @param spentMacs by the filter and for labels alone
   * @param savedMacs that the dropped instances would have cost
   * @param meanLoss of the kept instances
   */
  void count(long spentMacs, long savedMacs, double meanLoss) {
    spent += spentMacs;
    saved += savedMacs;
    lossSum += meanLoss;
    steps++;
    if (steps == WINDOW) {
      endWindow();
    }
  }

  private void endWindow() {
    double meanLoss = lossSum / steps;
    windows++;
    if (paused) {
      double moved = Math.max(meanLoss, 1e-12) / Math.max(lossWhenPaused, 1e-12);
      paused = moved < MOVED && moved > 1 / MOVED;
    } else if (windows > GRACE_WINDOWS && spent > saved) {
      paused = true;
      pauses++;
      lossWhenPaused = meanLoss;
    }
    steps = 0;
    spent = 0;
    saved = 0;
    lossSum = 0;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(windows);
    out.writeInt(steps);
    out.writeLong(spent);
    out.writeLong(saved);
    out.writeDouble(lossSum);
    out.writeBoolean(paused);
    out.writeDouble(lossWhenPaused);
    out.writeLong(pauses);
  }

  void restoreState(DataInput in) throws IOException {
    windows = in.readLong();
    steps = in.readInt();
    spent = in.readLong();
    saved = in.readLong();
    lossSum = in.readDouble();
    paused = in.readBoolean();
    lossWhenPaused = in.readDouble();
    pauses = in.readLong();
  }
}
