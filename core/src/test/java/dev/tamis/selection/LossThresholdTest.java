package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.InstanceSet;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LossThresholdTest {

  private static LossThreshold threshold(double highLossRatio, int window) {
    return new LossThreshold(highLossRatio, Double.NaN, 1.005, 0.995, window);
  }

  @Test
  void startsAtTheMedianOfTheFirstBatch() {
    LossThreshold threshold = threshold(0.4, 10);
    assertThat(threshold.isSet()).isFalse();
    assertThat(threshold.value()).isNaN();
    threshold.start(new float[] {5, 1, 3, 2, 4, 99, 99}, InstanceSet.all(5), 0.5);
    assertThat(threshold.isSet()).isTrue();
    assertThat(threshold.value()).isEqualTo(3);
    assertThat(threshold.isHigh(3)).isTrue();
    assertThat(threshold.isHigh(Math.nextDown(3f))).isFalse();
  }

  @Test
  void startsWhereSoManyAreHigh() {
    float[] losses = {9, 5, 1, 3, 2, 4, 0, 7};
    for (double[] expected : new double[][] {{0.25, 7}, {1e-20, 9}, {1, 1e-8}, {0.75, 2}}) {
      LossThreshold threshold = threshold(0.4, 10);
      threshold.start(losses, InstanceSet.all(8), expected[0]);
      assertThat(threshold.value()).isEqualTo(expected[1]);
    }
    LossThreshold threshold = threshold(0.4, 10);
    threshold.start(losses, InstanceSet.of(8, 2, 4, 6), 0.5);
    assertThat(threshold.value()).isEqualTo(1);
  }

  @Test
  void risesWhereTheShareIsReachedAndFallsOtherwise() {
    LossThreshold threshold = threshold(0.25, 1);
    threshold.start(new float[] {1}, InstanceSet.all(1), 0.5);
    threshold.update(2, 8);
    assertThat(threshold.value()).isEqualTo(1.005);
    threshold.update(1, 8);
    assertThat(threshold.value()).isEqualTo(1.005 * 0.995);
  }

  @Test
  void countsTheLastBatchesAndNoOther() {
    LossThreshold threshold = threshold(0.5, 3);
    threshold.start(new float[] {1}, InstanceSet.all(1), 0.5);
    double expected = 1;
    int[] hits = {9, 0, 0, 0, 6, 10, 0, 0};
    boolean[] rises = {true, false, false, false, false, true, true, false};
    for (int i = 0; i < hits.length; i++) {
      threshold.update(hits[i], 10);
      expected *= rises[i] ? 1.005 : 0.995;
      assertThat(threshold.value()).as("batch %d", i).isEqualTo(expected);
    }
  }

  @Test
  void settlesWherePredictedHighTimesPrecisionIsTheWantedShare() {
    // Exponential losses; nine of ten truly high ones are found: 0.9 exp(-T) = 0.4 at T = 0.811.
    long seed = 11;
    SeededGenerator generator = new SeededGenerator(seed);
    LossThreshold threshold = threshold(0.4, 10);
    threshold.start(new float[] {5}, InstanceSet.all(1), 0.5);
    double sum = 0;
    for (int step = 0; step < 3000; step++) {
      int hits = 0;
      for (int n = 0; n < 64; n++) {
        float loss = (float) -Math.log(1 - generator.nextDouble());
        hits += threshold.isHigh(loss) && generator.nextDouble() < 0.9 ? 1 : 0;
      }
      threshold.update(hits, 64);
      sum += step >= 1000 ? threshold.value() / 2000 : 0;
    }
    assertThat(sum).as("seed %d", seed).isCloseTo(Math.log(0.9 / 0.4), within(0.03));
  }

  @Test
  void comesBackFromLossesOfZero() {
    LossThreshold threshold = threshold(0.4, 1);
    threshold.start(new float[] {0, 0, 0}, InstanceSet.all(3), 0.5);
    assertThat(threshold.isHigh(0)).isFalse();
    for (int step = 0; step < 200_000; step++) {
      threshold.update(0, 8);
    }
    for (int step = 0; step < 4000; step++) {
      threshold.update(8, 8);
    }
    assertThat(threshold.value()).isGreaterThan(1);
  }

  @Test
  void continuesFromASavedState() throws IOException {
    LossThreshold first = threshold(0.5, 3);
    first.start(new float[] {2}, InstanceSet.all(1), 0.5);
    first.update(5, 7);
    first.update(1, 7);
    LossThreshold second = threshold(0.5, 3);
    second.restoreState(States.reader(States.bytes(first::saveState)));
    for (int hits : new int[] {1, 7, 0, 3}) {
      first.update(hits, 7);
      second.update(hits, 7);
      assertThat(second.value()).isEqualTo(first.value());
    }
  }

  @Test
  void rangeErrorsNameTheSetting() {
    for (double ratio : new double[] {0, 1, -1, Double.NaN}) {
      assertThatThrownBy(() -> threshold(ratio, 1)).hasMessageContaining("highLossRatio " + ratio);
    }
    for (double raise : new double[] {0.99, 0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LossThreshold(0.5, Double.NaN, raise, 0.9, 1))
          .hasMessageContaining("thresholdRaise " + raise);
    }
    for (double lower : new double[] {0, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> new LossThreshold(0.5, Double.NaN, 1.1, lower, 1))
          .hasMessageContaining("thresholdLower " + lower);
    }
    assertThatThrownBy(() -> threshold(0.5, 0)).hasMessageContaining("thresholdWindow 0");
  }

  @Test
  void aStaticThresholdStaysWhateverIsPredicted() {
    LossThreshold fixed = new LossThreshold(0.5, 1.25, 1, 1, 3);
    assertThat(fixed.isSet()).isTrue();
    for (int hits = 0; hits <= 8; hits++) {
      fixed.update(hits, 8);
      assertThat(fixed.value()).isEqualTo(1.25);
    }
    assertThat(fixed.isHigh(1.25f)).isTrue();
    assertThat(fixed.isHigh(1.24f)).isFalse();
  }
}
