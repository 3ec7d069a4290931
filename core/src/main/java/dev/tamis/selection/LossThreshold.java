package dev.tamis.selection;

import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The paper's adaptive loss threshold T: above it a loss is high. The share of offered instances
 * that are predicted high and truly high, over the last batches, is held at {@code highLossRatio}
 * by raising T when it is reached and lowering it otherwise.
 */
final class LossThreshold {
  /** Below it nothing is learnt; and from 0 no factor leads back. */
  private static final double LEAST = 1e-8;

  private final double raise;
  private final double lower;
  private final int[] hits;
  private final int[] offered;
  private double highLossRatio;
  private int next;
  private double threshold = Double.NaN;

  /**
   * @param highLossRatio R_set, in (0,1)
   * @param initial T at first, in nats; NaN waits for {@link #start}
   * @param raise alpha1, at least 1
   * @param lower alpha2, in (0,1]
   * @param window batches the ratio is taken over, at least 1
   */
  LossThreshold(double highLossRatio, double initial, double raise, double lower, int window) {
    if (!(raise >= 1) || Double.isInfinite(raise)) {
      throw new IllegalArgumentException("thresholdRaise " + raise + " is not a number from 1");
    }
    if (!(lower > 0 && lower <= 1)) {
      throw new IllegalArgumentException("thresholdLower " + lower + " is not in (0,1]");
    }
    if (window < 1) {
      throw new IllegalArgumentException("thresholdWindow " + window + " is below 1");
    }
    if (initial < LEAST || Double.isInfinite(initial)) {
      throw new IllegalArgumentException("initialThreshold " + initial + " is not above 0");
    }
    this.threshold = initial;
    highLossRatio(highLossRatio);
    this.raise = raise;
    this.lower = lower;
    this.hits = new int[window];
    this.offered = new int[window];
  }

  /** Holds another share from now on. */
  void highLossRatio(double ratio) {
    if (!(ratio > 0 && ratio < 1)) {
      throw new IllegalArgumentException("highLossRatio " + ratio + " is not in (0,1)");
    }
    highLossRatio = ratio;
  }

  /** Whether a first batch has set it. */
  boolean isSet() {
    return !Double.isNaN(threshold);
  }

  /** T in nats; NaN before the first batch. */
  double value() {
    return threshold;
  }

  boolean isHigh(float loss) {
    return loss >= threshold;
  }

  /**
   * Starts from the first batch's losses.
   *
   * @param losses by number among the offered; defined for all lessons
   * @param lessons at least one
   * @param highRatio share of them that is high then; one half starts at the median
   */
  void start(float[] losses, InstanceSet lessons, double highRatio) {
    float[] sorted = new float[lessons.count()];
    for (int k = 0; k < sorted.length; k++) {
      sorted[k] = losses[lessons.get(k)];
    }
    Arrays.sort(sorted);
    threshold =
        Math.max(
            LEAST, sorted[Math.min(sorted.length - 1, (int) ((1 - highRatio) * sorted.length))]);
  }

  /** Moves T after a batch with {@code hit} instances predicted high and truly high. */
  void update(int hit, int offeredInstances) {
    hits[next] = hit;
    offered[next] = offeredInstances;
    next = (next + 1) % hits.length;
    long hitSum = 0;
    long offeredSum = 0;
    for (int i = 0; i < hits.length; i++) {
      hitSum += hits[i];
      offeredSum += offered[i];
    }
    threshold *= hitSum >= highLossRatio * offeredSum ? raise : lower;
    threshold = Math.max(LEAST, threshold);
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(threshold);
    out.writeInt(next);
    for (int i = 0; i < hits.length; i++) {
      out.writeInt(hits[i]);
      out.writeInt(offered[i]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    threshold = in.readDouble();
    next = in.readInt();
    if (next < 0 || next >= hits.length) {
      throw new IOException("batch " + next + " of a loss threshold is not one of " + hits.length);
    }
    for (int i = 0; i < hits.length; i++) {
      hits[i] = in.readInt();
      offered[i] = in.readInt();
    }
  }
}
