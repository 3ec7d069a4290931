package dev.tamis.cli.comparison;

import dev.tamis.cli.report.JsonFields;
import dev.tamis.cli.report.RunFolderException;

/** A learning rate that was tried for a method, on the validation images. */
record TuningTrial(
    String method,
    double budgetRatio,
    double learningRate,
    double validationAccuracyRatio,
    boolean chosen) {

  static TuningTrial of(JsonFields trial) throws RunFolderException {
    return new TuningTrial(
        trial.text("method"),
        trial.number("budgetRatio"),
        trial.number("learningRate"),
        trial.number("validationAccuracyRatio"),
        Boolean.TRUE.equals(trial.flag("chosen")));
  }
}
