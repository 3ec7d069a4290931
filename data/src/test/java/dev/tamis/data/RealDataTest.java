package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The published sets themselves; skipped only where TAMIS_DATA does not say where they are. */
@EnabledIfEnvironmentVariable(named = "TAMIS_DATA", matches = ".+")
final class RealDataTest {
  private static final DataRoot ROOT = DataRoot.resolve(Optional.empty());

  private static LabelledImages load(String name, Split split) throws IOException {
    return new DataSetLoader(ROOT).load(name, split);
  }

  private static void assertFirstLabels(LabelledImages images, int... labels) {
    int[] first = new int[labels.length];
    Arrays.setAll(first, images::label);
    assertThat(first).isEqualTo(labels);
  }

  /** Mean and std of the training images are those the catalogue has, rounded to four digits. */
  private static void assertNormalization(String name, LabelledImages train) {
    Normalization known = DataSetCatalogue.require(name).normalization();
    Normalization measured = Normalization.measuredOn(train);
    assertThat(measured.mean()).containsExactly(known.mean(), Offset.offset(1e-4f));
    assertThat(measured.std()).containsExactly(known.std(), Offset.offset(1e-4f));
  }

  private static void assertVerifies(String name) throws IOException {
    assertThat(new DataSetFetcher(ROOT).verify(DataSetCatalogue.require(name)))
        .allMatch(status -> status.state() == FileStatus.State.OK);
  }

  @Test
  void mnist() throws IOException {
    LabelledImages train = load("mnist", Split.TRAIN);
    LabelledImages test = load("mnist", Split.TEST);
    assertFirstLabels(train, 5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertFirstLabels(test, 7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(train.countPerClass())
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(test.countPerClass())
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertNormalization("mnist", train);
    assertVerifies("mnist");
  }

  @Test
  void usps() throws IOException {
    LabelledImages train = load("usps", Split.TRAIN);
    LabelledImages test = load("usps", Split.TEST);
    assertFirstLabels(train, 6, 5, 4, 7, 3, 6, 3, 1, 0, 1);
    assertFirstLabels(test, 9, 6, 3, 6, 6, 0, 0, 0, 6, 9);
    assertThat(train.countPerClass())
        .containsExactly(1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644);
    assertThat(test.countPerClass())
        .containsExactly(359, 264, 198, 166, 200, 160, 170, 147, 166, 177);
    assertNormalization("usps", train);
    assertVerifies("usps");
    assertThat(test.resizedTo(28, 28).valuesPerImage()).isEqualTo(784);
  }

  @Test
  void cifar10() throws IOException {
    LabelledImages train = load("cifar10", Split.TRAIN);
    assertFirstLabels(train, 6, 9, 9, 4, 1, 1, 2, 7, 8, 3);
    assertThat(train.countPerClass()).hasSize(10).containsOnly(5000);
    assertNormalization("cifar10", train);
    LabelledImages test = load("cifar10", Split.TEST);
    assertFirstLabels(test, 3, 8, 8, 0, 6, 6, 1, 6, 3, 1);
    assertThat(test.countPerClass()).hasSize(10).containsOnly(1000);
    assertVerifies("cifar10");
  }
}
