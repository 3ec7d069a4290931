package dev.tamis.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KeepRatioScheduleTest {
  @Test
  void constantNeverChanges() {
    assertThat(KeepRatioSchedule.constant(0.4).at(0)).isEqualTo(0.4);
    assertThat(KeepRatioSchedule.constant(0.4).at(1L << 40)).isEqualTo(0.4);
  }

  @Test
  void alternatePrunesEverySecondEpochFromTheFirst() {
    KeepRatioSchedule schedule = KeepRatioSchedule.alternate(0.3, 4);
    double[] expected = {0.3, 0.3, 0.3, 0.3, 1, 1, 1, 1, 0.3, 0.3, 0.3, 0.3, 1};
    for (int step = 0; step < expected.length; step++) {
      assertThat(schedule.at(step)).as("step %d", step).isEqualTo(expected[step]);
    }
  }

  @Test
  void annealedRisesLinearlyToOneAtTheLastStep() {
    KeepRatioSchedule schedule = KeepRatioSchedule.annealed(0.6, 100, 0.2);
    for (int step = 0; step <= 79; step++) {
      assertThat(schedule.at(step)).isEqualTo(0.6);
    }
    for (int step = 80; step < 100; step++) {
      assertThat(schedule.at(step)).isCloseTo(0.6 + 0.4 * (step - 79) / 20, within(1e-12));
    }
    assertThat(schedule.at(99)).isEqualTo(1);
    assertThat(schedule.at(1000)).isEqualTo(1);
    assertThat(KeepRatioSchedule.annealed(0.5, 1, 1).at(0)).isEqualTo(1);
  }

  @Test
  void rangeErrorsNameTheSetting() {
    for (double bad : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> KeepRatioSchedule.alternate(bad, 5))
          .hasMessageContaining("channelKeepRatio " + bad);
      assertThatThrownBy(() -> KeepRatioSchedule.annealed(bad, 5, 0.5))
          .hasMessageContaining("channelKeepRatio " + bad);
      assertThatThrownBy(() -> KeepRatioSchedule.annealed(0.5, 5, bad))
          .hasMessageContaining("annealedRatio " + bad);
    }
    assertThatThrownBy(() -> KeepRatioSchedule.alternate(0.5, 0))
        .hasMessageContaining("stepsPerEpoch 0");
    assertThatThrownBy(() -> KeepRatioSchedule.annealed(0.5, 0, 0.5))
        .hasMessageContaining("steps 0");
  }
}
