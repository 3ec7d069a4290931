package dev.tamis.layer;

import static dev.tamis.testing.Values.assertClose;
import static dev.tamis.testing.Values.doubles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomSelector;
import dev.tamis.testing.Values;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Smaller products over the kept channels equal dense products over an error masked to them. */
class PrunedProductTest {
  private static final int INSTANCES = 3;
  private static final int SUBSETS = 12;

  static Stream<Arguments> products() {
    Shape image = new Shape(6, 7, 8);
    return Stream.of(
        Arguments.of(Conv2d.square(16, 3, 1, 1, true), image),
        Arguments.of(Conv2d.square(5, 3, 1, 1, false), image),
        Arguments.of(Conv2d.square(19, 5, 2, 2, true), image),
        Arguments.of(new Conv2d(12, 3, 2, 1, 2, 1, 0, 1, 1, 4, true), image),
        Arguments.of(new Conv2d(8, 3, 3, 1, 1, 1, 1, 1, 1, 8, false), image),
        Arguments.of(Conv2d.square(11, 1, 1, 0, false), image),
        Arguments.of(Conv2d.square(20, 5, 1, 0, true), new Shape(8, 8, 1)),
        Arguments.of(new Linear(10, true), Shape.vector(37)));
  }

  @ParameterizedTest
  @MethodSource("products")
  void prunedEqualsMasked(LayerSpec spec, Shape input) {
    try (ComputeResources resources = new ComputeResources(2)) {
      SeededGenerator random = SeededGenerator.split(11, spec.toString());
      for (int subset = 0; subset < SUBSETS; subset++) {
        LayerBench pruned = random(spec, input, resources, random, subset % 2 == 0);
        ChannelSet kept = RandomSelector.random(random, pruned.output.shape().channels());
        LayerBench masked = copy(spec, input, resources, pruned);
        mask(masked.outputError, kept);
        pruned.pass.kept(kept);
        dirty(pruned, random);
        pruned.forward();
        masked.forward();
        pruned.backward();
        masked.backward();
        String what = spec + ", subset " + subset + ": " + kept;

        assertSame(
            what + ", input error",
            doubles(pruned.inputErrors.get(0)),
            doubles(masked.inputErrors.get(0)),
            resources);
        for (int b = 0; b < pruned.gradients.size(); b++) {
          assertSame(
              what + ", gradient " + b,
              all(pruned.gradients.get(b)),
              all(masked.gradients.get(b)),
              resources);
          assertDroppedRowsAreZero(what, pruned.gradients.get(b), kept);
        }
      }
    }
  }

  /** Without rounding in the scalar kernels; in others sums may be taken in another order. */
  private static void assertSame(
      String what, double[] actual, double[] expected, ComputeResources resources) {
    double tolerance = resources.kernelsName().equals("scalar") ? 0 : 1e-4;
    assertClose(what, actual, expected, tolerance, 0);
  }

  private static void assertDroppedRowsAreZero(String what, ParameterBlock block, ChannelSet kept) {
    int row = block.length() / kept.total();
    for (int k = 0; k < block.length(); k++) {
      if (!kept.contains(k / row)) {
        assertThat(block.data()[block.offset() + k]).as(what + ", dropped row").isZero();
      }
    }
  }

  private static LayerBench random(
      LayerSpec spec,
      Shape input,
      ComputeResources resources,
      SeededGenerator random,
      boolean integers) {
    LayerBench bench = new LayerBench(spec, INSTANCES, true, resources, input);
    Stream.concat(
            Stream.of(bench.inputs.get(0).data(), bench.outputError.data()),
            bench.parameters.stream().map(ParameterBlock::data))
        .forEach(
            data -> {
              if (integers) {
                Values.integers(random, 3, data);
              } else {
                Values.gaussian(random, 1, data);
              }
            });
    return bench;
  }

  private static LayerBench copy(
      LayerSpec spec, Shape input, ComputeResources resources, LayerBench from) {
    LayerBench bench = new LayerBench(spec, INSTANCES, true, resources, input);
    copy(from.inputs.get(0).data(), bench.inputs.get(0).data());
    copy(from.outputError.data(), bench.outputError.data());
    for (int b = 0; b < from.parameters.size(); b++) {
      copy(from.parameters.get(b).data(), bench.parameters.get(b).data());
    }
    return bench;
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private static void mask(ErrorMap error, ChannelSet kept) {
    for (int k = 0; k < error.size(); k++) {
      if (!kept.contains(k % error.shape().channels())) {
        error.data()[k] = 0f;
      }
    }
  }

  /** Leaves what earlier steps might have left behind. */
  private static void dirty(LayerBench bench, SeededGenerator random) {
    Values.gaussian(random, 9, bench.inputErrors.get(0).data());
    bench.gradients.forEach(block -> Values.gaussian(random, 9, block.data()));
  }

  private static double[] all(ParameterBlock block) {
    double[] values = doubles(block.data(), block.offset(), block.length());
    // -0 and 0 are the same gradient.
    return Arrays.stream(values).map(v -> v + 0.0).toArray();
  }
}
