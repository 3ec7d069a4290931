package dev.tamis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void averagesTheDistanceBetweenConfidenceAndAccuracyOverInstances() {
    Calibration calibration = new Calibration(4);
    calibration.add(0.3, false);
    calibration.add(0.4, true);
    calibration.add(1, true);
    calibration.add(0.9, true);

    assertThat(calibration.count(1)).isEqualTo(2);
    assertThat(calibration.accuracyRatio(1)).isEqualTo(0.5);
    assertThat(calibration.confidenceRatio(1)).isCloseTo(0.35, within(1e-12));
    assertThat(calibration.count(3)).isEqualTo(2);
    assertThat(calibration.expectedErrorRatio()).isCloseTo((0.3 + 0.1) / 4, within(1e-12));
  }

  @Test
  void isZeroForANetworkThatIsAsSureAsItIsRight() {
    Calibration calibration = new Calibration(Calibration.BINS);
    for (int n = 0; n < 10; n++) {
      calibration.add(0.7, n < 7);
    }

    assertThat(calibration.expectedErrorRatio()).isCloseTo(0, within(1e-9));
  }

  @Test
  void knowsNothingOfNothing() {
    assertThat(new Calibration(15).expectedErrorRatio()).isNaN();
    assertThat(new Calibration(15).accuracyRatio(0)).isNaN();
  }
}
