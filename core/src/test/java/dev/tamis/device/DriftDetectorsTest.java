package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.SavedStates;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DriftDetectorsTest {
  private static final int SEEDS = 20;

  /** A detector under test. */
  private interface Detector {
    boolean add(double value);
  }

  private static Detector[] detectors() {
    Adwin adwin = new Adwin(0.002);
    PageHinkley pageHinkley = new PageHinkley(0.05, 15);
    return new Detector[] {adwin::add, pageHinkley::add};
  }

  private static int alarms(Detector detector, SeededGenerator random, double rate, int count) {
    int alarms = 0;
    for (int n = 0; n < count; n++) {
      alarms += detector.add(random.nextDouble() < rate ? 1 : 0) ? 1 : 0;
    }
    return alarms;
  }

  @Test
  void aSteadyErrorRaisesHardlyAnyAlarm() {
    for (double rate : new double[] {0.02, 0.1, 0.3}) {
      int[] alarms = new int[2];
      for (long seed = 1; seed <= SEEDS; seed++) {
        Detector[] detectors = detectors();
        for (int d = 0; d < 2; d++) {
          alarms[d] += alarms(detectors[d], new SeededGenerator(seed), rate, 2000);
        }
      }
      assertThat(alarms[0]).as("ADWIN at rate %s", rate).isLessThanOrEqualTo(2);
      assertThat(alarms[1]).as("Page-Hinkley at rate %s", rate).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aRisingErrorIsSeenSoonAndAFallingOneNot() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (Detector detector : detectors()) {
        SeededGenerator random = new SeededGenerator(seed);
        alarms(detector, random, 0.1, 1000);
        assertThat(alarms(detector, random, 0.5, 100)).as("seed %d", seed).isPositive();
        alarms(detector, random, 0.5, 1000);
        assertThat(alarms(detector, random, 0.1, 1000)).as("seed %d", seed).isZero();
      }
    }
  }

  @Test
  void adwinsMeanIsThatOfItsWindow() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SeededGenerator random = new SeededGenerator(seed);
      Adwin adwin = new Adwin(0.002);
      int[] values = new int[3000];
      for (int n = 0; n < values.length; n++) {
        values[n] = random.nextDouble() < (n < 1500 ? 0.1 : 0.6) ? 1 : 0;
        adwin.add(values[n]);
        long sum = 0;
        for (int k = n + 1 - (int) adwin.width(); k <= n; k++) {
          sum += values[k];
        }
        assertThat(adwin.mean())
            .as("seed %d after %d", seed, n)
            .isCloseTo((double) sum / adwin.width(), within(1e-9));
      }
      assertThat(adwin.width()).as("seed %d", seed).isLessThan(1600);
      assertThat(adwin.mean()).as("seed %d", seed).isCloseTo(0.6, within(0.06));
    }
  }

  @Test
  void continueBitForBit() throws IOException {
    SeededGenerator random = new SeededGenerator(1);
    DriftMonitor one = new DriftMonitor();
    for (int n = 0; n < 1000; n++) {
      one.add(random.nextDouble() < 0.9, n);
    }
    DriftMonitor two = new DriftMonitor();
    two.restoreState(SavedStates.reader(SavedStates.bytes(one::saveState)));
    for (int n = 1000; n < 3000; n++) {
      boolean right = random.nextDouble() < (n < 2000 ? 0.4 : 0.95);
      assertThat(two.add(right, n)).isEqualTo(one.add(right, n));
    }
    assertThat(SavedStates.bytes(two::saveState)).isEqualTo(SavedStates.bytes(one::saveState));
    DeviceReport.Drift report = one.report(false);
    assertThat(report.adwin()).isPositive();
    assertThat(report.pageHinkley()).isPositive();
    assertThat(report.recoveries()).isEqualTo(1);
    assertThat(report.lastRecoveryInstances()).isBetween(900L, 1400L);
  }

  @Test
  void prequentialAccuracyThreeWays() throws IOException {
    PrequentialAccuracy accuracy = new PrequentialAccuracy();
    assertThat(accuracy.cumulative()).isNaN();
    double fading = 0;
    double weight = 0;
    for (int n = 0; n < 1200; n++) {
      accuracy.add(n >= 600);
      fading = 0.99 * fading + (n >= 600 ? 1 : 0);
      weight = 0.99 * weight + 1;
      if (n == 799) {
        assertThat(accuracy.cumulative()).isEqualTo(0.25);
        assertThat(accuracy.recent()).isEqualTo(0.4);
        assertThat(accuracy.fading()).isCloseTo(fading / weight, within(1e-12));
      }
    }
    assertThat(accuracy.recent()).isEqualTo(1);
    PrequentialAccuracy copy = new PrequentialAccuracy();
    copy.restoreState(SavedStates.reader(SavedStates.bytes(accuracy::saveState)));
    copy.add(false);
    assertThat(copy.recent()).isEqualTo(0.998);
  }
}
