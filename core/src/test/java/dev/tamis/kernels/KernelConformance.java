package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every kernel set must do, on sizes that straddle vector lengths. Data are small integers, so
 * that sums are exact in any order and results must be equal, not close; random floats are used
 * where the bits must not depend on a split.
 */
abstract class KernelConformance {
  private static final float CANARY = 12345.5f;
  private static final int MARGIN = 37;

  /** The kernels under test. */
  abstract KernelSet kernels();

  private static ConvGeometry conv(int size, int in, int out, int kernel, int stride, int pad) {
    return new ConvGeometry(
        size, size, in, out, kernel, kernel, stride, stride, pad, pad, pad, pad, 1);
  }

  private static List<ConvGeometry> geometries() {
    List<ConvGeometry> all = new ArrayList<>();
    for (int channels : new int[] {1, 3, 5, 6, 15, 16, 17, 20, 31, 33, 50}) {
      all.add(conv(5, channels, 4, 3, 1, 1));
      all.add(conv(4, 3, channels, 3, 1, 1));
      all.add(conv(5, channels, channels, 1, 1, 0));
      all.add(ConvGeometry.linear(channels, 10));
      all.add(ConvGeometry.linear(33, channels));
    }
    for (int stride = 1; stride <= 3; stride++) {
      for (int pad = 0; pad <= 2; pad++) {
        for (int kernel : new int[] {1, 3, 5}) {
          all.add(conv(7, 4, 17, kernel, stride, pad));
          all.add(conv(8, 17, 5, kernel, stride, pad));
        }
      }
    }
    all.add(conv(6, 33, 16, 3, 1, 1));
    all.add(conv(7, 48, 34, 3, 1, 2));
    all.add(conv(8, 29, 17, 3, 1, 0));
    all.add(conv(12, 1, 20, 5, 1, 0));
    all.add(conv(6, 20, 50, 5, 1, 0));
    all.add(conv(9, 3, 16, 3, 1, 1));
    for (int pad = 0; pad <= 2; pad++) {
      all.add(conv(7, 16, 16, 3, 1, pad));
      all.add(conv(6, 20, 17, 3, 1, pad));
      all.add(conv(4, 32, 48, 3, 1, pad));
    }
    all.add(new ConvGeometry(5, 8, 33, 40, 3, 3, 1, 1, 0, 2, 2, 1, 1));
    all.add(conv(8, 16, 32, 3, 2, 1));
    all.add(conv(7, 16, 32, 1, 2, 0));
    all.add(new ConvGeometry(6, 9, 5, 18, 2, 3, 1, 1, 0, 0, 0, 0, 1));
    all.add(new ConvGeometry(6, 9, 17, 6, 2, 3, 2, 1, 0, 1, 1, 2, 1));
    all.add(new ConvGeometry(9, 6, 6, 33, 3, 2, 1, 3, 2, 0, 0, 1, 1));
    all.add(new ConvGeometry(5, 5, 2, 3, 2, 2, 3, 3, 1, 1, 0, 0, 1));
    all.add(new ConvGeometry(2, 3, 4, 4, 1, 1, 5, 5, 0, 0, 0, 0, 1));
    // One input channel and outputs that fill no vector: groups of pixels, also beyond the row.
    all.add(new ConvGeometry(7, 8, 1, 20, 5, 5, 1, 1, 0, 0, 0, 0, 1));
    all.add(new ConvGeometry(6, 9, 1, 6, 3, 3, 1, 1, 1, 1, 1, 1, 1));
    all.add(new ConvGeometry(6, 11, 1, 10, 3, 5, 2, 2, 2, 3, 0, 1, 1));
    all.add(new ConvGeometry(3, 2, 1, 50, 3, 2, 1, 1, 1, 0, 2, 0, 1));
    all.add(new ConvGeometry(1, 17, 16, 20, 1, 3, 1, 1, 0, 1, 0, 1, 1));
    all.add(new ConvGeometry(17, 1, 16, 20, 1, 1, 1, 1, 0, 0, 0, 0, 1));
    all.add(new ConvGeometry(3, 3, 4, 5, 1, 1, 1, 1, 2, 1, 0, 3, 1));
    all.add(new ConvGeometry(5, 5, 6, 6, 3, 3, 1, 1, 1, 1, 1, 1, 6));
    all.add(new ConvGeometry(5, 6, 34, 34, 3, 3, 2, 2, 1, 1, 1, 1, 34));
    for (int channels : new int[] {2, 7, 16, 17, 40, 64, 100, 130}) {
      for (int stride = 1; stride <= 3; stride++) {
        all.add(
            new ConvGeometry(6, 7, channels, channels, 3, 3, stride, stride, 1, 1, 1, 1, channels));
      }
      all.add(new ConvGeometry(4, 5, channels, channels, 2, 5, 1, 3, 0, 3, 1, 2, channels));
      all.add(new ConvGeometry(2, 3, channels, channels, 1, 1, 3, 2, 0, 0, 2, 3, channels));
    }
    all.add(new ConvGeometry(1, 2, 34, 34, 5, 5, 2, 1, 4, 4, 4, 4, 34));
    all.add(new ConvGeometry(5, 5, 4, 8, 3, 3, 1, 1, 0, 1, 1, 0, 2));
    all.add(new ConvGeometry(5, 5, 4, 8, 3, 3, 1, 1, 0, 1, 1, 0, 4));
    all.add(new ConvGeometry(4, 4, 6, 9, 1, 1, 1, 1, 0, 0, 0, 0, 3));
    return all;
  }

