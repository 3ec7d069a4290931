package dev.tamis.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxCrossEntropyTest {
  private static final long SEED = 17;

  private static FeatureMap logits(float... values) {
    return new FeatureMap(values, 0, Shape.vector(values.length), 1);
  }

  private static LossResult evaluate(int label, float... values) {
    return new SoftmaxCrossEntropy(values.length, 1)
        .evaluate(logits(values), new int[] {label}, new float[] {1});
  }

  /** The plain formula is good enough for moderate logits. */
  @Test
  void isTheFormulaInDoublePrecision() {
    SeededGenerator random = new SeededGenerator(SEED);
    int capacity = 7;
    for (int classes : new int[] {1, 2, 3, 10, 100}) {
      SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(classes, capacity);
      for (int instances = capacity; instances >= 1; instances -= 3) {
        // In the middle of a slab, as a workspace has it.
        FeatureMap logits =
            new FeatureMap(new float[5 + capacity * classes], 5, Shape.vector(classes), capacity);
        logits.resize(instances);
        Values.gaussian(random, 3, logits.data());
        int[] labels = random.ints(capacity, 0, classes).toArray();
        float[] weights = new float[capacity];
        Values.gaussian(random, 1, weights);
        LossResult result = loss.evaluate(logits, labels, weights);

        double sum = 0;
        int correct = 0;
        double[] error = new double[instances * classes];
        for (int n = 0; n < instances; n++) {
          double total = 0;
          int best = 0;
          for (int k = 0; k < classes; k++) {
            total += Math.exp(logit(logits, n, k));
            best = logit(logits, n, k) > logit(logits, n, best) ? k : best;
          }
          for (int k = 0; k < classes; k++) {
            double p = Math.exp(logit(logits, n, k)) / total;
            error[n * classes + k] = weights[n] * (p - (k == labels[n] ? 1 : 0));
          }
          double expected = Math.log(total) - logit(logits, n, labels[n]);
          assertThat((double) result.loss(n)).as("seed 17").isCloseTo(expected, within(1e-5));
          assertThat(result.predicted(n)).isEqualTo(best);
          sum += expected;
          correct += best == labels[n] ? 1 : 0;
        }
        assertThat(result.instances()).isEqualTo(instances);
        assertThat(result.error().instances()).isEqualTo(instances);
        assertThat(result.correct()).isEqualTo(correct);
        assertThat(result.lossSum()).isCloseTo(sum, within(1e-4));
        Values.assertClose("seed 17", Values.doubles(result.error()), error, 1e-6, 1e-3);
      }
    }
  }

  private static double logit(FeatureMap logits, int n, int k) {
    return logits.data()[logits.offset(n) + k];
  }

  @Test
  void extremeLogitsStayFinite() {
    LossResult wrong = evaluate(1, 1e4f, -1e4f, 0);
    assertThat(wrong.loss(0)).isEqualTo(2e4f);
    assertThat(wrong.error().data()).containsExactly(1f, -1f, 0f);

    LossResult right = evaluate(0, 1e4f, -1e4f, 0);
    assertThat(right.loss(0)).isZero();
    assertThat(right.error().data()).containsExactly(0f, 0f, 0f);

    LossResult equal = evaluate(2, 1e4f, 1e4f, 1e4f, 1e4f);
    assertThat((double) equal.loss(0)).isCloseTo(Math.log(4), within(1e-6));
    assertThat(equal.error().data()).containsExactly(0.25f, 0.25f, -0.75f, 0.25f);

    LossResult low = evaluate(0, -1e4f, -1e4f);
    assertThat((double) low.loss(0)).isCloseTo(Math.log(2), within(1e-6));
    assertThat(evaluate(1, Float.MAX_VALUE, -Float.MAX_VALUE).error().data())
        .containsExactly(1f, -1f);
  }

  /** Beside a logit of 1e17 the logarithm of the number of equals is less than half an ulp. */
  @ParameterizedTest
  @ValueSource(floats = {1e17f, -1e17f, 3e38f, -3e38f})
  void equalLogitsAreEquallyLikelyHoweverLarge(float logit) {
    LossResult result = evaluate(2, logit, logit, logit, logit);

    assertThat((double) result.loss(0)).isCloseTo(Math.log(4), within(1e-6));
    assertThat(result.error().data()).containsExactly(0.25f, 0.25f, -0.75f, 0.25f);
  }

  @Test
  void theDifferenceOfHugeLogitsIsTheLoss() {
    assertThat(evaluate(1, 2e38f, -1e38f).loss(0)).isEqualTo((float) (2e38f + (double) 1e38f));
    assertThat(evaluate(0, 1, Float.NEGATIVE_INFINITY).loss(0)).isZero();
  }

  @Test
  void lossesAreNeverNegative() {
    SeededGenerator random = new SeededGenerator(SEED);
    for (int trial = 0; trial < 1000; trial++) {
      float[] values = new float[4];
      Values.gaussian(random, Math.pow(10, random.nextInt(-3, 5)), values);
      assertThat(evaluate(random.nextInt(4), values).loss(0))
          .as("seed 17, %s", Arrays.toString(values))
          .isNotNegative()
          .isFinite();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void logitsThatAreNotFiniteShow(float bad) {
    for (int at = 0; at < 3; at++) {
      float[] values = {1, 2, 3};
      values[at] = bad;
      for (int label = 0; label < 3; label++) {
        assertThat(Double.isFinite(evaluate(label, values).lossSum())).isFalse();
      }
    }
  }

  @Test
  void theLowestOfEqualsIsPredicted() {
    assertThat(evaluate(0, 1, 3, 3).predicted(0)).isEqualTo(1);
    assertThat(evaluate(0, 2, 2, 2).correct()).isEqualTo(1);
  }

  @Test
  void weightsScaleTheErrorAndNotTheLoss() {
    FeatureMap logits = logits(1, 2, 4);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(3, 1);
    LossResult one = loss.evaluate(logits, new int[] {0}, new float[] {1});
    float[] error = one.error().data().clone();
    float lossOfOne = one.loss(0);
    LossResult quarter = loss.evaluate(logits, new int[] {0}, new float[] {0.25f});

    assertThat(quarter.loss(0)).isEqualTo(lossOfOne);
    for (int k = 0; k < 3; k++) {
      assertThat(quarter.error().data()[k]).isEqualTo(0.25f * error[k]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MAX_VALUE})
  void labelOutOfRangeIsNamed(int label) {
    assertThatThrownBy(() -> evaluate(label, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label " + label);
  }
}
