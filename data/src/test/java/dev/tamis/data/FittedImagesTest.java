package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FittedImagesTest {
  private static final byte[] PIXELS = {10, 10, 10, 20, 20, 20};
  private static final LabelledImages PETS =
      LabelledImages.of("pets", PIXELS, new int[] {1, 0}, 1, 1, 3, List.of("cat", "dog"));

  private final List<String> said = new ArrayList<>();

  @Test
  void whatFitsStaysAsItIs() {
    assertThat(FittedImages.fit(PETS, 1, 1, 3, List.of("cat", "dog"), said::add)).isSameAs(PETS);
    assertThat(FittedImages.fit(PETS, 1, 1, 3, List.of(), said::add)).isSameAs(PETS);
    assertThat(said).isEmpty();
  }

  @Test
  void sizeColourAndClassNumbersAreFitted() {
    LabelledImages fitted =
        FittedImages.fit(PETS, 2, 1, 1, List.of("dog", "cow", "cat"), said::add);
    assertThat(TestFiles.values(fitted, 1)).containsExactly(20, 20);
    assertThat(List.of(fitted.label(0), fitted.label(1))).containsExactly(0, 2);
    assertThat(fitted.classNames()).containsExactly("dog", "cow", "cat");
    assertThat(said)
        .containsExactly(
            "images of pets are RGB and are made grey as the model takes them",
            "images of pets are 1x1 and are resized to the model's 2x1");
    LabelledImages back = FittedImages.fit(fitted, 2, 1, 3, List.of(), said::add);
    assertThat(TestFiles.values(back, 0)).containsExactly(10, 10, 10, 10, 10, 10);
  }

  @Test
  void classesOfOtherNamesAreMatchedByNumber() {
    LabelledImages fitted = FittedImages.fit(PETS, 1, 1, 3, List.of("x", "y", "z"), said::add);
    assertThat(List.of(fitted.label(0), fitted.label(1))).containsExactly(1, 0);
    assertThat(said)
        .containsExactly(
            "classes of pets have other names than the model's; they are matched by number");
  }

  @Test
  void refusesWhatCannotFit() {
    assertThatThrownBy(() -> FittedImages.fit(PETS, 1, 1, 3, List.of("x"), said::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "pets has 2 classes, but the model knows 1: give data of the classes it was trained"
                + " on");
    assertThatThrownBy(() -> FittedImages.fit(PETS, 1, 1, 4, List.of(), said::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "pets: images of 3 channels cannot be made into images of 4; only grey (1) and RGB (3)"
                + " can be made of each other.");
  }
}