  private static ConvGeometry randomGeometry(Random random) {
    int kernelHeight = 1 + random.nextInt(4);
    int kernelWidth = 1 + random.nextInt(4);
    int groups = random.nextInt(5) == 0 ? 2 : 1;
    return new ConvGeometry(
        kernelHeight + random.nextInt(6),
        kernelWidth + random.nextInt(6),
        groups * (1 + random.nextInt(20)),
        groups * (1 + random.nextInt(20)),
        kernelHeight,
        kernelWidth,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        groups);
  }

  /** One convolution with its data and what must come out. */
  private static final class Case {
    final KernelSet kernels;
    final ConvGeometry g;
    final int instances;
    final String name;
    final float[] input;
    final float[] weights;
    final float[] bias;
    final float[] outputError;
    final int[] kept;
    final boolean[] isKept;
    final float[] scratch;

    Case(KernelSet kernels, ConvGeometry g, long seed, int keptCount, boolean integers) {
      Random random = new Random(seed);
      this.kernels = kernels;
      this.g = g;
      this.instances = 1 + (int) (seed % 3);
      this.name = g + ", " + instances + " instances, " + keptCount + " kept, seed " + seed;
      this.input = values(random, instances * g.inputSize(), integers);
      this.weights = values(random, g.weightCount(), integers);
      this.bias = values(random, g.outputChannels(), integers);
      this.outputError = values(random, instances * g.outputSize(), integers);
      this.kept = subset(random, g.outputChannels(), keptCount);
      this.isKept = new boolean[g.outputChannels()];
      for (int o : kept) {
        isKept[o] = true;
      }
      this.scratch = new float[kernels.scratchLength(g)];
      Arrays.fill(scratch, Float.NaN);
    }

    float[] forward(boolean hasBias, int... splits) {
      float[] packed = guarded(kernels.packedForwardLength(g));
      kernels.packForward(g, weights, 0, packed, MARGIN);
      assertGuarded(packed, name);
      float[] output = guarded(instances * g.outputSize());
      ranges(
          instances,
          splits,
          (from, to) ->
              kernels.convForward(
                  g, input, 0, packed, MARGIN, hasBias, bias, 0, output, MARGIN, from, to,
                  scratch));
      return inside(output, name);
    }

