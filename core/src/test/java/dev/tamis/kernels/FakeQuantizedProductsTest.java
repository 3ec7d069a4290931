package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Int8Tensor;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of rounded operands beside the same sums of integers, which must be equal. */
class FakeQuantizedProductsTest {
  private static final int LEVELS = 127;
  private static final int INSTANCES = 3;

  /** Powers of two: multiplying by them rounds nothing. */
  private static final float VALUE_SCALE = 0x1p-3f;

  private static final float WEIGHT_SCALE = 0x1p-7f;
  private static final float ERROR_SCALE = 0x1p-10f;

  private static final ProductLevels NEAREST =
      new ProductLevels(LEVELS, LEVELS, LEVELS, 32767, false, false);

  static Stream<KernelSet> sets() {
    return Stream.of(new ScalarKernels(), KernelChoice.choose("vector").kernels());
  }

  private static ConvGeometry conv(int size, int in, int out, int kernel, int stride, int pad) {
    return new ConvGeometry(
        size, size, in, out, kernel, kernel, stride, stride, pad, pad, pad, pad, 1);
  }

  /** A layer with integer operands, the largest of each being 127, as bytes and scaled floats. */
  private static final class Case implements AutoCloseable {
    final ConvGeometry g;
    final KernelSet set;
    final Workers workers = new Workers(1);
    final FakeQuantizedProducts products;
    final float[] input;
    final float[] weights;
    final float[] error;
    final ParameterBlock weightBlock;
    final FeatureMap inputMap;
    final ErrorMap errorMap;

    Case(KernelSet set, ConvGeometry g, ProductLevels levels, SeededGenerator random, int least) {
      this.set = set;
      this.g = g;
      Kernels kernels = new Kernels(set, workers);
      products = new FakeQuantizedProducts(g, false, levels, 2, kernels);
      workers.reserveScratch(set.scratchLength(g));
      input = integers(random, INSTANCES * g.inputSize(), least, g.inputSize());
      weights = integers(random, g.weightCount(), least, g.weightCount());
      error = integers(random, INSTANCES * g.outputSize(), least, g.outputSize());
      ParameterSlab slab = new ParameterSlab(g.weightCount() + 5);
      weightBlock = slab.block(5, g.weightCount());
      for (int i = 0; i < g.weightCount(); i++) {
        slab.data()[5 + i] = weights[i] * WEIGHT_SCALE;
      }
      byte[] codes = new byte[input.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) (int) input[i];
      }
      Shape inputShape = new Shape(g.inputHeight(), g.inputWidth(), g.inputChannels());
      Int8Tensor tensor = new Int8Tensor(codes, 0, g.inputSize(), INSTANCES);
      for (int n = 0; n < INSTANCES; n++) {
        tensor.scale(n, VALUE_SCALE);
      }
      inputMap = new FeatureMap(tensor, inputShape, LEVELS);
      errorMap = ErrorMap.allocate(outputShape(), INSTANCES);
      for (int i = 0; i < error.length; i++) {
        errorMap.data()[i] = error[i] * ERROR_SCALE;
      }
    }

