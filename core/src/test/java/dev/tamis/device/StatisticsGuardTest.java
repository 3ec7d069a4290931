package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import org.junit.jupiter.api.Test;

class StatisticsGuardTest {

  private static int alarms(double mean, int instances) {
    int alarms = 0;
    for (int seed = 0; seed < 100; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, "guard");
      StatisticsGuard guard = new StatisticsGuard();
      boolean alarm = false;
      for (int n = 0; n < instances && !alarm; n++) {
        alarm = guard.add(mean + random.nextGaussian());
      }
      alarms += alarm ? 1 : 0;
    }
    return alarms;
  }

  @Test
  void chanceRarelyStopsWhatIsNoWorse() {
    assertThat(alarms(0, 2000)).isLessThan(10);
    assertThat(alarms(-0.2, 2000)).isZero();
  }

  @Test
  void whatIsClearlyWorseIsSeen() {
    assertThat(alarms(0.5, 400)).isGreaterThan(95);
  }

  @Test
  void aClassThatIsRuledOutCountsNoMoreThanItMay() {
    assertThat(StatisticsGuard.loss(0f)).isEqualTo(5);
    assertThat(StatisticsGuard.loss(1f)).isZero();
  }
}