    float[] backwardError(boolean accumulate, float[] before, int... splits) {
      float[] packed = guarded(kernels.packedErrorLength(g));
      kernels.packError(g, weights, 0, kept, kept.length, packed, MARGIN);
      assertGuarded(packed, name);
      float[] error = guarded(instances * g.inputSize());
      System.arraycopy(before, 0, error, MARGIN, before.length);
      ranges(
          instances,
          splits,
          (from, to) ->
              kernels.convBackwardError(
                  g,
                  outputError,
                  0,
                  packed,
                  MARGIN,
                  kept,
                  kept.length,
                  error,
                  MARGIN,
                  accumulate,
                  from,
                  to,
                  scratch));
      return inside(error, name);
    }

    /** The weight gradient and behind it the bias gradient; untouched rows hold the canary. */
    float[] backwardWeights(boolean hasBias, int... splits) {
      float[] gradient = guarded(g.weightCount());
      float[] biasGradient = guarded(g.outputChannels());
      ranges(
          kept.length,
          splits,
          (from, to) ->
              kernels.convBackwardWeights(
                  g,
                  input,
                  0,
                  outputError,
                  0,
                  instances,
                  kept,
                  gradient,
                  MARGIN,
                  hasBias,
                  biasGradient,
                  MARGIN,
                  from,
                  to,
                  scratch));
      float[] both = Arrays.copyOf(inside(gradient, name), g.weightCount() + g.outputChannels());
      System.arraycopy(inside(biasGradient, name), 0, both, g.weightCount(), g.outputChannels());
      return both;
    }
  }

  private interface Range {
    void run(int from, int to);
  }

  private static void ranges(int count, int[] splits, Range range) {
    int from = 0;
    for (int split : splits) {
      if (split > from && split < count) {
        range.run(from, split);
        from = split;
      }
    }
    range.run(from, count);
  }

