package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
  /** Counts what is drawn; anything but nextLong would come here too. */
  private static final class Counting implements RandomGenerator {
    private final Random random;
    private int draws;

    Counting(long seed) {
      random = new Random(seed);
    }

    @Override
    public long nextLong() {
      draws++;
      return random.nextLong();
    }
  }

  private static LabelledImages images(int height, int width, int channels, int seed) {
    byte[] pixels = TestFiles.bytes(2 * height * width * channels, seed);
    return LabelledImages.of("x", pixels, new int[] {0, 0}, height, width, channels, List.of("a"));
  }

  /** Pads with zeros, cuts the window out, mirrors: each in a copy of its own. */
  private static float[] plain(
      LabelledImages images, int padding, int row, int column, boolean flip) {
    int height = images.height();
    int width = images.width();
    int channels = images.channels();
    float[] image = TestFiles.values(images, 1);
    float[][][] padded = new float[height + 2 * padding][width + 2 * padding][channels];
    for (int i = 0; i < image.length; i++) {
      int pixel = i / channels;
      padded[pixel / width + padding][pixel % width + padding][i % channels] = image[i];
    }
    float[] result = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      int h = i / channels / width;
      int w = i / channels % width;
      int from = flip ? width - 1 - w : w;
      result[i] = padded[row + h][column + from][i % channels];
    }
    return result;
  }

  @Test
  void givesWhatPaddingCroppingAndFlippingGive() {
    for (int seed = 0; seed < 300; seed++) {
      int height = 1 + seed % 7;
      int width = 1 + seed % 5;
      int channels = seed % 2 == 0 ? 3 : 1;
      int padding = seed % 9;
      LabelledImages images = images(height, width, channels, seed);
      float[] destination = new float[images.valuesPerImage() + 2];
      Arrays.fill(destination, -1);
      Augmentation.randomCropAndFlip(padding)
          .copyPixels(images, 1, new Random(seed), destination, 1);

      // The documented use of the 64 bits: 24 for the row, 24 for the column, 1 for the flip.
      long bits = new Random(seed).nextLong();
      int row = (int) ((bits >>> 40) * (2 * padding + 1) >> 24);
      int column = (int) ((bits >>> 16 & 0xffffff) * (2 * padding + 1) >> 24);
      boolean flip = (bits >>> 15 & 1) == 1;
      assertThat(Arrays.copyOfRange(destination, 1, destination.length - 1))
          .as("seed %d", seed)
          .isEqualTo(plain(images, padding, row, column, flip));
      assertThat(destination[0]).as("seed %d", seed).isEqualTo(-1);
      assertThat(destination[destination.length - 1]).as("seed %d", seed).isEqualTo(-1);
    }
  }

  @Test
  void everyShiftAndFlipComesUp() {
    byte[] pixels = new byte[18];
    pixels[4] = 1;
    pixels[4 + 9] = 1;
    pixels[3 + 9] = 2;
    LabelledImages images = LabelledImages.of("x", pixels, new int[] {0, 0}, 3, 3, 1, List.of("a"));
    Set<String> seen = new HashSet<>();
    Set<String> seenUnflipped = new HashSet<>();
    RandomGenerator generator = new Random(5);
    float[] destination = new float[9];
    for (int i = 0; i < 2000; i++) {
      Augmentation.randomCropAndFlip(1).copyPixels(images, 1, generator, destination, 0);
      seen.add(Arrays.toString(destination));
      Augmentation.randomCrop(1).copyPixels(images, 1, generator, destination, 0);
      seenUnflipped.add(Arrays.toString(destination));
    }
    assertThat(seen).hasSize(18);
    assertThat(seenUnflipped).hasSize(9);
  }

  @Test
  void jitterShiftsAndBrightensWithinItsBounds() {
    for (int seed = 0; seed < 300; seed++) {
      int padding = seed % 4;
      double brightness = seed % 11 / 10.0;
      LabelledImages images = images(5, 4, 3, seed);
      float[] destination = new float[images.valuesPerImage() + 2];
      Arrays.fill(destination, -1);
      Augmentation.jitter(padding, brightness)
          .copyPixels(images, 1, new Random(seed), destination, 1);

      // The documented use of the 64 bits: 24 for the row, 24 for the column, 15 for the factor.
      long bits = new Random(seed).nextLong();
      int row = (int) ((bits >>> 40) * (2 * padding + 1) >> 24);
      int column = (int) ((bits >>> 16 & 0xffffff) * (2 * padding + 1) >> 24);
      float factor = (float) (1 + brightness * (2 * ((bits & 0x7fff) / 32767.0) - 1));
      float[] expected = plain(images, padding, row, column, false);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.min(255, factor * expected[i]);
      }
      assertThat(factor).isBetween((float) (1 - brightness), (float) (1 + brightness));
      assertThat(Arrays.copyOfRange(destination, 1, destination.length - 1))
          .as("seed %d", seed)
          .isEqualTo(expected);
      assertThat(destination[0]).as("seed %d", seed).isEqualTo(-1);
      assertThat(destination[destination.length - 1]).as("seed %d", seed).isEqualTo(-1);
    }
  }

  @Test
  void takesOneDrawAnImageWhateverHappens() {
    LabelledImages images = images(4, 4, 3, 1);
    float[] destination = new float[48];
    Counting generator = new Counting(1);
    for (int i = 1; i <= 50; i++) {
      Augmentation.randomCropAndFlip(i % 5).copyPixels(images, 0, generator, destination, 0);
      assertThat(generator.draws).isEqualTo(2 * i - 1);
      Augmentation.jitter(i % 5, 0.1).copyPixels(images, 0, generator, destination, 0);
      assertThat(generator.draws).isEqualTo(2 * i);
    }
    Augmentation.none().copyPixels(images, 1, generator, destination, 0);
    assertThat(generator.draws).isEqualTo(100);
    assertThat(destination).isEqualTo(TestFiles.values(images, 1));
  }

  @Test
  void refusesBadPaddingAndPlaces() {
    assertThatThrownBy(() -> Augmentation.randomCrop(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Augmentation.randomCropAndFlip(1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
    LabelledImages images = images(2, 2, 1, 1);
    assertThatThrownBy(
            () -> Augmentation.randomCrop(1).copyPixels(images, 2, new Random(1), new float[4], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> Augmentation.randomCrop(1).copyPixels(images, 0, new Random(1), new float[4], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    for (double brightness : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Augmentation.jitter(1, brightness))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Augmentation.jitter(2, 0.2)).hasToString("crop with padding 2, brightness +-0.2");
    assertThat(Augmentation.randomCropAndFlip(4)).hasToString("crop with padding 4, flip");
    assertThat(Augmentation.none()).hasToString("none");
  }
}
