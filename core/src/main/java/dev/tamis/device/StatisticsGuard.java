package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Sees by labelled instances whether the shipped statistics of batch norms would do better than
 * those that follow the stream: the difference of their losses on the same instances, fading.
 */
final class StatisticsGuard {
  /** Share of the newest instance. */
  private static final double RATE = 1.0 / 128;

  /** With fewer instances nothing is decided. */
  private static final int LEAST = 32;

  /** Standard errors; many, as it is looked at after every instance. */
  private static final double DEVIATIONS = 3.5;

  /** A single instance must not decide: its loss in nats is cut off here. */
  private static final double MOST_LOSS = 5;

  private double mean;
  private double square;
  private long count;

  /** Loss in nats of a probability of the right class, cut off. */
  static double loss(float probability) {
    return Math.min(MOST_LOSS, -Math.log(probability));
  }

  /**
   * An instance was judged.
   *
   * @param lead loss when following less that as shipped
   * @return whether following is worse
   */
  boolean add(double lead) {
    count++;
    double rate = Math.max(RATE, 1.0 / count);
    mean += rate * (lead - mean);
    square += rate * (lead * lead - square);
    if (count < LEAST) {
      return false;
    }
    // Of independent values, a fading mean has the variance of rate / (2 - rate) of one.
    double share = Math.max(1.0 / count, RATE / (2 - RATE));
    return mean > DEVIATIONS * Math.sqrt(Math.max(0, square - mean * mean) * share);
  }

  void reset() {
    mean = 0;
    square = 0;
    count = 0;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(mean);
    out.writeDouble(square);
    out.writeLong(count);
  }

  void restoreState(DataInput in) throws IOException {
    mean = in.readDouble();
    square = in.readDouble();
    count = in.readLong();
  }
}
