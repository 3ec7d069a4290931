package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Lets a filter choose only while it shows skill. Over a sliding window of labelled instances it
 * compares the mean loss of those the ranking chose (or would have) with the mean loss of all that
 * were offered; both are estimated without bias, even where the loss drifts while the gate opens or
 * closes, by weighting each labelled instance with one over the probability that its label became
 * known. Open while the lower end of the 95 % interval of this lift is above 1.
 */
final class SkillGate {
  private static final int WINDOW = 2048;
  private static final int ENOUGH = 256;
  private static final double ROUNDING = 1e-9;
  private static final double Z = 1.959963984540054;

  private final float[] losses = new float[WINDOW];
  private final float[] weights = new float[WINDOW];
  private final float[] scores = new float[WINDOW];
  private final boolean[] chosen = new boolean[WINDOW];
  private final long[] order = new long[WINDOW];
  private int next;
  private int size;
  private boolean open;
  private double lift = Double.NaN;
  private double low = Double.NaN;

  /**
   * Adds a labelled instance.
   *
   * @param weight one over the probability that its label became known
   * @param wasChosen whether the ranking chose it, or would have
   */
  void add(float score, float loss, double weight, boolean wasChosen) {
    losses[next] = loss;
    weights[next] = (float) weight;
    scores[next] = score;
    chosen[next] = wasChosen;
    next = (next + 1) % WINDOW;
    size = Math.min(size + 1, WINDOW);
  }

  /** Measures the lift and opens or closes. */
  void update() {
    double chosenSum = 0;
    double chosenLoss = 0;
    double weightSum = 0;
    double weightedLoss = 0;
    for (int i = 0; i < size; i++) {
      double weighted = (double) weights[i] * losses[i];
      weightSum += weights[i];
      weightedLoss += weighted;
      chosenSum += chosen[i] ? weights[i] : 0;
      chosenLoss += chosen[i] ? weighted : 0;
    }
    double offeredMean = weightedLoss / weightSum;
    if (size < ENOUGH || chosenSum == 0 || !(offeredMean > 0)) {
      open = false;
      lift = Double.NaN;
      low = Double.NaN;
      return;
    }
    double chosenMean = chosenLoss / chosenSum;
    lift = chosenMean / offeredMean;
    // Influence of each instance on the ratio of two means (delta method).
    double own = 1 / (chosenSum * offeredMean);
    double all = lift / weightedLoss;
    double variance = 0;
    for (int i = 0; i < size; i++) {
      double ofChosen = chosen[i] ? own * (losses[i] - chosenMean) : 0;
      double influence = weights[i] * (ofChosen - all * (losses[i] - offeredMean));
      variance += influence * influence;
    }
    low = lift - Z * Math.sqrt(variance);
    open = low > 1;
  }

  boolean isOpen() {
    return open;
  }

  double lift() {
    return lift;
  }

  double low() {
    return low;
  }

  /** Loss above which the given share of offered instances lies; NaN before any is known. */
  double highLoss(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
      // Losses are at least 0, so their bits order as they do.
      order[i] = ((long) Float.floatToIntBits(losses[i]) << 32) | i;
    }
    Sorting.ascending(order, size);
    double above = 0;
    int at = size;
    while (above < share * total * (1 - ROUNDING) && at > 0) {
      at--;
      above += weights[(int) order[at]];
    }
    return losses[(int) order[Math.min(at, size - 1)]];
  }

  /**
   * Weighted probability that an instance with a high loss is scored above one without; ties count
   * half.
   */
  double auc(double highLoss) {
    for (int i = 0; i < size; i++) {
      order[i] = ((long) ScoreWindow.ascendingBits(scores[i]) << 32) | i;
    }
    Sorting.ascending(order, size);
    double right = 0;
    double high = 0;
    double low = 0;
    for (int from = 0; from < size; ) {
      double tiedHigh = 0;
      double tiedLow = 0;
      int score = (int) (order[from] >> 32);
      for (; from < size && (int) (order[from] >> 32) == score; from++) {
        int i = (int) order[from];
        tiedHigh += losses[i] >= highLoss ? weights[i] : 0;
        tiedLow += losses[i] < highLoss ? weights[i] : 0;
      }
      right += tiedHigh * (low + tiedLow / 2);
      high += tiedHigh;
      low += tiedLow;
    }
    return high * low > 0 ? right / (high * low) : Double.NaN;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(next);
    out.writeInt(size);
    out.writeBoolean(open);
    out.writeDouble(lift);
    out.writeDouble(low);
    for (int i = 0; i < size; i++) {
      out.writeFloat(losses[i]);
      out.writeFloat(weights[i]);
      out.writeFloat(scores[i]);
      out.writeBoolean(chosen[i]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    next = in.readInt();
    size = in.readInt();
    if (next < 0 || next >= WINDOW || size < 0 || size > WINDOW) {
      throw new IOException("the saved skill gate is out of range");
    }
    open = in.readBoolean();
    lift = in.readDouble();
    low = in.readDouble();
    for (int i = 0; i < size; i++) {
      losses[i] = in.readFloat();
      weights[i] = in.readFloat();
      scores[i] = in.readFloat();
      chosen[i] = in.readBoolean();
    }
  }
}
