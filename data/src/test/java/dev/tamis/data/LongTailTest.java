package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LongTailTest {
  private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e");

  /** Images of one pixel each; label n % classes. */
  private static LabelledImages balanced(int count, int classes) {
    return TestSets.ofClasses(CLASSES, count, n -> n % classes);
  }

  @Test
  void keepsAnExponentialTailInARandomOrderOfClasses() {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      int[] kept = LongTail.of(balanced(2500, 5), 100, seed).countPerClass();
      orders.add(Arrays.stream(kept).boxed().toList());
      int[] sorted = kept.clone();
      Arrays.sort(sorted);
      // 500 * 100^(-rank/4): 500, 158.1, 50, 15.8, 5.
      assertThat(sorted).as("seed %d", seed).containsExactly(5, 16, 50, 158, 500);
    }
    assertThat(orders).hasSizeGreaterThan(10);
  }

  @Test
  void everyClassKeepsAnImageAndAtRatioOneAll() {
    for (long seed = 0; seed < 10; seed++) {
      int[] kept = LongTail.of(balanced(50, 5), 1e6, seed).countPerClass();
      assertThat(Arrays.stream(kept).min()).as("seed %d", seed).hasValue(1);
      assertThat(LongTail.of(balanced(50, 5), 1, seed).count()).isEqualTo(50);
    }
  }

  @Test
  void theSmallestClassSetsTheSizeSoThatNoSeedChangesIt() {
    // 400, 300, 200, 0, 100 images.
    LabelledImages images =
        TestSets.ofClasses(CLASSES, 1000, n -> n < 400 ? 0 : n < 700 ? 1 : n < 900 ? 2 : 4);
    for (long seed = 0; seed < 20; seed++) {
      int[] kept = LongTail.of(images, 8, seed).countPerClass();
      assertThat(kept[3]).isZero();
      assertThat(kept).as("seed %d", seed).containsExactlyInAnyOrder(100, 50, 25, 13, 0);
    }
  }

  @Test
  void oneClassAndNoImageAreNoError() {
    assertThat(LongTail.of(TestSets.ofClasses(CLASSES, 7, n -> 3), 100, 1).count()).isEqualTo(7);
    assertThat(LongTail.of(TestSets.ofClasses(CLASSES, 0, n -> 0), 100, 1).count()).isZero();
  }

  @Test
  void imagesKeepTheirLabelsAndFollowFromTheSeed() {
    LabelledImages images = balanced(250, 5);
    LabelledImages tail = LongTail.of(images, 10, 3);
    Set<Float> seen = new HashSet<>();
    for (int n = 0; n < tail.count(); n++) {
      float pixel = TestFiles.values(tail, n)[0];
      assertThat(tail.label(n)).isEqualTo((int) pixel % 5);
      assertThat(seen.add(pixel)).isTrue();
    }
    assertThat(TestSets.pixels(LongTail.of(images, 10, 3))).isEqualTo(TestSets.pixels(tail));
    assertThat(TestSets.pixels(LongTail.of(images, 10, 4))).isNotEqualTo(TestSets.pixels(tail));
  }

  @Test
  void refusesRatiosBelowOne() {
    for (double ratio : new double[] {0.99, 0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> LongTail.of(balanced(50, 5), ratio, 1))
          .as("%s", ratio)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 1");
    }
  }
}
