package dev.tamis.data.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CorruptionTest {
  private static final int SCENES = 12;

  /** Mean absolute difference to the original for severities 1 to 5, over several scenes. */
  private static List<Double> differences(
      Corruption corruption, int height, int width, int channels) {
    List<Double> differences = new ArrayList<>();
    for (int severity = 1; severity <= Corruption.MAX_SEVERITY; severity++) {
      double sum = 0;
      for (int seed = 0; seed < SCENES; seed++) {
        byte[] scene = Scenes.scene(height, width, channels, seed);
        byte[] corrupted = corruption.apply(scene, height, width, channels, severity, seed);
        sum += Scenes.difference(scene, corrupted);
      }
      differences.add(sum / SCENES);
    }
    return differences;
  }

  @ParameterizedTest
  @CsvSource({"32,32,3,1.0", "28,28,1,0.98", "64,80,3,0.98", "96,96,1,0.98"})
  void everySeverityChangesMoreThanTheOneBefore(
      int height, int width, int channels, double growth) {
    for (Corruption corruption : Corruption.values()) {
      // Of the elastic map the affine part shrinks while the distortion grows, and frost darkens
      // what it whitens: they have their own tests.
      if (corruption != Corruption.ELASTIC && corruption != Corruption.FROST) {
        List<Double> differences = differences(corruption, height, width, channels);
        if (corruption == Corruption.MOTION_BLUR) {
          assertThat(differences.remove(3)).isEqualTo(differences.get(2));
        }
        // Off the published size, severities of a pixel more or less may be close to each other.
        for (int i = 1; i < differences.size(); i++) {
          assertThat(differences.get(i))
              .as("%s at %dx%dx%d: %s", corruption.text(), height, width, channels, differences)
              .isGreaterThan(growth * differences.get(i - 1));
        }
        assertThat(differences.get(0)).as(corruption.text()).isPositive();
        assertThat(differences.get(differences.size() - 1))
            .as(corruption.text())
            .isGreaterThan(1.2 * differences.get(0));
      }
    }
  }

  /** How much of the result is not the image, whatever its contrast and brightness. */
  @Test
  void frostHidesMoreWithSeverity() {
    List<Double> hidden = new ArrayList<>();
    for (int severity = 1; severity <= Corruption.MAX_SEVERITY; severity++) {
      double sum = 0;
      for (int seed = 0; seed < SCENES; seed++) {
        byte[] scene = Scenes.scene(32, 32, 3, seed);
        sum += 1 - correlation(scene, Corruption.FROST.apply(scene, 32, 32, 3, severity, seed));
      }
      hidden.add(sum / SCENES);
    }
    assertThat(hidden).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    assertThat(hidden.get(0)).isPositive();
  }

  private static double correlation(byte[] one, byte[] other) {
    double meanOne = mean(one);
    double meanOther = mean(other);
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += ((one[i] & 0xff) - meanOne) * ((other[i] & 0xff) - meanOther) / one.length;
    }
    return product / (deviation(one) * deviation(other));
  }

  private static double mean(byte[] values) {
    double sum = 0;
    for (byte value : values) {
      sum += value & 0xff;
    }
    return sum / values.length;
  }

  /** A ramp has no second differences; an affine map gives it none, bending does. */
  @Test
  void elasticBendsMoreWithSeverity() {
    List<Double> bendings = new ArrayList<>();
    for (int severity = 1; severity <= Corruption.MAX_SEVERITY; severity++) {
      double sum = 0;
      for (int seed = 0; seed < SCENES; seed++) {
        sum += bending(Corruption.ELASTIC.apply(ramp(), 32, 32, 1, severity, seed));
      }
      bendings.add(sum / SCENES);
    }
    assertThat(bendings).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
  }

  private static byte[] ramp() {
    byte[] ramp = new byte[32 * 32];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i % 32 * 8);
    }
    return ramp;
  }

  /** Second differences in the middle, where no mirrored border is seen. */
  private static double bending(byte[] image) {
    double sum = 0;
    for (int h = 10; h < 22; h++) {
      for (int w = 10; w < 22; w++) {
        int at = h * 32 + w;
        sum += Math.abs((image[at - 1] & 0xff) - 2 * (image[at] & 0xff) + (image[at + 1] & 0xff));
      }
    }
    return sum / 144;
  }

  @ParameterizedTest
  @EnumSource
  void severityZeroIsTheImageItself(Corruption corruption) {
    byte[] scene = Scenes.scene(9, 7, 3, 1);
    byte[] result = corruption.apply(scene, 9, 7, 3, 0, 5);
    assertThat(result).isEqualTo(scene).isNotSameAs(scene);
  }

  @ParameterizedTest
  @EnumSource
  void sameSeedSameBytesAndTheInputIsLeftAlone(Corruption corruption) {
    byte[] scene = Scenes.scene(20, 24, 3, 2);
    byte[] first = corruption.apply(scene, 20, 24, 3, 5, 11);
    assertThat(scene).isEqualTo(Scenes.scene(20, 24, 3, 2));
    assertThat(corruption.apply(scene, 20, 24, 3, 5, 11)).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DEFOCUS_BLUR", "ZOOM_BLUR", "BRIGHTNESS", "CONTRAST", "PIXELATE", "JPEG"})
  void anotherSeedGivesAnotherImage(Corruption corruption) {
    byte[] scene = Scenes.scene(32, 32, 3, 3);
    assertThat(corruption.apply(scene, 32, 32, 3, 3, 1))
        .isNotEqualTo(corruption.apply(scene, 32, 32, 3, 3, 2));
  }

  @ParameterizedTest
  @EnumSource
  void anySizeKeepsItsShape(Corruption corruption) {
    int[][] sizes = {{1, 1}, {1, 5}, {2, 3}, {7, 1}, {33, 17}};
    for (int[] size : sizes) {
      for (int channels = 1; channels <= 3; channels += 2) {
        byte[] scene = Scenes.scene(size[0], size[1], channels, 4);
        for (int severity = 1; severity <= Corruption.MAX_SEVERITY; severity++) {
          assertThat(corruption.apply(scene, size[0], size[1], channels, severity, 6))
              .hasSameSizeAs(scene);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void greyPixelsOfAnRgbImageDoNotLeaveTheRange(Corruption corruption) {
    byte[] extremes = new byte[16 * 16 * 3];
    for (int i = 0; i < extremes.length; i++) {
      extremes[i] = (byte) (i / 48 % 2 == 0 ? 0 : 255);
    }
    byte[] result = corruption.apply(extremes, 16, 16, 3, 5, 8);
    // An overflow would turn white into black: most pixels would then be far from where they were.
    assertThat(mean(result)).isBetween(60.0, 230.0);
  }

  @Test
  void noiseHasThePublishedDeviation() {
    byte[] grey = new byte[200 * 200];
    Arrays.fill(grey, (byte) 128);
    assertThat(deviation(Corruption.GAUSSIAN_NOISE.apply(grey, 200, 200, 1, 3, 1)))
        .isCloseTo(0.08 * 255, Offset.offset(0.3));
    // The variance of Poisson is its mean: 128/255 * 100 photons.
    assertThat(deviation(Corruption.SHOT_NOISE.apply(grey, 200, 200, 1, 3, 1)))
        .isCloseTo(Math.sqrt(128 / 255.0 / 100) * 255, Offset.offset(0.3));
    byte[] dark = new byte[200 * 200];
    Arrays.fill(dark, (byte) 51);
    // Below 30 photons they are counted one by one.
    assertThat(deviation(Corruption.SHOT_NOISE.apply(dark, 200, 200, 1, 5, 1)))
        .isCloseTo(Math.sqrt(0.2 / 50) * 255, Offset.offset(0.3));
  }

  private static double deviation(byte[] values) {
    double mean = mean(values);
    double sum = 0;
    for (byte value : values) {
      sum += Math.pow((value & 0xff) - mean, 2);
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void impulsesHitThePublishedShareHalfOfThemWhite() {
    byte[] grey = new byte[100 * 100 * 3];
    Arrays.fill(grey, (byte) 100);
    int black = 0;
    int white = 0;
    for (byte value : Corruption.IMPULSE_NOISE.apply(grey, 100, 100, 3, 5, 3)) {
      black += value == 0 ? 1 : 0;
      white += value == -1 ? 1 : 0;
    }
    assertThat(black).isCloseTo(1050, Offset.offset(120));
    assertThat(white).isCloseTo(1050, Offset.offset(120));
  }

  @Test
  void blursLeaveAnEvenImageAsItIs() {
    byte[] even = new byte[32 * 32 * 3];
    Arrays.fill(even, (byte) 77);
    List<Corruption> unchanging =
        List.of(
            Corruption.DEFOCUS_BLUR,
            Corruption.MOTION_BLUR,
            Corruption.ZOOM_BLUR,
            Corruption.CONTRAST,
            Corruption.ELASTIC,
            Corruption.PIXELATE);
    for (Corruption corruption : unchanging) {
      assertThat(corruption.apply(even, 32, 32, 3, 5, 1)).as(corruption.text()).isEqualTo(even);
    }
  }

  @Test
  void brightnessRaisesTheLargestChannelAndKeepsTheHue() {
    byte[] pixel = {100, 50, 0};
    assertThat(Corruption.BRIGHTNESS.apply(pixel, 1, 1, 3, 2, 1)).containsExactly(126, 63, 0);
    byte[] black = {0, 0, 0};
    assertThat(Corruption.BRIGHTNESS.apply(black, 1, 1, 3, 2, 1)).containsExactly(26, 26, 26);
  }

  @Test
  void contrastMovesValuesTowardsTheMeanOfTheirChannel() {
    byte[] two = {0, 10, 100, 10, 30, 100};
    assertThat(Corruption.CONTRAST.apply(two, 1, 2, 3, 2, 1))
        .containsExactly(3, 15, 100, 8, 25, 100);
  }

  @Test
  void namesRoundTrip() {
    for (Corruption corruption : Corruption.values()) {
      assertThat(Corruption.named(corruption.text())).contains(corruption);
    }
    assertThat(Corruption.named("GAUSSIAN_NOISE")).isEmpty();
    assertThat(Corruption.names()).startsWith("gaussian-noise, shot-noise, ").endsWith(", jpeg");
  }

  @Test
  void refusesWhatDoesNotFit() {
    byte[] image = new byte[12];
    assertThatThrownBy(() -> Corruption.FOG.apply(image, 2, 2, 3, 6, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Severity 6 is not in 0..5.");
    assertThatThrownBy(() -> Corruption.FOG.apply(image, 3, 2, 2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fog needs images of 1 or 3 channels, not 2.");
    assertThatThrownBy(() -> Corruption.FOG.apply(image, 2, 3, 3, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("12 bytes are no image of 2x3x3.");
  }
}
