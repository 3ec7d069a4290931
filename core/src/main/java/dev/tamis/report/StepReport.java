package dev.tamis.report;

/** What one training step did; refilled in place by the next step. */
public final class StepReport {
  private long step;
  private int offered;
  private int kept;
  private int labelOnly;
  private double lossSum;
  private int correct;
  private double learningRate;

  /**
   * Sets all numbers.
   *
   * @param newStep number of the step, from 1
   * @param newOffered offered instances
   * @param newKept kept instances
   * @param newLabelOnly instances that were labelled but not trained on
   * @param newLossSum sum of the losses of the kept instances in nats, before the update
   * @param newCorrect kept instances that were classified right before the update
   * @param newLearningRate rate of this step
   */
  public void set(
      long newStep,
      int newOffered,
      int newKept,
      int newLabelOnly,
      double newLossSum,
      int newCorrect,
      double newLearningRate) {
    step = newStep;
    offered = newOffered;
    kept = newKept;
    labelOnly = newLabelOnly;
    lossSum = newLossSum;
    correct = newCorrect;
    learningRate = newLearningRate;
  }

  /** Number of the step, from 1. */
  public long step() {
    return step;
  }

  /** Offered instances. */
  public int offered() {
    return offered;
  }

  /** Kept instances. */
  public int kept() {
    return kept;
  }

  /** Instances that were labelled but not trained on. */
  public int labelOnly() {
    return labelOnly;
  }

  /** Sum of the losses of the kept instances in nats, before the update. */
  public double lossSum() {
    return lossSum;
  }

  /** Kept instances that were classified right before the update. */
  public int correct() {
    return correct;
  }

  /** Learning rate. */
  public double learningRate() {
    return learningRate;
  }
}
