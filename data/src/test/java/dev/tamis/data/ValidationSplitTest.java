package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ValidationSplitTest {
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");

  @Test
  void everyClassGivesItsShareAndNothingIsLost() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int total = 20 + random.nextInt(200);
      LabelledImages images =
          TestSets.ofClasses(CLASSES, total, n -> Math.min(random.nextInt(6), 3));
      int[] perClass = images.countPerClass();
      int most = IntStream.of(perClass).map(count -> Math.max(0, count - 1)).sum();
      int count = 1 + random.nextInt(most);
      ValidationSplit split = ValidationSplit.of(images, count, seed);

      assertThat(split.validation().count()).as("seed %d", seed).isEqualTo(count);
      List<Integer> all = new ArrayList<>(TestSets.pixels(split.training()));
      all.addAll(TestSets.pixels(split.validation()));
      assertThat(all).containsExactlyInAnyOrderElementsOf(TestSets.pixels(images));
      int[] training = split.training().countPerClass();
      int[] validation = split.validation().countPerClass();
      int giving = IntStream.of(perClass).filter(c -> c > 1).sum();
      for (int c = 0; c < perClass.length; c++) {
        assertThat(training[c]).as("class %d, seed %d", c, seed).isPositive();
        double share = perClass[c] > 1 ? (double) count * perClass[c] / giving : 0;
        if (count < giving / 2) {
          assertThat(Math.abs(validation[c] - share)).as("seed %d", seed).isLessThan(1);
        }
      }
    }
  }

  @Test
  void labelsGoWithTheImages() {
    LabelledImages images = TestSets.ofClasses(CLASSES, 200, n -> n % 4);
    ValidationSplit split = ValidationSplit.of(images, 40, 7);
    assertThat(split.validation().countPerClass()).containsExactly(10, 10, 10, 10);
    for (LabelledImages part : List.of(split.training(), split.validation())) {
      for (int n = 0; n < part.count(); n++) {
        assertThat(part.label(n)).isEqualTo((int) TestFiles.values(part, n)[0] % 4);
      }
    }
  }

  @Test
  void followsFromTheSeed() {
    LabelledImages images = TestSets.ofClasses(CLASSES, 200, n -> n % 4);
    List<Integer> drawn = TestSets.pixels(ValidationSplit.of(images, 40, 7).validation());
    assertThat(TestSets.pixels(ValidationSplit.of(images, 40, 7).validation())).isEqualTo(drawn);
    assertThat(TestSets.pixels(ValidationSplit.of(images, 40, 8).validation())).isNotEqualTo(drawn);
  }

  @Test
  void aClassWithOneImageStaysInTrainingAndNoneIsEmptied() {
    LabelledImages images = TestSets.ofClasses(CLASSES, 9, n -> n == 0 ? 3 : n == 1 ? 2 : n % 2);
    ValidationSplit split = ValidationSplit.of(images, 5, 1);
    assertThat(split.training().countPerClass()).containsExactly(1, 1, 1, 1);
    for (int count : new int[] {0, -1, 6, 9, 10}) {
      assertThatThrownBy(() -> ValidationSplit.of(images, count, 1))
          .as("%d", count)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 5");
    }
  }
}
