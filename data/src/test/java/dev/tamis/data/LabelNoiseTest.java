package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelNoiseTest {
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");

  private static LabelledImages images(int count) {
    return TestSets.ofClasses(CLASSES, count, n -> n % 4);
  }

  private static int wrong(LabelledImages noisy, LabelledImages right) {
    int wrong = 0;
    for (int n = 0; n < right.count(); n++) {
      wrong += noisy.label(n) == right.label(n) ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void exactlyTheShareIsWrongWhateverTheSeed() {
    for (long seed = 0; seed < 50; seed++) {
      for (double ratio : new double[] {0, 0.1, 0.25, 0.333, 1}) {
        LabelledImages right = images(201);
        LabelledImages noisy = LabelNoise.of(right, ratio, seed);
        assertThat(wrong(noisy, right))
            .as("ratio %s, seed %d", ratio, seed)
            .isEqualTo((int) Math.round(ratio * 201));
        assertThat(TestSets.pixels(noisy)).isEqualTo(TestSets.pixels(right));
      }
    }
  }

  @Test
  void wrongLabelsAreSpreadOverTheOtherClasses() {
    long seed = 11;
    LabelledImages right = TestSets.ofClasses(CLASSES, 9000, n -> 1);
    int[] counts = LabelNoise.of(right, 1, seed).countPerClass();
    assertThat(counts[1]).isZero();
    for (int c : new int[] {0, 2, 3}) {
      // 3000 +- 4.5 standard deviations of 44.7.
      assertThat(counts[c]).as("class %d, seed %d", c, seed).isBetween(2800, 3200);
    }
  }

  @Test
  void followsFromTheSeedAndLeavesTheSetAlone() {
    LabelledImages right = images(100);
    List<Integer> before = TestSets.labels(right);
    List<Integer> noisy = TestSets.labels(LabelNoise.of(right, 0.3, 5));
    assertThat(TestSets.labels(LabelNoise.of(right, 0.3, 5))).isEqualTo(noisy);
    assertThat(TestSets.labels(LabelNoise.of(right, 0.3, 6))).isNotEqualTo(noisy);
    assertThat(TestSets.labels(right)).isEqualTo(before);
  }

  @Test
  void refusesWhatCannotBe() {
    for (double ratio : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> LabelNoise.of(images(10), ratio, 1))
          .as("%s", ratio)
          .isInstanceOf(IllegalArgumentException.class);
    }
    LabelledImages one = TestSets.ofClasses(List.of("a"), 10, n -> 0);
    assertThatThrownBy(() -> LabelNoise.of(one, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only one class");
    assertThat(LabelNoise.of(one, 0, 1).count()).isEqualTo(10);
  }
}
