package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * ADWIN (Bifet and Gavaldà 2007, "Learning from time-changing data with adaptive windowing",
 * ADWIN2): a window of the last values in an exponential histogram that drops its older part as
 * soon as the means of an older and a newer part differ by more than chance allows. Reports only
 * rises: a falling error is no drift to act on.
 */
final class Adwin {
  /** Buckets of each size, the paper's M. */
  private static final int BUCKETS = 5;

  private static final int SIZES = 40;
  private static final int LEAST = 5;
  private static final int CHECK_INTERVAL = 8;

  private final double delta;
  private final double[] sums = new double[SIZES * (BUCKETS + 1)];

  /** Sum of squared deviations in each bucket. */
  private final double[] deviations = new double[SIZES * (BUCKETS + 1)];

  private final int[] used = new int[SIZES];
  private long width;
  private double total;
  private double deviation;
  private long added;

  /**
   * An empty window.
   *
   * @param delta probability of a false cut, in (0,1); the paper uses 0.002 and up
   */
  Adwin(double delta) {
    this.delta = delta;
  }

  /**
   * Adds a value.
   *
   * @param value in [0,1]
   * @return whether the mean has risen
   */
  boolean add(double value) {
    if (width > 0) {
      double difference = value - total / width;
      deviation += difference * difference * width / (width + 1.0);
    }
    push(0, value, 0);
    width++;
    total += value;
    compress();
    added++;
    return added % CHECK_INTERVAL == 0 && width > 2 * LEAST && shrink();
  }

  /** Mean over the window; NaN where it is empty. */
  double mean() {
    return total / width;
  }

  long width() {
    return width;
  }

  private void push(int size, double sum, double spread) {
    int at = size * (BUCKETS + 1) + used[size]++;
    sums[at] = sum;
    deviations[at] = spread;
  }

  /** Of each size the oldest two of too many become one of the next size. */
  private void compress() {
    for (int size = 0; size < SIZES - 1 && used[size] > BUCKETS; size++) {
      int at = size * (BUCKETS + 1);
      double length = 1L << size;
      double difference = (sums[at] - sums[at + 1]) / length;
      double spread = deviations[at] + deviations[at + 1] + difference * difference * length / 2;
      double sum = sums[at] + sums[at + 1];
      drop(size, 2);
      push(size + 1, sum, spread);
    }
  }

  private void drop(int size, int count) {
    int at = size * (BUCKETS + 1);
    used[size] -= count;
    System.arraycopy(sums, at + count, sums, at, used[size]);
    System.arraycopy(deviations, at + count, deviations, at, used[size]);
  }

  private boolean shrink() {
    boolean rise = false;
    for (int cut = cut(); cut != 0; cut = cut()) {
      rise |= cut > 0;
      dropOldest();
    }
    return rise;
  }

  /** 1 where the newer part's mean is higher than chance allows, -1 lower, 0 neither. */
  private int cut() {
    long olderCount = 0;
    double olderSum = 0;
    for (int size = SIZES - 1; size >= 0; size--) {
      for (int k = 0; k < used[size]; k++) {
        olderCount += 1L << size;
        olderSum += sums[size * (BUCKETS + 1) + k];
        long newerCount = width - olderCount;
        if (newerCount < LEAST) {
          return 0;
        }
        if (olderCount >= LEAST) {
          double difference = (total - olderSum) / newerCount - olderSum / olderCount;
          if (Math.abs(difference) > bound((double) olderCount, (double) newerCount)) {
            return difference > 0 ? 1 : -1;
          }
        }
      }
    }
    return 0;
  }

  private double bound(double olderCount, double newerCount) {
    double inverse = 1 / olderCount + 1 / newerCount;
    double logarithm = Math.log(2 * Math.log((double) width) / delta);
    double variance = deviation / width;
    return Math.sqrt(2 * inverse * variance * logarithm) + 2.0 / 3 * inverse * logarithm;
  }

  private void dropOldest() {
    int size = SIZES - 1;
    while (used[size] == 0) {
      size--;
    }
    int at = size * (BUCKETS + 1);
    double length = 1L << size;
    double sum = sums[at];
    double spread = deviations[at];
    drop(size, 1);
    double left = width - length;
    double difference = sum / length - (total - sum) / left;
    deviation = Math.max(0, deviation - spread - difference * difference * length * left / width);
    width = (long) left;
    total -= sum;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(width);
    out.writeDouble(total);
    out.writeDouble(deviation);
    out.writeLong(added);
    for (int size = 0; size < SIZES; size++) {
      out.writeInt(used[size]);
      for (int k = 0; k < used[size]; k++) {
        out.writeDouble(sums[size * (BUCKETS + 1) + k]);
        out.writeDouble(deviations[size * (BUCKETS + 1) + k]);
      }
    }
  }

  void restoreState(DataInput in) throws IOException {
    width = in.readLong();
    total = in.readDouble();
    deviation = in.readDouble();
    added = in.readLong();
    for (int size = 0; size < SIZES; size++) {
      used[size] = in.readInt();
      if (used[size] < 0 || used[size] > BUCKETS) {
        throw new IOException("the saved drift window has " + used[size] + " buckets of one size");
      }
      for (int k = 0; k < used[size]; k++) {
        sums[size * (BUCKETS + 1) + k] = in.readDouble();
        deviations[size * (BUCKETS + 1) + k] = in.readDouble();
      }
    }
  }
}
