package dev.tamis.training;

/**
 * How long a training runs and what happens on the way.
 *
 * @param totalSteps steps of the whole training, at least 1
 * @param reportEverySteps steps between progress reports, at least 1
 * @param testEverySteps steps between evaluations, at least 1; the last step is always followed by
 *     one
 * @param checkpointEverySteps steps between checkpoints, at least 1; one is written at the end and
 *     when stopped
 */
public record TrainingRunSettings(
    long totalSteps, long reportEverySteps, long testEverySteps, long checkpointEverySteps) {

  /**
   * @throws IllegalArgumentException if a number is below 1
   */
  public TrainingRunSettings {
    requirePositive("totalSteps", totalSteps);
    requirePositive("reportEverySteps", reportEverySteps);
    requirePositive("testEverySteps", testEverySteps);
    requirePositive("checkpointEverySteps", checkpointEverySteps);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + " is below 1");
    }
  }
}
