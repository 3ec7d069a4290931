package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Lets a filter choose only while it shows skill. Over a sliding window of labelled instances it
 * compares the mean loss of those the ranking chose with the mean loss of all that were offered;
 * the latter is estimated without bias by weighting each labelled instance with one over the
 * probability that its label became known. Open while the lower end of the 95 % interval of this
 * lift is above 1.
 */
final class SkillGate {
  private static final int WINDOW = 2048;
  private static final int ENOUGH = 256;
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
    double chosenCount = 0;
    double chosenLoss = 0;
    double weightSum = 0;
    double weightedLoss = 0;
    for (int i = 0; i < size; i++) {
      if (chosen[i]) {
        chosenCount++;
        chosenLoss += losses[i];
      }
      weightSum += weights[i];
      weightedLoss += (double) weights[i] * losses[i];
    }
    double offeredMean = weightedLoss / weightSum;
    if (size < ENOUGH || chosenCount == 0 || !(offeredMean > 0)) {
      open = false;
      return;
    }
    double chosenMean = chosenLoss / chosenCount;
    lift = chosenMean / offeredMean;
    double variance = 0;
    for (int i = 0; i < size; i++) {
      // Influence of one instance on the ratio of two means (delta method).
      double own = chosen[i] ? (losses[i] - chosenMean) / chosenCount : 0;
      double all = weights[i] * (losses[i] - offeredMean) / weightSum;
      double influence = (own - lift * all) / offeredMean;
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
    Arrays.sort(order, 0, size);
    double above = 0;
    int at = size;
    while (above < share * total && at > 0) {
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
    double pairs = 0;
    double right = 0;
    for (int i = 0; i < size; i++) {
      if (losses[i] >= highLoss) {
        for (int j = 0; j < size; j++) {
          if (losses[j] < highLoss) {
            double weight = (double) weights[i] * weights[j];
            pairs += weight;
            right += scores[i] > scores[j] ? weight : scores[i] == scores[j] ? weight / 2 : 0;
          }
        }
      }
    }
    return pairs > 0 ? right / pairs : Double.NaN;
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
