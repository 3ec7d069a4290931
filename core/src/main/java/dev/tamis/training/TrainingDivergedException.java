package dev.tamis.training;

/** The loss became NaN or infinite; the message names the step and what to do. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** At a step. */
  public TrainingDivergedException(long step, double learningRate) {
    super(
        "the loss is not a finite number any more at step "
            + step
            + " with learning rate "
            + learningRate
            + ": lower the learning rate and start again from the last checkpoint");
  }
}
