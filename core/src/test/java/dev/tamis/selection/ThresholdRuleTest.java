package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FalseDropEstimate;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {
  private static final float LOG3 = (float) Math.log(3);

  private final FilterDecision decision = new FilterDecision(64);
  private final ErrorMap error = ErrorMap.allocate(Shape.vector(1), 64);

  private static ThresholdRule rule(double highLossRatio, boolean weighted) {
    return new ThresholdRule(
        new PaperSettings(highLossRatio, 0.9, 0.01, Double.NaN, 1.005, 0.995, 10, weighted));
  }

  private void choose(ThresholdRule rule, float... scores) {
    decision.reset(scores.length);
    rule.choose(scores, decision);
    decision.finish();
  }

  private void learn(ThresholdRule rule, float[] scores, float... losses) {
    error.resize(decision.labelled().count());
    rule.learn(decision, scores, losses, new int[0], error);
  }

  private static double value(ThresholdRule rule) {
    return rule.report(new FalseDropEstimate(0, 0)).lossThreshold();
  }

  /** A rule whose threshold was 1 for its first batch, and is 1.005 now. */
  private ThresholdRule started(boolean weighted) {
    ThresholdRule rule = rule(0.25, weighted);
    float[] scores = {0, 0, -1, -1};
    choose(rule, scores);
    assertThat(decision.kept().isAll()).isTrue();
    learn(rule, scores, 1, 1, 1, 1);
    assertThat(value(rule)).isEqualTo(1.005);
    return rule;
  }

  @Test
  void firstBatchKeepsAll() {
    ThresholdRule rule = rule(0.25, true);
    choose(rule, -9, -9, -9);
    assertThat(decision.kept().count()).isEqualTo(3);
    learn(rule, new float[] {-9, -9, -9}, 3, 1, 2);
    assertThat(value(rule)).isEqualTo(2 * 0.995);
    choose(rule, -9, -9, -9);
    assertThat(decision.kept().count()).isZero();
  }

  @Test
  void keepsPredictedHighAndLabelsUncertain() {
    ThresholdRule rule = started(true);
    // H2(0.25) = 0.811, H2(0.45) = 0.993
    choose(rule, 0, LOG3, -LOG3, -0.2f, -0.0f, -40, 40, Float.NaN);
    assertThat(decision.kept()).hasToString("[0, 1, 4, 6, 7] of 8");
    assertThat(decision.uncertain()).hasToString("[3] of 8");
    assertThat(decision.audited().count()).isZero();
    for (int n = 0; n < 8; n++) {
      assertThat(decision.keepProbability(n)).isEqualTo(1);
    }
  }

  @Test
  void everyPredictionIsKeptUncertainOrDropped() {
    long seed = 5;
    SeededGenerator generator = new SeededGenerator(seed);
    ThresholdRule rule = started(true);
    for (int round = 0; round < 50; round++) {
      float[] scores = new float[64];
      for (int n = 0; n < 64; n++) {
        scores[n] = (float) (2 * generator.nextGaussian());
      }
      choose(rule, scores);
      for (int n = 0; n < 64; n++) {
        double p = 1 / (1 + Math.exp(-scores[n]));
        double bits = -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
        assertThat(decision.kept().contains(n))
            .as("seed %d, %s", seed, scores[n])
            .isEqualTo(p >= 0.5);
        assertThat(decision.uncertain().contains(n))
            .as("seed %d, %s", seed, scores[n])
            .isEqualTo(p < 0.5 && bits > 0.9);
      }
    }
  }

  @Test
  void weighsRareClassesUp() {
    ThresholdRule rule = started(true);
    float[] scores = {0, LOG3, -LOG3, -0.2f};
    choose(rule, scores);
    assertThat(decision.labelled()).hasToString("[0, 1, 3] of 4");
    learn(rule, scores, 2, 0.5f, Float.NaN, 2);
    // Weights 4, 4/3, 4, normalised: 3/7, 1/7, 3/7.
    assertThat(error.data()[0]).isCloseTo(-0.5f * 3 / 7, within(1e-6f));
    assertThat(error.data()[1]).isCloseTo(0.75f / 7, within(1e-6f));
    assertThat(error.data()[2]).isCloseTo(-0.549834f * 3 / 7, within(1e-6f));
    // One hit of four reaches a quarter, and so do three of eight with the first batch.
    assertThat(value(rule)).isEqualTo(1.005 * 1.005);
  }

  @Test
  void unweightedIsAMean() {
    ThresholdRule rule = started(false);
    float[] scores = {0, LOG3, 1, -0.2f};
    choose(rule, scores);
    learn(rule, scores, 2, 0.5f, 1.004f, 2);
    float p = (float) (1 / (1 + Math.exp(-1)));
    assertThat(error.data()).startsWith(-0.125f, 0.1875f);
    assertThat(error.data()[2]).isCloseTo(p / 4, within(1e-6f));
    assertThat(error.data()[3]).isCloseTo(-0.549834f / 4, within(1e-6f));
  }

  @Test
  void learnsFromUncertainInstancesAlone() {
    ThresholdRule rule = started(true);
    float[] scores = {-5, -0.2f, -5};
    choose(rule, scores);
    assertThat(decision.kept().count()).isZero();
    learn(rule, scores, Float.NaN, 3, Float.NaN);
    assertThat(error.data()[0]).isCloseTo(-0.549834f, within(1e-6f));
  }

  @Test
  void mayMeetSingleInstances() {
    ThresholdRule rule = rule(0.25, true);
    choose(rule, 1);
    assertThat(decision.kept().count()).isEqualTo(1);
    learn(rule, new float[] {1}, 2);
    assertThat(error.data()[0]).isCloseTo(-0.268941f, within(1e-6f));
    choose(rule, -5);
    assertThat(decision.labelled().count()).isZero();
  }

  @Test
  void rangeErrorsNameTheSetting() {
    assertThatThrownBy(
            () ->
                new ThresholdRule(
                    new PaperSettings(0.4, 1.5, 0.01, Double.NaN, 1.1, 0.9, 10, true)))
        .hasMessageContaining("entropyThreshold 1.5");
    assertThatThrownBy(
            () ->
                new ThresholdRule(
                    new PaperSettings(0.4, 0.9, -0.1, Double.NaN, 1.1, 0.9, 10, true)))
        .hasMessageContaining("auditRatio -0.1");
  }
}
