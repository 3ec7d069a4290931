package dev.tamis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvaluationReportTest {

  private static EvaluationReport of(int[]... confusion) {
    return new EvaluationReport(confusion, 0, new Calibration(15));
  }

  @Test
  void balancedAccuracyIsTheMeanRecallOfTheClassesThatOccur() {
    EvaluationReport report =
        of(new int[] {90, 10, 0, 0}, new int[] {1, 1, 2, 0}, new int[4], new int[] {0, 0, 0, 1});

    assertThat(report.accuracyRatio()).isCloseTo(92.0 / 105, within(1e-12));
    assertThat(report.balancedAccuracyRatio()).isCloseTo((0.9 + 0.25 + 1) / 3, within(1e-12));
  }

  @Test
  void ofBalancedClassesItIsTheAccuracy() {
    EvaluationReport report = of(new int[] {7, 3}, new int[] {5, 5});

    assertThat(report.balancedAccuracyRatio()).isCloseTo(report.accuracyRatio(), within(1e-12));
  }

  @Test
  void ofNothingItIsNotKnown() {
    assertThat(of(new int[2], new int[2]).balancedAccuracyRatio()).isNaN();
  }
}
