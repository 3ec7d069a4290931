package dev.tamis.sparsity;

/** Share of channels that is kept, as training goes on. */
@FunctionalInterface
public interface KeepRatioSchedule {

  /**
   * The ratio at a step.
   *
   * @param step steps done so far
   * @return in (0,1]
   */
  double at(long step);

  /**
   * The same ratio throughout.
   *
   * @throws IllegalArgumentException if not in (0,1]
   */
  static KeepRatioSchedule constant(double channelKeepRatio) {
    requireRatio(channelKeepRatio);
    return step -> channelKeepRatio;
  }

  /**
   * The ratio in one epoch, all channels in the next, and so on; the first epoch is pruned (ssProp,
   * arXiv 2408.12561, alternates by epoch as well).
   *
   * @param stepsPerEpoch at least 1
   * @throws IllegalArgumentException if out of range
   */
  static KeepRatioSchedule alternate(double channelKeepRatio, long stepsPerEpoch) {
    requireRatio(channelKeepRatio);
    if (stepsPerEpoch < 1) {
      throw new IllegalArgumentException("stepsPerEpoch " + stepsPerEpoch + " is below 1");
    }
    return step -> step / stepsPerEpoch % 2 == 0 ? channelKeepRatio : 1;
  }

  /**
   * The ratio, then over the last share of the steps linearly up to 1: the last step is dense.
   *
   * @param steps of the whole training, at least 1
   * @param annealedRatio share of the steps over which the ratio grows, in (0,1]
   * @throws IllegalArgumentException if out of range
   */
  static KeepRatioSchedule annealed(double channelKeepRatio, long steps, double annealedRatio) {
    requireRatio(channelKeepRatio);
    if (steps < 1) {
      throw new IllegalArgumentException("steps " + steps + " is below 1");
    }
    if (!(annealedRatio > 0 && annealedRatio <= 1)) {
      throw new IllegalArgumentException("annealedRatio " + annealedRatio + " is not in (0,1]");
    }
    double rising = annealedRatio * steps;
    return step -> {
      double risen = 1 - Math.min(1, (steps - 1 - step) / rising);
      return channelKeepRatio + (1 - channelKeepRatio) * Math.max(0, Math.min(1, risen));
    };
  }

  private static void requireRatio(double channelKeepRatio) {
    if (!(channelKeepRatio > 0 && channelKeepRatio <= 1)) {
      throw new IllegalArgumentException(
          "channelKeepRatio " + channelKeepRatio + " is not in (0,1]");
    }
  }
}
