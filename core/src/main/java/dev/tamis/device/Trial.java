package dev.tamis.device;

import java.util.Arrays;

/**
 * Compares trained with served weights on the same held-out instances, recent and old ones
 * together. Labels that were wrong for a stretch are wrong in the recent half, too, and there
 * nobody wins; the old half remembers how things were, and a loss there weighs by itself, counted
 * from when its rows came, so that many small ones add up. Only a stream that really changed makes
 * up for it: by four recent instances won for an old one lost.
 *
 * <p>A few hundred instances hardly tell two networks apart by what they get right; the probability
 * they give the right class tells more, so a rise of that is a win, too, unless more instances are
 * lost than won, of all or of the old. Every class has the same say in it: where some are rare, the
 * frequent ones would rise at their cost. So a win by what they get right counts only if that mean
 * does not fall.
 */
final class Trial {
  /** With fewer instances nothing is decided. */
  static final int LEAST = 24;

  private static final double RECENT_FOR_OLD = 4;

  /**
   * How much surer than of a win one must be of a loss to give up what was learnt: served is it not
   * in any case, and it may recover.
   */
  private static final double SURER = 100;

  private final double level;
  private final double forgettingLimitRatio;
  private int wins;
  private int losses;
  private int oldWins;
  private int oldLosses;
  private int uniformWins;
  private int uniformLosses;
  private int oldForgotten;
  private int recentLearnt;
  private double meanRise;
  private double risePValue;
  private int servedRight;
  private int trainedRight;
  private final double[] classRises;
  private final int[] classRows;

  /** What follows. */
  enum Verdict {
    /** The trained weights are better: they are served from now on. */
    SERVE,
    /**
     * They are better, but have lost too much of what was known before, or are so only on instances
     * that were chosen.
     */
    BLOCK,
    /** Neither is better. */
    CONTINUE,
    /** They are worse: training begins anew from the served ones. */
    ROLL_BACK
  }

  /**
   * A trial.
   *
   * @param classes of the network
   * @param confidence with which a difference must be real, in [0.5,1)
   * @param forgettingLimitRatio share of the old instances that may be lost in any case
   */
  Trial(int classes, double confidence, double forgettingLimitRatio) {
    this.classRises = new double[classes];
    this.classRows = new int[classes];
    this.level = 1 - confidence;
    this.forgettingLimitRatio = forgettingLimitRatio;
  }

  Verdict judge(HoldoutReservoir reservoir) {
    count(reservoir);
    if (reservoir.count() < LEAST) {
      return Verdict.CONTINUE;
    }
    double allowed =
        Math.max(
            Math.max(1, forgettingLimitRatio * reservoir.oldCount()),
            recentLearnt / RECENT_FOR_OLD);
    boolean forgot = oldLosses > oldWins && oldForgotten > allowed;
    measureRise(reservoir);
    boolean surer = wins >= losses && oldWins >= oldLosses && risePValue <= level;
    boolean righter = PairedTest.pValue(wins, losses) <= level && meanRise >= 0;
    if (surer || righter) {
      boolean worseOnAll = PairedTest.pValue(uniformLosses, uniformWins) <= level;
      return forgot || worseOnAll ? Verdict.BLOCK : Verdict.SERVE;
    }
    boolean lost = PairedTest.pValue(uniformLosses, uniformWins) <= level / SURER;
    boolean lostOld = forgot && PairedTest.pValue(oldLosses, oldWins) <= level / SURER;
    return lost || lostOld ? Verdict.ROLL_BACK : Verdict.CONTINUE;
  }

  /** Of the mean over classes of their mean rise, with the variance within classes. */
  private void measureRise(HoldoutReservoir reservoir) {
    Arrays.fill(classRises, 0);
    Arrays.fill(classRows, 0);
    for (int row = 0; row < reservoir.count(); row++) {
      classRises[reservoir.label(row)] += reservoir.rise(row);
      classRows[reservoir.label(row)]++;
    }
    int present = 0;
    double sum = 0;
    double reciprocals = 0;
    for (int k = 0; k < classRows.length; k++) {
      if (classRows[k] > 0) {
        classRises[k] /= classRows[k];
        present++;
        sum += classRises[k];
        reciprocals += 1.0 / classRows[k];
      }
    }
    double squares = 0;
    for (int row = 0; row < reservoir.count(); row++) {
      double rest = reservoir.rise(row) - classRises[reservoir.label(row)];
      squares += rest * rest;
    }
    double variance = squares / Math.max(1, reservoir.count() - present);
    meanRise = sum / present;
    risePValue = PairedTest.pValue(meanRise, Math.sqrt(variance * reciprocals) / present);
  }

  private void count(HoldoutReservoir reservoir) {
    wins = 0;
    losses = 0;
    oldWins = 0;
    oldLosses = 0;
    uniformWins = 0;
    uniformLosses = 0;
    oldForgotten = 0;
    recentLearnt = 0;
    servedRight = 0;
    trainedRight = 0;
    for (int row = 0; row < reservoir.count(); row++) {
      boolean served = reservoir.servedRight(row);
      boolean trained = reservoir.trainedRight(row);
      servedRight += served ? 1 : 0;
      trainedRight += trained ? 1 : 0;
      int win = trained && !served ? 1 : 0;
      int loss = served && !trained ? 1 : 0;
      wins += win;
      losses += loss;
      uniformWins += reservoir.isUniform(row) ? win : 0;
      uniformLosses += reservoir.isUniform(row) ? loss : 0;
      int learnt = (trained ? 1 : 0) - (reservoir.firstRight(row) ? 1 : 0);
      if (reservoir.isOld(row)) {
        oldWins += win;
        oldLosses += loss;
        oldForgotten -= learnt;
      } else {
        recentLearnt += learnt;
      }
    }
  }

  /** Instances the served weights got right in the last comparison. */
  int servedRight() {
    return servedRight;
  }

  /** The same of the trained weights. */
  int trainedRight() {
    return trainedRight;
  }
}
