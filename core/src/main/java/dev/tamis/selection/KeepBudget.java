package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns a ratio into whole numbers whose running share is exact: what one mini-batch leaves over,
 * the next may spend.
 */
final class KeepBudget {
  private static final double ROUNDING = 1e-9;

  private final double ratio;
  private final int minimum;
  private double credit;

  /**
   * @param ratio share that is kept, in (0,1]
   * @param minimum kept at the least where as many are offered; what that overdraws is paid back
   *     later
   */
  KeepBudget(double ratio, int minimum) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException("instanceKeepRatio " + ratio + " is not in (0,1]");
    }
    if (minimum < 0) {
      throw new IllegalArgumentException("minimumKept " + minimum + " is below 0");
    }
    this.ratio = ratio;
    this.minimum = minimum;
  }

  double ratio() {
    return ratio;
  }

  /** Adds what {@code offered} instances allow. */
  void earn(int offered) {
    credit += ratio * offered;
  }

  /** How many of {@code offered} may be kept now. */
  int affordable(int offered) {
    int whole = (int) Math.floor(Math.min(credit + ROUNDING, offered));
    return Math.max(Math.min(minimum, offered), whole);
  }

  /** Unspent instances; negative where a minimum overdrew. */
  double credit() {
    return credit;
  }

  void spend(int kept) {
    credit -= kept;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(credit);
  }

  void restoreState(DataInput in) throws IOException {
    credit = in.readDouble();
  }
}
