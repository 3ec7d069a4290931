package dev.tamis.selection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns a ratio into whole numbers whose running share is exact: what one mini-batch leaves over,
 * the next may spend. Each whole instance falls due at a random moment of the offers that pay for
 * it; were it always the last one, half of single images would be every second one, and of two
 * cameras that take turns one would never be seen.
 */
final class KeepBudget {
  private static final double ROUNDING = 1e-9;

  private final double ratio;
  private final int minimum;
  private final RandomDraw draw;
  private double credit;
  private double fraction;
  private double advance;

  /**
   * @param ratio share that is kept, in (0,1]
   * @param minimum kept at the least where as many are offered; what that overdraws is paid back
   *     later
   * @param draw random numbers; saves its own state
   */
  KeepBudget(double ratio, int minimum, RandomDraw draw) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException("instanceKeepRatio " + ratio + " is not in (0,1]");
    }
    if (minimum < 0) {
      throw new IllegalArgumentException("minimumKept " + minimum + " is below 0");
    }
    this.ratio = ratio;
    this.minimum = minimum;
    this.draw = draw;
    this.advance = draw.fraction();
  }

  /** Adds what {@code offered} instances allow. */
  void earn(int offered) {
    credit += ratio * offered;
    fraction += ratio * offered;
    if (fraction >= 1 - ROUNDING) {
      fraction -= Math.floor(fraction + ROUNDING);
      advance = draw.fraction();
    }
  }

  /** How many of {@code offered} may be kept now. */
  int affordable(int offered) {
    int whole = (int) Math.floor(Math.min(credit + advance + ROUNDING, offered));
    return Math.max(Math.min(minimum, offered), whole);
  }

  /**
   * Probability with which each of {@code offered} is kept when {@code count} are. Without a
   * minimum the count itself is random; with one it is not.
   */
  double keepProbability(int offered, int count) {
    return minimum == 0 ? ratio : (double) count / offered;
  }

  /** Unspent instances; negative where more was kept than earned so far. */
  double credit() {
    return credit;
  }

  void spend(int kept) {
    credit -= kept;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(credit);
    out.writeDouble(fraction);
    out.writeDouble(advance);
  }

  void restoreState(DataInput in) throws IOException {
    credit = in.readDouble();
    fraction = in.readDouble();
    advance = in.readDouble();
  }
}
