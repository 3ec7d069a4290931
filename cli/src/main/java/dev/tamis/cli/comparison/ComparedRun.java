package dev.tamis.cli.comparison;

import dev.tamis.cli.report.JsonFields;
import dev.tamis.cli.report.RunFolderException;

/**
 * One finished run of a method.
 *
 * @param seed of everything random; NaN if unknown
 * @param budgetRatio share of the dense computation it was allowed; NaN without a budget
 * @param savingRatio counted
 * @param bitWeightedSavingRatio weighted by the bits of operands; NaN if unknown
 * @param trainSeconds of the steps, without evaluation
 */
record ComparedRun(
    String method,
    double seed,
    double budgetRatio,
    double learningRate,
    double testAccuracyRatio,
    double balancedAccuracyRatio,
    double savingRatio,
    double bitWeightedSavingRatio,
    double keptRatio,
    double trainSeconds) {

  static ComparedRun of(JsonFields run) throws RunFolderException {
    double saving = run.number("savingRatio");
    return new ComparedRun(
        run.text("method"),
        run.number("seed"),
        run.number("budgetRatio"),
        run.number("learningRate"),
        run.number("testAccuracyRatio"),
        run.number("balancedAccuracyRatio"),
        Double.isNaN(saving) ? 1 - run.number("macsTotal") / run.number("macsDense") : saving,
        run.number("bitWeightedSavingRatio"),
        run.number("keptRatio"),
        run.number("trainSeconds"));
  }

  /** Whether some of what it multiplied had fewer bits than floats. */
  boolean isQuantized() {
    return Math.abs(bitWeightedSavingRatio - savingRatio) > 1e-9;
  }

  /** Share of the dense computation that was spent. */
  double spentRatio() {
    return 1 - savingRatio;
  }
}
