package dev.tamis.device;

/**
 * Told what happens inside a learner, by one thread at a time. Does nothing unless something is
 * recording.
 */
interface DeviceEvents {

  /** Why what was learnt is given up. */
  enum RollBack {
    /** The loss exploded or is no number. */
    EXPLODED,
    /** The trained weights lost against the served ones. */
    LOST,
    /** They won several times in a row, but had forgotten too much to be served. */
    BLOCKED
  }

  /** To the flight recorder, where the run-time has one; small ones and Android have not. */
  static DeviceEvents create() {
    try {
      return new FlightEvents();
    } catch (NoClassDefFoundError e) {
      return new DeviceEvents() {};
    }
  }

  /** A training step begins. */
  default void beginStep() {}

  /** The step that began has ended. */
  default void endStep(long step, int instances, int replayed, double loss) {}

  /** A trial of the trained weights begins. */
  default void beginJudgement() {}

  /** The trial that began has ended. */
  default void endJudgement(
      int heldOut, int servedRight, int trainedRight, Trial.Verdict verdict) {}

  /** The trained weights are served from now on. */
  default void serve(long version) {}

  /** Training goes back to the served weights. */
  default void rollBack(long step, RollBack reason) {}

  /** A detector saw the served network's errors rise. */
  default void drift(long offered, boolean adwin, boolean pageHinkley, double accuracyRatio) {}

  /** The keep ratios change. */
  default void decide(
      long offered,
      double instanceKeepRatio,
      double channelKeepRatio,
      BudgetDecision.Reason reason) {}
}
