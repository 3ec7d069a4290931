package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every implementation of the passes between floats and bytes must do. */
abstract class CodeConformance {
  private static final int AT = 3;
  private static final float CANARY = 12345.5f;
  private static final int[] COUNTS = {0, 1, 7, 15, 16, 17, 31, 32, 33, 63, 64, 100, 257};
  private static final int[] CHANNELS = {1, 3, 8, 15, 16, 17, 32, 40};

  /** The passes under test. */
  abstract CodeKernels codes();

  private static float[] gaussian(SeededGenerator random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static byte[] bytes(SeededGenerator random, int length) {
    byte[] values = new byte[length];
    for (int i = 0; i < length; i++) {
      values[i] = (byte) (random.nextInt(255) - 127);
    }
    return values;
  }

  private static float[] guarded(int count) {
    float[] values = new float[count + 2 * AT];
    Arrays.fill(values, CANARY);
    return values;
  }

  private static void assertGuarded(float[] values, int count, Object what) {
    for (int i = 0; i < AT; i++) {
      assertThat(values[i]).as("before, %s", what).isEqualTo(CANARY);
      assertThat(values[AT + count + i]).as("behind, %s", what).isEqualTo(CANARY);
    }
  }

  @Test
  void largestIsThatOfAbsoluteValues() {
    for (int count : COUNTS) {
      float[] values = gaussian(new SeededGenerator(count), count + 2 * AT);
      values[0] = 1e9f;
      float largest = 0;
      for (int i = AT; i < AT + count; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      assertThat(codes().largest(values, AT, count)).as("of %d", count).isEqualTo(largest);
    }
  }

  @Test
  void largestIsNotANumberWhereAValueIsNotFinite() {
    float[] wrong = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float value : wrong) {
      for (int at = 0; at < 33; at++) {
        float[] values = new float[33];
        values[at] = value;
        assertThat(codes().largest(values, 0, 33)).as("%s at %d", value, at).isNaN();
      }
    }
    assertThat(codes().largest(new float[] {-Float.MAX_VALUE}, 0, 1)).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void encodingRoundsToTheNearestAndDecodingUndoesIt() {
    for (int count : COUNTS) {
      float[] values = guarded(count);
      for (int i = 0; i < count; i++) {
        values[AT + i] = (i % 511 - 255) / 4f;
      }
      byte[] encoded = new byte[count + 2];
      codes().encode(values, AT, 2f, encoded, 1, count);
      float[] decoded = guarded(count);
      codes().decode(encoded, 1, 0.5f, decoded, AT, count);

      for (int i = 0; i < count; i++) {
        double nearest = Math.rint(values[AT + i] * 2.0);
        assertThat(encoded[1 + i]).as("%d of %d", i, count).isEqualTo((byte) nearest);
        assertThat(decoded[AT + i]).as("%d of %d", i, count).isEqualTo((float) nearest / 2);
      }
      assertThat(encoded[0]).isZero();
      assertThat(encoded[count + 1]).isZero();
      assertGuarded(decoded, count, count);
    }
  }

  @Test
  void roundingToTheNearestPrefersEvenOfTwo() {
    float[] values = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 0.49999f, 32766.5f, -32767f};
    float[] rounded = new float[values.length];
    codes().roundNearest(values, 0, 1f, 2f, rounded, 0, values.length);

    assertThat(rounded).containsExactly(0, 4, 4, 0, -4, -4, 0, 65532, -65534);
  }

  @Test
  void nothingFiniteComesOfAFactorThatIsNotANumber() {
    float[] rounded = new float[40];
    codes().roundNearest(new float[40], 0, Float.NaN, Float.NaN, rounded, 0, 40);
    for (float value : rounded) {
      assertThat(value).isNaN();
    }
    codes().roundStochastic(new float[40], 0, Float.NaN, 1, rounded, 0, 40);
    for (float value : rounded) {
      assertThat(value).isNaN();
    }
  }

  @Test
  void stochasticRoundingTakesANeighbourAndKeepsIntegers() {
    for (int count : COUNTS) {
      float[] values = gaussian(new SeededGenerator(count), count + 2 * AT);
      float[] rounded = guarded(count);
      codes().roundStochastic(values, AT, 10f, count, rounded, AT, count);
      for (int i = 0; i < count; i++) {
        double exact = values[AT + i] * 10f;
        assertThat((double) rounded[AT + i]).isIn(Math.floor(exact) + 0.0, Math.ceil(exact) + 0.0);
      }
      assertGuarded(rounded, count, count);
      for (int i = 0; i < count; i++) {
        values[AT + i] = i - 100;
      }
      codes().roundStochastic(values, AT, 1f, count, rounded, AT, count);
      for (int i = 0; i < count; i++) {
        assertThat(rounded[AT + i]).isEqualTo(i - 100);
      }
    }
  }

  @Test
  void stochasticRoundingIsRightOnAverage() {
    int count = 4096;
    float[] values = new float[count];
    float[] rounded = new float[count];
    for (float value : new float[] {0.1f, 0.5f, 0.93f, -3.25f, 126.9f}) {
      Arrays.fill(values, value);
      double sum = 0;
      int rounds = 50;
      for (int key = 0; key < rounds; key++) {
        codes().roundStochastic(values, 0, 1f, key * 7919, rounded, 0, count);
        for (float r : rounded) {
          sum += r;
        }
      }
      // Five standard deviations of a mean of 204,800 numbers that are right or wrong by one.
      assertThat(sum / rounds / count)
          .as("mean of %s", value)
          .isCloseTo(value, within(5 * 0.5 / Math.sqrt(204800)));
    }
  }

  @Test
  void chanceIsTheSameForEveryImplementation() {
    int count = 300;
    float[] values = gaussian(new SeededGenerator(1), count);
    float[] expected = new float[count];
    float[] rounded = new float[count];
    new ScalarCodes().roundStochastic(values, 0, 50f, 99, expected, 0, count);
    codes().roundStochastic(values, 0, 50f, 99, rounded, 0, count);
    assertThat(rounded).containsExactly(expected);

    codes().roundStochastic(values, 0, 50f, 100, rounded, 0, count);
    assertThat(rounded).as("another key").isNotEqualTo(expected);
  }

  @Test
  void productsReplaceOrAreAdded() {
    for (int count : COUNTS) {
      float[] values = gaussian(new SeededGenerator(count), count);
      float[] products = guarded(count);
      codes().multiply(values, 0, 4f, false, products, AT, count);
      codes().multiply(values, 0, 2f, true, products, AT, count);
      for (int i = 0; i < count; i++) {
        assertThat(products[AT + i]).isEqualTo(values[i] * 4 + values[i] * 2);
      }
      assertGuarded(products, count, count);
    }
  }

  @Test
  void statisticsAreThoseOfTheIntegers() {
    for (int channels : CHANNELS) {
      for (int pixels : new int[] {1, 2, 9, 1024}) {
        byte[] codes = bytes(new SeededGenerator(channels), pixels * channels + 1);
        float[] sums = guarded(channels);
        float[] squares = guarded(channels);
        codes().statistics(codes, 1, 0.25f, pixels, channels, sums, AT, squares, AT);
        for (int c = 0; c < channels; c++) {
          long sum = 0;
          long square = 0;
          for (int i = 0; i < pixels; i++) {
            long code = codes[1 + i * channels + c];
            sum += code;
            square += code * code;
          }
          double centred = square - (double) sum * sum / pixels;
          assertThat(sums[AT + c]).isEqualTo(sum / 4f);
          assertThat(squares[AT + c]).as("of %d", pixels).isEqualTo((float) (centred / 16));
        }
        assertGuarded(sums, channels, channels);
        assertGuarded(squares, channels, channels);
      }
    }
  }

  @Test
  void affineReadsBytesAndSaysWhatIsLargest() {
    int pixels = 9;
    for (int channels : CHANNELS) {
      SeededGenerator random = new SeededGenerator(channels);
      int size = pixels * channels;
      byte[] codes = bytes(random, size + 2);
      byte[] addend = bytes(random, size + 1);
      float[] factor = gaussian(random, channels);
      float[] term = gaussian(random, channels);
      for (int variant = 0; variant < 4; variant++) {
        boolean adds = variant % 2 > 0;
        boolean rectifies = variant > 1;
        float[] output = guarded(size);
        float largest =
            codes()
                .affine(
                    codes, 2, 0.5f, pixels, channels, factor, term, adds, addend, 1, 0.125f,
                    rectifies, output, AT);
        float expected = 0;
        for (int i = 0; i < size; i++) {
          int c = i % channels;
          float value = codes[2 + i] * (factor[c] * 0.5f) + term[c];
          value += adds ? addend[1 + i] * 0.125f : 0f;
          value = rectifies ? Math.max(value, 0f) : value;
          assertThat(output[AT + i]).as("%d of %d", i, channels).isEqualTo(value);
          expected = Math.max(expected, Math.abs(value));
        }
        assertThat(largest).isEqualTo(expected);
        assertGuarded(output, size, channels);
      }
      factor[channels - 1] = Float.NaN;
      float[] output = guarded(size);
      assertThat(
              codes()
                  .affine(
                      codes, 2, 1f, pixels, channels, factor, term, false, addend, 1, 1f, true,
                      output, AT))
          .isNaN();
    }
  }

  @Test
  void errorIsMaskedAndSummedUp() {
    int pixels = 7;
    for (int channels : CHANNELS) {
      SeededGenerator random = new SeededGenerator(channels);
      int size = pixels * channels;
      byte[] codes = bytes(random, size + 1);
      byte[] mask = bytes(random, size + 2);
      float[] mean = new float[channels];
      for (int c = 0; c < channels; c++) {
        mean[c] = random.nextInt(9) - 4;
      }
      for (boolean masks : new boolean[] {false, true}) {
        float[] error = guarded(size);
        for (int i = 0; i < size; i++) {
          error[AT + i] = random.nextInt(17) - 8;
        }
        float[] expected = error.clone();
        double[] sums = new double[channels];
        double[] products = new double[channels];
        for (int i = 0; i < size; i++) {
          expected[AT + i] = masks && mask[2 + i] <= 0 ? 0f : error[AT + i];
          sums[i % channels] += expected[AT + i];
          products[i % channels] += expected[AT + i] * (codes[1 + i] * 2f - mean[i % channels]);
        }
        float[] sum = guarded(channels);
        float[] product = guarded(channels);
        codes()
            .reductions(
                masks, mask, 2, error, AT, codes, 1, 2f, pixels, channels, mean, sum, AT, product,
                AT);
        assertThat(error).containsExactly(expected);
        for (int c = 0; c < channels; c++) {
          assertThat((double) sum[AT + c]).isEqualTo(sums[c]);
          assertThat((double) product[AT + c]).isEqualTo(products[c]);
        }
        assertGuarded(sum, channels, channels);
        assertGuarded(product, channels, channels);
      }
    }
  }

  @Test
  void blendReadsBytes() {
    int pixels = 5;
    for (int channels : CHANNELS) {
      SeededGenerator random = new SeededGenerator(channels);
      int size = pixels * channels;
      byte[] codes = bytes(random, size);
      float[] error = gaussian(random, size);
      float[] errorFactor = gaussian(random, channels);
      float[] inputFactor = gaussian(random, channels);
      float[] term = gaussian(random, channels);
      for (boolean accumulate : new boolean[] {false, true}) {
        float[] result = guarded(size);
        codes()
            .blend(
                error,
                0,
                codes,
                0,
                0.5f,
                pixels,
                channels,
                errorFactor,
                inputFactor,
                term,
                accumulate,
                result,
                AT);
        for (int i = 0; i < size; i++) {
          int c = i % channels;
          float value = error[i] * errorFactor[c] + (codes[i] * (inputFactor[c] * 0.5f) + term[c]);
          assertThat(result[AT + i]).isEqualTo(accumulate ? CANARY + value : value);
        }
        assertGuarded(result, size, channels);
      }
    }
  }

  @Test
  void errorPassesWhereCodesArePositive() {
    for (int count : COUNTS) {
      SeededGenerator random = new SeededGenerator(count);
      byte[] codes = bytes(random, count + 1);
      float[] error = gaussian(random, count);
      for (boolean accumulate : new boolean[] {false, true}) {
        float[] result = guarded(count);
        codes().reluBackward(codes, 1, error, 0, accumulate, result, AT, count);
        for (int i = 0; i < count; i++) {
          float passed = codes[1 + i] > 0 ? error[i] : 0f;
          assertThat(result[AT + i]).isEqualTo(accumulate ? CANARY + passed : passed);
        }
        assertGuarded(result, count, count);
      }
    }
  }
}
