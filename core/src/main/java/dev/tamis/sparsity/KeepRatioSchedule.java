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
    if (!(channelKeepRatio > 0 && channelKeepRatio <= 1)) {
      throw new IllegalArgumentException(
          "channelKeepRatio " + channelKeepRatio + " is not in (0,1]");
    }
    return step -> channelKeepRatio;
  }
}
