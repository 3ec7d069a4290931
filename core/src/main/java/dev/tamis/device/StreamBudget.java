package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.ScoreWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Decides instance by instance, and keeps a given share of them exactly in the long run. A part of
 * the budget is drawn at random before anything is looked at; of the rest only a random share is
 * looked at, which costs little and breaks up bursts, and kept if its score is high among the last
 * few hundred. What was kept too few or too many so far moves the threshold.
 */
final class StreamBudget {
  /** What becomes of an instance. */
  enum Draw {
    /** Kept at random. */
    KEPT,
    /** Its score decides. */
    LOOK,
    /** Dropped without a look. */
    DROPPED
  }

  /** Balance, in instances, at which twice the share is kept, or nothing. */
  private static final double SLACK = 16;

  private final double exploreRatio;
  private final double prethinRatio;
  private final ScoreWindow window = new ScoreWindow();
  private final SeededGenerator generator;
  private double balance;
  private double target;

  /**
   * A budget with nothing spent.
   *
   * @param exploreRatio share of the kept that is drawn at random, in [0,1]
   * @param prethinRatio how many times the budget is looked at, at least 1, or 0 for all
   * @param seed of the random numbers
   */
  StreamBudget(double exploreRatio, double prethinRatio, long seed) {
    this.exploreRatio = exploreRatio;
    this.prethinRatio = prethinRatio;
    this.generator = SeededGenerator.split(seed, "device.budget");
  }

  /**
   * Counts an instance that the budget may not keep.
   *
   * @param keepRatio share that is to be kept
   */
  void pass(double keepRatio) {
    balance += keepRatio;
  }

  /**
   * The next instance.
   *
   * @param keepRatio share that is to be kept, in (0,1]
   * @param ranking whether scores decide, and not chance alone
   */
  Draw next(double keepRatio, boolean ranking) {
    balance += keepRatio;
    double first = generator.nextDouble();
    double second = generator.nextDouble();
    double explored = ranking ? keepRatio * exploreRatio : towardsBalance(keepRatio);
    if (first < explored) {
      balance--;
      return Draw.KEPT;
    }
    if (!ranking) {
      return Draw.DROPPED;
    }
    double looked = prethinRatio == 0 ? 1 : Math.min(1, prethinRatio * keepRatio);
    if (second >= looked) {
      return Draw.DROPPED;
    }
    target = explored < 1 ? keepRatio * (1 - exploreRatio) / (looked * (1 - explored)) : 0;
    return Draw.LOOK;
  }

  /** Whether an instance that was looked at is kept. */
  boolean keep(float score) {
    double share = towardsBalance(target);
    boolean kept;
    if (share >= 1 || balance > 2 * SLACK) {
      kept = true;
    } else if (window.isReady()) {
      kept = share > 0 && score >= window.quantile(1 - share);
    } else {
      kept = generator.nextDouble() < share;
    }
    window.add(score);
    if (kept) {
      balance--;
    }
    return kept;
  }

  /** The instance kept last is not kept after all. */
  void giveBack() {
    balance++;
  }

  private double towardsBalance(double share) {
    return Math.max(0, Math.min(1, share * (1 + balance / SLACK)));
  }

  void saveState(DataOutput out) throws IOException {
    window.saveState(out);
    out.writeLong(generator.state());
    out.writeDouble(balance);
  }

  void restoreState(DataInput in) throws IOException {
    window.restoreState(in);
    generator.restore(in.readLong());
    balance = in.readDouble();
  }
}
