package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Stops paying for a filter that costs more than it saves. Over windows of steps it compares what
 * the filter and its labels cost with what the dropped instances would have cost; when that does
 * not pay, everything is kept unseen until the mean loss has moved by a quarter. Each further
 * attempt in vain asks for twice the move (in logarithms, three times over), so that a loss that
 * moves all the time does not buy one attempt after another.
 */
final class BreakEvenGuard {
  private static final int WINDOW = 100;
  private static final int GRACE_WINDOWS = 5;
  private static final double MOVED = 1.25;
  private static final int MOST_DOUBLINGS = 3;
  private static final double LEAST_LOSS = 1e-6;

  private long windows;
  private int steps;
  private long spent;
  private long saved;
  private double lossSum;
  private boolean paused;
  private double pausedLoss = Double.NaN;
  private int vainAttempts;
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
    windows++;
    if (paused) {
      // All are kept now: to be compared with other windows of the pause, not with chosen ones.
      double meanLoss = Math.max(lossSum / steps, LEAST_LOSS);
      pausedLoss = Double.isNaN(pausedLoss) ? meanLoss : pausedLoss;
      double moved = Math.abs(Math.log(meanLoss / pausedLoss));
      int doublings = Math.min(vainAttempts - 1, MOST_DOUBLINGS);
      paused = moved < Math.log(MOVED) * (1 << doublings);
    } else if (spent <= saved) {
      vainAttempts = 0;
    } else if (windows > GRACE_WINDOWS) {
      paused = true;
      pauses++;
      vainAttempts++;
      pausedLoss = Double.NaN;
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
    out.writeDouble(pausedLoss);
    out.writeInt(vainAttempts);
    out.writeLong(pauses);
  }

  void restoreState(DataInput in) throws IOException {
    windows = in.readLong();
    steps = in.readInt();
    spent = in.readLong();
    saved = in.readLong();
    lossSum = in.readDouble();
    paused = in.readBoolean();
    pausedLoss = in.readDouble();
    vainAttempts = in.readInt();
    pauses = in.readLong();
  }
}
