package dev.tamis.training;

import dev.tamis.report.EvaluationReport;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import java.nio.file.Path;

/** Watches a training; cannot change it. */
public interface TrainingListener {

  /** After every step. */
  default void stepDone(StepReport step) {}

  /** After every {@link TrainingRunSettings#reportEverySteps} steps and at the end. */
  default void progress(TrainingReport report) {}

  /** After every evaluation on the test set. */
  default void tested(EvaluationReport test, TrainingReport report) {}

  /** After a checkpoint was written. */
  default void checkpointWritten(Path file, long step) {}
}
