package dev.tamis.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

  @Test
  void constant() {
    LearningRateSchedule schedule = LearningRateSchedule.constant(0.3);

    assertThat(schedule.at(0)).isEqualTo(0.3);
    assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(0.3);
  }

  @Test
  void stepwiseChangesAtItsMilestones() {
    long[] milestones = {48_000, 32_000};
    LearningRateSchedule schedule = LearningRateSchedule.stepwise(0.1, 0.1, milestones);
    milestones[0] = 0;

    assertThat(schedule.at(0)).isEqualTo(0.1);
    assertThat(schedule.at(31_999)).isEqualTo(0.1);
    assertThat(schedule.at(32_000)).isCloseTo(0.01, within(1e-12));
    assertThat(schedule.at(47_999)).isCloseTo(0.01, within(1e-12));
    assertThat(schedule.at(48_000)).isCloseTo(0.001, within(1e-12));
    assertThat(schedule.at(1_000_000)).isCloseTo(0.001, within(1e-12));
    assertThat(LearningRateSchedule.stepwise(0.1, 0.5).at(9)).isEqualTo(0.1);
  }

  @Test
  void cosineFallsFromTheRateToZero() {
    LearningRateSchedule schedule = LearningRateSchedule.cosine(0.2, 90);

    assertThat(schedule.at(0)).isEqualTo(0.2);
    assertThat(schedule.at(30)).isCloseTo(0.15, within(1e-12));
    assertThat(schedule.at(45)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.at(60)).isCloseTo(0.05, within(1e-12));
    assertThat(schedule.at(89)).isPositive();
    assertThat(schedule.at(90)).isCloseTo(0, within(1e-12));
    assertThat(schedule.at(10_000)).isCloseTo(0, within(1e-12));
  }

  @Test
  void linearFallsFromTheRateToZero() {
    LearningRateSchedule schedule = LearningRateSchedule.linear(0.2, 8);

    assertThat(schedule.at(0)).isEqualTo(0.2);
    assertThat(schedule.at(2)).isCloseTo(0.15, within(1e-12));
    assertThat(schedule.at(7)).isCloseTo(0.025, within(1e-12));
    assertThat(schedule.at(8)).isZero();
    assertThat(schedule.at(800)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void rateIsChecked(double rate) {
    assertThatThrownBy(() -> LearningRateSchedule.constant(rate))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearningRateSchedule.stepwise(rate, 0.1, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearningRateSchedule.cosine(rate, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearningRateSchedule.linear(rate, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Zero over zero would be a rate of NaN. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void lengthIsChecked(long totalSteps) {
    assertThatThrownBy(() -> LearningRateSchedule.cosine(0.1, totalSteps))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearningRateSchedule.linear(0.1, totalSteps))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