    /** Absolute values from {@code least} to 127, at least one of each instance the largest. */
    private static float[] integers(SeededGenerator random, int length, int least, int instance) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        int size = i % instance == 0 ? LEVELS : least + random.nextInt(LEVELS + 1 - least);
        values[i] = random.nextBoolean() ? size : -size;
      }
      return values;
    }

    Shape outputShape() {
      return new Shape(g.outputHeight(), g.outputWidth(), g.outputChannels());
    }

    float[] scratch() {
      float[][] memory = new float[1][];
      workers.run(1, (from, to, scratch) -> memory[0] = scratch);
      return memory[0];
    }

    float[] forward() {
      float[] packed = new float[set.packedForwardLength(g)];
      products.packForward(weightBlock, packed);
      FeatureMap output = FeatureMap.allocate(outputShape(), INSTANCES);
      products.forward(inputMap, packed, null, output, 0, INSTANCES, scratch());
      return output.data();
    }

    double[] integerForward() {
      double[] sums =
          NaiveConvolution.forward(g, INSTANCES, input, weights, new float[g.outputChannels()]);
      return scaled(sums, VALUE_SCALE * WEIGHT_SCALE);
    }

    float[] backwardError(ChannelSet kept, boolean accumulate) {
      float[] packed = new float[set.packedErrorLength(g)];
      products.packError(weightBlock, kept, packed);
      ErrorMap result = ErrorMap.allocate(inputMap.shape(), INSTANCES);
      Arrays.fill(result.data(), accumulate ? 3f : Float.NaN);
      products.backwardError(
          errorMap, packed, kept, 1, result, accumulate, 0, INSTANCES, scratch());
      return result.data();
    }

    double[] integerError(ChannelSet kept, double already) {
      boolean[] isKept = new boolean[g.outputChannels()];
      for (int k = 0; k < kept.count(); k++) {
        isKept[kept.get(k)] = true;
      }
      double[] sums = NaiveConvolution.inputError(g, INSTANCES, error, weights, isKept);
      double[] scaled = scaled(sums, ERROR_SCALE * WEIGHT_SCALE);
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] += already;
      }
      return scaled;
    }

    private static double[] scaled(double[] sums, double scale) {
      return Arrays.stream(sums).map(sum -> sum * scale).toArray();
    }

    @Override
    public void close() {
      workers.close();
    }
  }

  private static void assertEqual(float[] actual, double[] expected, String what) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("%s, element %d", what, i).isEqualTo(expected[i]);
    }
  }

  private static ConvGeometry[] geometries() {
    return new ConvGeometry[] {
      conv(6, 3, 16, 3, 1, 1),
      conv(6, 16, 16, 3, 1, 1),
      conv(5, 16, 17, 3, 1, 1),
      conv(8, 16, 32, 3, 2, 1),
      conv(8, 16, 32, 1, 2, 0),
      conv(9, 1, 20, 5, 1, 0),
      conv(6, 40, 12, 5, 1, 2),
      ConvGeometry.linear(1040, 10),
      ConvGeometry.linear(33, 40),
      new ConvGeometry(6, 7, 17, 17, 3, 3, 1, 1, 1, 1, 1, 1, 17)
    };
  }

  @ParameterizedTest
  @MethodSource("sets")
  void forwardAndErrorAreThoseOfIntegersUpToTheStatedLength(KernelSet set) {
    for (ConvGeometry g : geometries()) {
      for (int seed = 0; seed < 4; seed++) {
        // With seeds above 1 every operand is as large as it can be.
        try (Case c = new Case(set, g, NEAREST, new SeededGenerator(seed), seed > 1 ? LEVELS : 0)) {
          String what = set.name() + " " + g + ", seed " + seed;
          if (g.kernelSize() <= c.products.exactReductionLength()) {
            assertEqual(c.forward(), c.integerForward(), what);
          }
          int kernel = g.kernelHeight() * g.kernelWidth();
          if (kernel * g.outputChannels() / g.groups() <= c.products.exactReductionLength()) {
            ChannelSet all = ChannelSet.all(g.outputChannels());
            assertEqual(c.backwardError(all, false), c.integerError(all, 0), what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theStatedLengthsAreThoseOfTheDocumentation(KernelSet set) {
    boolean vectors = set.name().equals("vector");
    try (Case direct = new Case(set, ConvGeometry.linear(20, 5), NEAREST, random(), 0);
        Case winograd = new Case(set, conv(6, 16, 16, 3, 1, 1), NEAREST, random(), 0)) {
      assertThat(direct.products.exactReductionLength()).isEqualTo(1040);
      assertThat(winograd.products.exactReductionLength()).isEqualTo(vectors ? 144 : 1040);
    }
  }

  private static SeededGenerator random() {
    return new SeededGenerator(1);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void beyondTheStatedLengthSumsAreThoseOfFloats(KernelSet set) {
    for (ConvGeometry g :
        new ConvGeometry[] {conv(6, 64, 64, 3, 1, 1), ConvGeometry.linear(4000, 7)}) {
      try (Case c = new Case(set, g, NEAREST, random(), 0)) {
        float[] actual = c.forward();
        double[] expected = c.integerForward();
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) actual[i])
              .as("%s %s, element %d", set.name(), g, i)
              .isCloseTo(expected[i], within(2e-6 * size));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void errorsOfDroppedChannelsAreLeftOutAndResultsMayBeAdded(KernelSet set) {
    for (ConvGeometry g : new ConvGeometry[] {conv(6, 16, 16, 3, 1, 1), conv(7, 5, 12, 3, 2, 1)}) {
      try (Case c = new Case(set, g, NEAREST, random(), 0)) {
        ChannelSet kept = ChannelSet.of(g.outputChannels(), 0, 2, 3, 5, 7, 8, 9, 10, 11);
        // The largest errors are in channel 0, so that the scale is the same.
        assertEqual(c.backwardError(kept, false), c.integerError(kept, 0), set.name());
        assertEqual(c.backwardError(kept, true), c.integerError(kept, 3), set.name());
      }
    }
  }

  @Test
  void outputsAreStoredAsTheNearestBytes() {
    ConvGeometry g = conv(6, 16, 16, 3, 1, 1);
    KernelSet set = new ScalarKernels();
    try (Case c = new Case(set, g, NEAREST, random(), 0)) {
      float[] packed = new float[set.packedForwardLength(g)];
      c.products.packForward(c.weightBlock, packed);
      Int8Tensor tensor =
          new Int8Tensor(new byte[INSTANCES * g.outputSize()], 0, g.outputSize(), 3);
      FeatureMap output = new FeatureMap(tensor, c.outputShape(), LEVELS);
      c.products.forward(c.inputMap, packed, null, output, 0, INSTANCES, c.scratch());
      double[] exact = c.integerForward();
      for (int n = 0; n < INSTANCES; n++) {
        double largest = 0;
        for (int i = 0; i < g.outputSize(); i++) {
          largest = Math.max(largest, Math.abs(exact[n * g.outputSize() + i]));
        }
        assertThat((double) tensor.scale(n)).isCloseTo(largest / LEVELS, within(1e-6 * largest));
        for (int i = 0; i < g.outputSize(); i++) {
          double value = exact[n * g.outputSize() + i];
          double stored = tensor.codes()[tensor.offset(n) + i] * (double) tensor.scale(n);
          assertThat(stored).isCloseTo(value, within(0.50001 * largest / LEVELS));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void scalesPerChannelAreUndone(KernelSet set) {
    ProductLevels perChannel = new ProductLevels(LEVELS, LEVELS, 32767, 32767, true, false);
    ConvGeometry g = conv(5, 3, 6, 3, 1, 1);
    try (Case c = new Case(set, g, perChannel, random(), 0)) {
      int row = g.kernelSize();
      for (int o = 0; o < g.outputChannels(); o++) {
        // Every channel's largest weight is 127 of its own units.
        float unit = 1f / (1 << o);
        c.weights[o * row] = LEVELS;
        for (int i = 0; i < row; i++) {
          c.weights[o * row + i] *= unit;
          c.weightBlock.data()[c.weightBlock.offset() + o * row + i] =
              c.weights[o * row + i] * WEIGHT_SCALE;
        }
      }
      assertEqual(c.forward(), c.integerForward(), set.name());
      float[] actual = c.backwardError(ChannelSet.all(6), false);
      double[] expected = c.integerError(ChannelSet.all(6), 0);
      double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-3 * size));
      }
    }
  }
}
