package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelledImagesTest {
  private static final List<String> CLASSES = List.of("cat", "dog", "cow");

  /** Three images of 1x2x2: pixel values 0..3, 100..103, 252..255. */
  private static LabelledImages three() {
    byte[] pixels = {
      0, 1, 2, 3, 100, 101, 102, 103, (byte) 252, (byte) 253, (byte) 254, (byte) 255
    };
    return LabelledImages.of("pets", pixels, new int[] {2, 0, 2}, 1, 2, 2, CLASSES);
  }

  @Test
  void copiesUnsignedValuesToTheOffset() {
    float[] destination = {-1, -1, -1, -1, -1, -1};
    three().copyPixels(2, destination, 1);
    assertThat(destination).containsExactly(-1, 252, 253, 254, 255, -1);
    byte[] bytes = new byte[5];
    three().copyBytes(1, bytes, 1);
    assertThat(bytes).containsExactly(0, 100, 101, 102, 103);
  }

  @Test
  void countsClassesIncludingEmptyOnes() {
    assertThat(three().countPerClass()).containsExactly(1, 0, 2);
    assertThat(three()).hasToString("pets (3 images of 1x2x2, 3 classes)");
  }

  @Test
  void subsetOfSubsetKeepsOrderAndRepeats() {
    LabelledImages subset = three().subset(new int[] {2, 1, 1}).subset(new int[] {1, 0, 0});
    assertThat(subset.count()).isEqualTo(3);
    assertThat(new int[] {subset.label(0), subset.label(1), subset.label(2)})
        .containsExactly(0, 2, 2);
    assertThat(TestFiles.values(subset, 0)).containsExactly(100, 101, 102, 103);
    assertThat(TestFiles.values(subset, 2)).containsExactly(252, 253, 254, 255);
  }

  @Test
  void otherLabelsLeaveTheSetAlone() {
    LabelledImages images = three().subset(new int[] {2, 1});
    int[] labels = {1, 2};
    LabelledImages relabelled = images.withLabels(labels);
    labels[0] = 0;
    assertThat(relabelled.countPerClass()).containsExactly(0, 1, 1);
    assertThat(relabelled.label(0)).isEqualTo(1);
    assertThat(images.label(0)).isEqualTo(2);
    assertThat(TestFiles.values(relabelled, 1)).containsExactly(100, 101, 102, 103);
    assertThatThrownBy(() -> images.withLabels(new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pets: 2 images cannot have 1 labels.");
    assertThatThrownBy(() -> images.withLabels(new int[] {0, 3}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void doesNotSeeLaterChangesOfItsArrays() {
    byte[] pixels = {1};
    int[] labels = {0};
    LabelledImages images = LabelledImages.of("one", pixels, labels, 1, 1, 1, CLASSES);
    pixels[0] = 9;
    labels[0] = 2;
    assertThat(images.label(0)).isZero();
    assertThat(TestFiles.values(images, 0)).containsExactly(1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> LabelledImages.of("x", new byte[3], new int[1], 1, 2, 2, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: 1 images of 1x2x2 have 4 bytes, not 3.");
    assertThatThrownBy(() -> LabelledImages.of("x", new byte[0], new int[0], 0, 2, 2, CLASSES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabelledImages.of("x", new byte[1], new int[] {3}, 1, 1, 1, CLASSES))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three().label(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three().subset(new int[] {-1}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> three().copyPixels(0, new float[4], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void resizesTheImagesOfASubset() {
    LabelledImages resized = three().subset(new int[] {2, 0}).resizedTo(2, 2);
    assertThat(resized.count()).isEqualTo(2);
    assertThat(resized.label(0)).isEqualTo(2);
    assertThat(TestFiles.values(resized, 1)).containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
    assertThat(three().resizedTo(1, 2).height()).isEqualTo(1);
    assertThatThrownBy(() -> three().resizedTo(0, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