  private static float[] values(Random random, int length, boolean integers) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = integers ? random.nextInt(9) - 4 : random.nextFloat() * 2 - 1;
    }
    return values;
  }

  private static int[] subset(Random random, int count, int size) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    while (all.size() > size) {
      all.remove(random.nextInt(all.size()));
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  private static float[] guarded(int length) {
    float[] values = new float[length + 2 * MARGIN];
    Arrays.fill(values, CANARY);
    return values;
  }

  private static void assertGuarded(float[] values, String name) {
    for (int i = 0; i < MARGIN; i++) {
      if (values[i] != CANARY || values[values.length - 1 - i] != CANARY) {
        throw new AssertionError("written outside its range: " + name);
      }
    }
  }

  private static float[] inside(float[] values, String name) {
    assertGuarded(values, name);
    return Arrays.copyOfRange(values, MARGIN, values.length - MARGIN);
  }

  private interface Check {
    void check(Case c);
  }

  private void everywhere(boolean integers, int random, Check check) {
    long seed = 0;
    for (ConvGeometry g : geometries()) {
      int outputs = g.outputChannels();
      int[] counts = {1, (outputs + 1) / 2, outputs};
      check.check(new Case(kernels(), g, seed, counts[(int) (seed % 3)], integers));
      check.check(new Case(kernels(), g, seed + 1, counts[(int) ((seed + 1) % 3)], integers));
      seed++;
    }
    for (int i = 0; i < random; i++) {
      long caseSeed = 1000 + i;
      Random generator = new Random(caseSeed);
      ConvGeometry g = randomGeometry(generator);
      int kept = 1 + generator.nextInt(g.outputChannels());
      check.check(new Case(kernels(), g, caseSeed, kept, integers));
    }
  }

  @Test
  void forwardEqualsTheFormula() {
    everywhere(
        true,
        100,
        c -> {
          double[] biased = NaiveConvolution.forward(c.g, c.instances, c.input, c.weights, c.bias);
          double[] unbiased =
              NaiveConvolution.forward(
                  c.g, c.instances, c.input, c.weights, new float[c.bias.length]);
          assertEqual(c.forward(true), biased, c.name);
          assertEqual(c.forward(false), unbiased, c.name);
        });
  }

  @Test
  void linearProductsFromStoredWeightsEqualTheFormula() {
    KernelSet k = kernels();
    int[][] layers = {{33, 64}, {64, 33}, {96, 130}, {160, 40}, {31, 50}};
    int[] batches = {1, 7, 13, 16, 17, 33, 70};
    for (int[] layer : layers) {
      ConvGeometry g = ConvGeometry.linear(layer[0], layer[1]);
      boolean[] all = new boolean[g.outputChannels()];
      Arrays.fill(all, true);
      for (int n : batches) {
        Random random = new Random(n);
        float[] input = values(random, n * g.inputSize(), true);
        float[] error = values(random, n * g.outputSize(), true);
        float[] weights = values(random, g.weightCount(), true);
        float[] bias = values(random, g.outputChannels(), true);
        float[] scratch = new float[k.scratchLength(g)];
        Arrays.fill(scratch, Float.NaN);
        String name = g + ", " + n + " instances";
        if (k.readsWeights(g)) {
          float[] output = guarded(n * g.outputSize());
          ranges(
              n,
              new int[] {n / 3},
              (from, to) ->
                  ranges(
                      g.outputChannels(),
                      new int[] {g.outputChannels() / 2},
                      (first, last) ->
                          k.linearForward(
                              g, input, 0, weights, 0, true, bias, 0, output, MARGIN, from, to,
                              first, last, scratch)));
          assertEqual(
              inside(output, name), NaiveConvolution.forward(g, n, input, weights, bias), name);
        }
        if (k.readsWeightsBackward(g)) {
          float[] inputError = guarded(n * g.inputSize());
          ranges(
              k.linearErrorBlocks(g),
              new int[] {1},
              (from, to) ->
                  k.linearBackwardError(g, error, 0, weights, 0, inputError, MARGIN, n, from, to));
          assertEqual(
              inside(inputError, name),
              NaiveConvolution.inputError(g, n, error, weights, all),
              name);
        }
        int[] kept = subset(random, g.outputChannels(), g.outputChannels());
        float[] gradient = guarded(g.weightCount());
        float[] biasGradient = guarded(g.outputChannels());
        k.convBackwardWeights(
            g,
            input,
            0,
            error,
            0,
            n,
            kept,
            gradient,
            MARGIN,
            true,
            biasGradient,
            MARGIN,
            3,
            kept.length,
            scratch);
        Arrays.fill(gradient, MARGIN, MARGIN + 3 * g.inputChannels(), 0f);
        double[] expected = NaiveConvolution.weightGradient(g, n, input, error);
        Arrays.fill(expected, 0, 3 * g.inputChannels(), 0);
        assertEqual(inside(gradient, name), expected, name);
        Arrays.fill(biasGradient, MARGIN, MARGIN + 3, 0f);
        double[] biases = NaiveConvolution.biasGradient(g, n, error);
        Arrays.fill(biases, 0, 3, 0);
        assertEqual(inside(biasGradient, name), biases, name);
      }
    }
  }

  @Test
  void backwardErrorEqualsTheFormula() {
    everywhere(
        true,
        100,
        c -> {
          double[] expected =
              NaiveConvolution.inputError(c.g, c.instances, c.outputError, c.weights, c.isKept);
          float[] before = values(new Random(7), expected.length, true);
          assertEqual(c.backwardError(false, before), expected, c.name);
          for (int i = 0; i < expected.length; i++) {
            expected[i] += before[i];
          }
          assertEqual(c.backwardError(true, before), expected, c.name + ", accumulated");
        });
  }

  @Test
  void backwardWeightsEqualsTheFormulaAndLeavesOtherRowsAlone() {
    everywhere(
        true,
        100,
        c -> {
          double[] weights =
              NaiveConvolution.weightGradient(c.g, c.instances, c.input, c.outputError);
          double[] bias = NaiveConvolution.biasGradient(c.g, c.instances, c.outputError);
          double[] expected = Arrays.copyOf(weights, weights.length + bias.length);
          System.arraycopy(bias, 0, expected, weights.length, bias.length);
          for (int o = 0; o < c.g.outputChannels(); o++) {
            if (!c.isKept[o]) {
              int row = o * c.g.kernelSize();
              Arrays.fill(expected, row, row + c.g.kernelSize(), CANARY);
              expected[weights.length + o] = CANARY;
            }
          }
          assertEqual(c.backwardWeights(true), expected, c.name);
          Arrays.fill(expected, weights.length, expected.length, CANARY);
          assertEqual(c.backwardWeights(false), expected, c.name + ", no bias");
        });
  }

  @Test
  void productsAreAdjoint() {
    everywhere(
        true,
        20,
        c -> {
          Case dense = new Case(kernels(), c.g, 3, c.g.outputChannels(), true);
          double output = dot(dense.forward(false), dense.outputError);
          float[] before = new float[dense.input.length];
          assertThat(dot(dense.backwardError(false, before), dense.input))
              .as(c.name)
              .isEqualTo(output);
          assertThat(dot(dense.backwardWeights(false), dense.weights)).as(c.name).isEqualTo(output);
        });
  }

  @Test
  void bitsDoNotDependOnTheSplit() {
    everywhere(
        false,
        20,
        c -> {
          float[] before = values(new Random(7), c.input.length, false);
          assertSameBits(c.forward(true, 1, 2), c.forward(true), c.name);
          assertSameBits(
              c.backwardError(true, before, 1, 2), c.backwardError(true, before), c.name);
          assertSameBits(c.backwardWeights(true, 1, 3, 4, 9, 17), c.backwardWeights(true), c.name);
        });
  }

  @Test
  void floatsAreCloseToDoubles() {
    everywhere(
        false,
        20,
        c -> {
          double[] expected =
              NaiveConvolution.forward(c.g, c.instances, c.input, c.weights, c.bias);
          float[] output = c.forward(true);
          for (int i = 0; i < output.length; i++) {
            assertThat((double) output[i])
                .as(c.name)
                .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-3));
          }
        });
  }

  @Test
  void passesEqualTheSpecification() {
    for (int channels : new int[] {1, 3, 4, 6, 15, 16, 17, 20, 33, 50}) {
      for (boolean accumulate : new boolean[] {false, true}) {
        passesEqualTheSpecification(channels, 9, 3, accumulate);
        passesEqualTheSpecification(channels, 16, 2, accumulate);
      }
    }
  }

  private void passesEqualTheSpecification(
      int channels, int pixels, int instances, boolean accumulate) {
    KernelSet specification = new ScalarKernels();
    KernelSet kernels = kernels();
    int size = pixels * channels;
    Random random = new Random(channels);
    float[] a = values(random, instances * size, true);
    float[] b = values(random, instances * size, true);
    float[] f = values(random, channels, true);
    float[] g = values(random, channels, true);
    float[] h = values(random, channels, true);
    String name = channels + " channels, " + pixels + " pixels, accumulate " + accumulate;
    float[][] outputs = new float[2][];
    Pass[] passes = {
      (k, out) -> k.reluForward(a, 0, out, MARGIN, 0, instances * size),
      (k, out) -> k.reluBackward(a, 0, b, 0, out, MARGIN, accumulate, 1, instances * size),
      (k, out) ->
          k.derivativeBackward(
              new PiecewiseLinear(-1f, 2f, 3f, 4f, 5f, 6f),
              a,
              0,
              b,
              0,
              out,
              MARGIN,
              accumulate,
              1,
              instances * size),
      (k, out) -> k.add(a, 0, b, 0, out, MARGIN, 1, instances * size),
      (k, out) -> k.channelSums(a, 0, pixels, channels, out, MARGIN, 1, instances),
      (k, out) -> k.channelAbsoluteSums(a, 0, pixels, channels, out, MARGIN, 0, instances),
      (k, out) ->
          k.channelCentredSquareSums(a, 0, pixels, channels, f, 0, out, MARGIN, 1, instances),
      (k, out) ->
          k.channelCentredProductSums(
              a, 0, b, 0, pixels, channels, f, 0, out, MARGIN, 1, instances),
      (k, out) ->
          k.channelAffine(
              a, 0, pixels, channels, f, 0, g, 0, false, a, 0, false, out, MARGIN, 1, instances),
      (k, out) ->
          k.channelAffine(
              out, 20, 1, channels, f, 0, g, 0, true, a, 0, true, out, 20, 0, instances - 1),
      (k, out) ->
          k.channelBlend(
              a,
              0,
              b,
              0,
              pixels,
              channels,
              f,
              0,
              g,
              0,
              h,
              0,
              out,
              MARGIN,
              accumulate,
              1,
              instances),
    };
    for (int i = 0; i < passes.length; i++) {
      for (int j = 0; j < 2; j++) {
        outputs[j] = guarded(instances * size);
        float[] before = values(new Random(5), instances * size, true);
        System.arraycopy(before, 0, outputs[j], MARGIN, before.length);
        passes[i].run(j == 0 ? specification : kernels, outputs[j]);
      }
      assertSameBits(outputs[1], outputs[0], "pass " + i + ", " + name);
    }
  }

  private interface Pass {
    void run(KernelSet kernels, float[] out);
  }

  @Test
  void poolingEqualsTheSpecification() {
    PoolGeometry[] geometries = {
      new PoolGeometry(6, 6, 20, 2, 2, 2, 2, 0, 0, 0, 0),
      new PoolGeometry(5, 7, 6, 2, 2, 2, 2, 0, 0, 0, 0),
      new PoolGeometry(5, 7, 50, 2, 2, 2, 2, 0, 0, 0, 0),
      new PoolGeometry(7, 5, 17, 3, 2, 2, 1, 1, 0, 2, 1),
      new PoolGeometry(5, 6, 3, 3, 3, 1, 1, 1, 1, 1, 1),
      new PoolGeometry(4, 4, 33, 4, 4, 4, 4, 0, 0, 0, 0),
      new PoolGeometry(9, 9, 16, 2, 2, 3, 3, 0, 1, 0, 0),
    };
    for (PoolGeometry g : geometries) {
      for (boolean accumulate : new boolean[] {false, true}) {
        pool(g, accumulate, false);
        pool(g, accumulate, true);
      }
    }
  }

  private void pool(PoolGeometry g, boolean accumulate, boolean notANumber) {
    float[] input = values(new Random(1), 3 * g.inputSize(), true);
    float[] error = values(new Random(2), 3 * g.outputSize(), true);
    if (notANumber) {
      for (int i = 0; i < input.length; i += 5) {
        input[i] = Float.NaN;
      }
    }
    float[][] outputs = new float[2][];
    float[][] errors = new float[2][];
    for (int j = 0; j < 2; j++) {
      KernelSet k = j == 0 ? new ScalarKernels() : kernels();
      outputs[j] = guarded(3 * g.outputSize());
      k.maxPoolForward(g, input, 0, outputs[j], MARGIN, 1, 3);
      errors[j] = guarded(3 * g.inputSize());
      k.maxPoolBackward(
          g, input, 0, outputs[j], MARGIN, error, 0, errors[j], MARGIN, accumulate, 1, 3);
    }
    assertSameBits(outputs[1], outputs[0], g + " forward");
    for (int i = 0; i < errors[0].length; i++) {
      // Compared as numbers: a vector adds zeros to what loses, which may turn a negative zero
      // positive.
      assertThat(errors[1][i] + 0f).as(g + " backward " + i).isEqualTo(errors[0][i] + 0f);
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  static void assertEqual(float[] actual, double[] expected, String name) {
    for (int i = 0; i < expected.length; i++) {
      if (actual[i] != expected[i]) {
        throw new AssertionError(
            "element " + i + " is " + actual[i] + " instead of " + expected[i] + ": " + name);
      }
    }
  }

  static void assertSameBits(float[] actual, float[] expected, String name) {
    assertThat(actual.length).as(name).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(actual[i]) != Float.floatToRawIntBits(expected[i])) {
        throw new AssertionError(
            "element " + i + " is " + actual[i] + " instead of " + expected[i] + ": " + name);
      }
    }
  }
}
