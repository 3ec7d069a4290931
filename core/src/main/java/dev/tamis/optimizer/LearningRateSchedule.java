package dev.tamis.optimizer;

import java.util.Arrays;

/** Learning rate of every step. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The rate of a step.
   *
   * @param step steps done before it, from 0
   */
  double at(long step);

  /** The same rate throughout. */
  static LearningRateSchedule constant(double rate) {
    check(rate);
    return step -> rate;
  }

  /**
   * The rate multiplied by {@code factor} at each milestone (He et al.: 0.1 at 32k and 48k).
   *
   * @param milestones steps, ascending
   */
  static LearningRateSchedule stepwise(double rate, double factor, long... milestones) {
    check(rate);
    long[] at = milestones.clone();
    Arrays.sort(at);
    return step -> {
      double now = rate;
      for (long milestone : at) {
        now *= step >= milestone ? factor : 1;
      }
      return now;
    };
  }

  /** From the rate to zero along half a cosine (Loshchilov, Hutter 2017, without restarts). */
  static LearningRateSchedule cosine(double rate, long totalSteps) {
    check(rate);
    checkLength(totalSteps);
    return step -> rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (double) step / totalSteps)));
  }

  /** From the rate to zero in a straight line. */
  static LearningRateSchedule linear(double rate, long totalSteps) {
    check(rate);
    checkLength(totalSteps);
    return step -> rate * Math.max(0, 1 - (double) step / totalSteps);
  }

  private static void check(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("learning rate " + rate + " is not above 0");
    }
  }

  private static void checkLength(long totalSteps) {
    if (totalSteps < 1) {
      throw new IllegalArgumentException("a schedule of " + totalSteps + " steps: use 1 or more");
    }
  }
}
