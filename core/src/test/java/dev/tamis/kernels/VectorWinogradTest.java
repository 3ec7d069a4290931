package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Winograd products everywhere they can be done, also where the plan would not choose them. */
class VectorWinogradTest {
  private static final float CANARY = 12345.5f;
  private static final int MARGIN = 19;

  private static ConvGeometry randomGeometry(Random random) {
    int[] channels = {1, 3, 8, 15, 16, 17, 20, 31, 32, 33, 48, 50, 64};
    int padTop = random.nextInt(3);
    int padLeft = random.nextInt(3);
    int padBottom = random.nextInt(4);
    int padRight = random.nextInt(4);
    return new ConvGeometry(
        Math.max(1 + random.nextInt(11), 3 - padTop - padBottom),
        Math.max(1 + random.nextInt(11), 3 - padLeft - padRight),
        channels[random.nextInt(channels.length)],
        channels[random.nextInt(channels.length)],
        3,
        3,
        1,
        1,
        padTop,
        padLeft,
        padBottom,
        padRight,
        1);
  }

  @Test
  void forwardEqualsTheFormula() {
    Random random = new Random(1);
    for (int i = 0; i < 150; i++) {
      ConvGeometry g = randomGeometry(random);
      int instances = 1 + random.nextInt(4);
      float[] input = integers(random, instances * g.inputSize());
      float[] weights = integers(random, g.weightCount());
      float[] bias = integers(random, g.outputChannels());
      double[] expected = NaiveConvolution.forward(g, instances, input, weights, bias);

      float[] actual = forward(g, instances, input, weights, bias, new float[expected.length]);

      KernelConformance.assertEqual(actual, expected, g.toString());
    }
  }

  @Test
  void errorsEqualTheFormulaForAnyKeptChannels() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      ConvGeometry g = randomGeometry(random);
      int instances = 1 + random.nextInt(4);
      boolean[] isKept = new boolean[g.outputChannels()];
      int share = random.nextInt(4);
      for (int o = 0; o < isKept.length; o++) {
        isKept[o] = share == 0 || random.nextInt(4) < share;
      }
      isKept[random.nextInt(isKept.length)] = true;
      float[] error = integers(random, instances * g.outputSize());
      float[] weights = integers(random, g.weightCount());
      // A dropped channel is not looked at, whatever it holds.
      float[] poisoned = error.clone();
      for (int j = 0; j < poisoned.length; j++) {
        if (!isKept[j % g.outputChannels()]) {
          poisoned[j] = Float.NaN;
        }
      }
      float[] before = integers(random, instances * g.inputSize());
      double[] expected = NaiveConvolution.inputError(g, instances, error, weights, isKept);

      float[] written = error(g, instances, poisoned, weights, isKept, before, false);
      float[] added = error(g, instances, poisoned, weights, isKept, before, true);

      KernelConformance.assertEqual(written, expected, g.toString());
      for (int j = 0; j < expected.length; j++) {
        expected[j] += before[j];
      }
      KernelConformance.assertEqual(added, expected, g + ", added");
    }
  }

  @Test
  void bitsDoNotDependOnWhatABlockHolds() {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      ConvGeometry g = randomGeometry(random);
      int instances = 70;
      float[] input = normal(random, instances * g.inputSize());
      float[] weights = normal(random, g.weightCount());
      float[] bias = normal(random, g.outputChannels());
      int size = g.outputSize();

      float[] together = forward(g, instances, input, weights, bias, new float[instances * size]);
      float[] alone = new float[instances * size];
      for (int n = 0; n < instances; n++) {
        float[] one = Arrays.copyOfRange(input, n * g.inputSize(), (n + 1) * g.inputSize());
        System.arraycopy(
            forward(g, 1, one, weights, bias, new float[size]), 0, alone, n * size, size);
      }

      KernelConformance.assertSameBits(together, alone, g.toString());
    }
  }

  @Test
  void roundingIsThatOfAFewMoreAdditions() {
    ConvGeometry g = new ConvGeometry(16, 16, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1, 1);
    Random random = new Random(4);
    float[] input = normal(random, g.inputSize());
    float[] weights = normal(random, g.weightCount());
    float[] bias = new float[g.outputChannels()];
    double[] expected = NaiveConvolution.forward(g, 1, input, weights, bias);

    float[] actual = forward(g, 1, input, weights, bias, new float[expected.length]);

    // A sum of 576 products of normal numbers is about 24.
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThan(24 * 5e-6);
    }
  }

  private static float[] forward(
      ConvGeometry g, int instances, float[] input, float[] weights, float[] bias, float[] before) {
    VectorWinograd winograd = VectorWinograd.forward(g);
    float[] packed = guarded(new float[winograd.packedLength()]);
    winograd.packForward(g, weights, 0, packed, MARGIN);
    float[] output = guarded(before);
    winograd.run(
        input,
        0,
        VectorPacking.ALL,
        g.inputChannels(),
        packed,
        MARGIN,
        true,
        bias,
        0,
        output,
        MARGIN,
        false,
        0,
        instances,
        scratch(winograd));
    assertGuarded(packed);
    return inside(output);
  }

  private static float[] error(
      ConvGeometry g,
      int instances,
      float[] error,
      float[] weights,
      boolean[] isKept,
      float[] before,
      boolean accumulate) {
    int[] kept = new int[g.outputChannels()];
    int count = 0;
    for (int o = 0; o < isKept.length; o++) {
      if (isKept[o]) {
        kept[count++] = o;
      }
    }
    VectorWinograd winograd = VectorWinograd.backward(g);
    float[] packed = guarded(new float[winograd.packedLength()]);
    winograd.packError(g, weights, 0, kept, count, packed, MARGIN);
    float[] inputError = guarded(before);
    winograd.run(
        error,
        0,
        count == g.outputChannels() ? VectorPacking.ALL : kept,
        count,
        packed,
        MARGIN,
        false,
        error,
        0,
        inputError,
        MARGIN,
        accumulate,
        0,
        instances,
        scratch(winograd));
    assertGuarded(packed);
    return inside(inputError);
  }

  private static float[] scratch(VectorWinograd winograd) {
    float[] scratch = new float[winograd.scratchLength()];
    Arrays.fill(scratch, Float.NaN);
    return scratch;
  }

  private static float[] integers(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt(9) - 4;
    }
    return values;
  }

  private static float[] normal(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] guarded(float[] values) {
    float[] guarded = new float[values.length + 2 * MARGIN];
    Arrays.fill(guarded, CANARY);
    System.arraycopy(values, 0, guarded, MARGIN, values.length);
    return guarded;
  }

  private static void assertGuarded(float[] values) {
    for (int i = 0; i < MARGIN; i++) {
      assertThat(values[i]).isEqualTo(CANARY);
      assertThat(values[values.length - 1 - i]).isEqualTo(CANARY);
    }
  }

  private static float[] inside(float[] values) {
    assertGuarded(values);
    return Arrays.copyOfRange(values, MARGIN, values.length - MARGIN);
  }
}
