package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class NormalizationTest {
  private static final Normalization MNIST =
      new Normalization(1 / 255f, new float[] {0.1307f}, new float[] {0.3081f});

  private static Normalization of(float scale, float mean, float std) {
    return new Normalization(scale, new float[] {mean}, new float[] {std});
  }

  @Test
  void appliesTheFormulaInPlaceAndNowhereElse() {
    float[] values = {7, 0, 255, 7};
    MNIST.apply(values, 1, 2);
    assertThat(values[0]).isEqualTo(7);
    assertThat(values[1]).isCloseTo(-0.4242f, Offset.offset(1e-4f));
    assertThat(values[2]).isCloseTo(2.8215f, Offset.offset(1e-4f));
    assertThat(values[3]).isEqualTo(7);
  }

  @Test
  void everyChannelHasItsOwnMeanAndStd() {
    Normalization normalization =
        new Normalization(1, new float[] {1, 2, 3}, new float[] {1, 2, 4});
    float[] values = {1, 2, 3, 11, 12, 13};
    normalization.apply(values, 0, 6);
    assertThat(values).containsExactly(0, 0, 0, 10, 5, 2.5f);
    assertThat(normalization.fits(3)).isTrue();
    assertThat(normalization.fits(1)).isFalse();
    assertThat(MNIST.fits(3)).isTrue();
    assertThatThrownBy(() -> normalization.apply(values, 0, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> normalization.apply(values, 3, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesWhatWouldGiveNoNumbers() {
    float nan = Float.NaN;
    float infinity = Float.POSITIVE_INFINITY;
    for (float bad : new float[] {0, -1, nan, infinity, -infinity}) {
      assertThatThrownBy(() -> of(1, 0, bad))
          .as("std %s", bad)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> of(bad, 0, 1))
          .as("scale %s", bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (float bad : new float[] {nan, infinity, -infinity}) {
      assertThatThrownBy(() -> of(1, bad, 1))
          .as("mean %s", bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> of(1, 0, Float.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> of(Float.MAX_VALUE, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Normalization(1, new float[2], new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Normalization(1, new float[0], new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isAValue() {
    float[] mean = {0.5f};
    Normalization normalization = new Normalization(1, mean, new float[] {2});
    mean[0] = 9;
    normalization.mean()[0] = 9;
    assertThat(normalization).isEqualTo(of(1, 0.5f, 2)).hasSameHashCodeAs(of(1, 0.5f, 2));
    assertThat(normalization).isNotEqualTo(of(1, 0.5f, 3));
    assertThat(normalization).hasToString("(pixel * 1.0 - [0.5]) / [2.0]");
  }

  @Test
  void measuresEveryChannel() {
    byte[] pixels = {0, 10, (byte) 255, 20, 0, 30, (byte) 255, 40};
    LabelledImages images = LabelledImages.of("x", pixels, new int[] {0, 0}, 1, 2, 2, List.of("a"));
    Normalization measured = Normalization.measuredOn(images);
    assertThat(measured.mean()[0]).isEqualTo(0.5f);
    assertThat(measured.std()[0]).isEqualTo(0.5f);
    assertThat(measured.mean()[1] * 255).isCloseTo(25f, Offset.offset(1e-4f));
    assertThat(measured.std()[1] * 255).isCloseTo(11.18034f, Offset.offset(1e-4f));
    assertThatThrownBy(() -> Normalization.measuredOn(images.subset(new int[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
