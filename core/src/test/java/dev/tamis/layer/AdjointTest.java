package dev.tamis.layer;

import static dev.tamis.testing.Values.dot;
import static dev.tamis.testing.Values.doubles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.Values;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The backward pass of a linear map J is its transpose: &lt;Jv, e&gt; = &lt;v, J'e&gt;. On small
 * integers (and means over 1, 2, 4 or 8 values) this holds without any rounding.
 */
class AdjointTest {
  private static final int INSTANCES = 3;

  static Stream<Arguments> linearLayers() {
    Shape image = new Shape(7, 6, 4);
    return Stream.of(
        Arguments.of(Conv2d.square(5, 3, 1, 1, false), image),
        Arguments.of(Conv2d.square(9, 5, 1, 0, false), image),
        Arguments.of(Conv2d.square(17, 3, 2, 1, false), image),
        Arguments.of(new Conv2d(4, 2, 3, 1, 2, 1, 0, 0, 2, 1, false), image),
        Arguments.of(new Conv2d(6, 3, 3, 1, 1, 1, 1, 1, 1, 2, false), image),
        Arguments.of(new Conv2d(8, 3, 3, 2, 1, 1, 1, 1, 1, 4, false), image),
        Arguments.of(Conv2d.square(3, 1, 2, 0, false), image),
        Arguments.of(Conv2d.square(3, 2, 3, 4, false), image),
        Arguments.of(Conv2d.square(16, 3, 1, 1, false), new Shape(1, 1, 3)),
        Arguments.of(new Linear(7, false), Shape.vector(13)),
        Arguments.of(new Linear(1, false), Shape.vector(33)),
        Arguments.of(AveragePool2d.square(2), image),
        Arguments.of(new AveragePool2d(2, 2, 1, 1, 1, 1, 1, 1, true), image),
        Arguments.of(new AveragePool2d(2, 2, 1, 1, 1, 1, 1, 1, false), image),
        Arguments.of(new AveragePool2d(4, 2, 3, 2, 0, 1, 0, 1, true), image),
        Arguments.of(new GlobalAveragePool(), new Shape(2, 4, 5)),
        Arguments.of(new GlobalAveragePool(), new Shape(1, 1, 5)),
        Arguments.of(new Add(), image),
        Arguments.of(new Concat(2), image),
        Arguments.of(new Concat(5), image),
        Arguments.of(new Dropout(0.5f), image),
        Arguments.of(new Dropout(0.75f), Shape.vector(33)),
        Arguments.of(new ChannelAffine(), image),
        Arguments.of(new Flatten(), image));
  }

  @ParameterizedTest
  @MethodSource("linearLayers")
  void errorPropagationIsTheTranspose(LayerSpec spec, Shape input) {
    try (ComputeResources resources = new ComputeResources(1)) {
      for (long seed = 1; seed <= 5; seed++) {
        LayerBench bench = integers(spec, input, resources, seed);
        bench.forward();
        bench.backward();

        double forward = dot(doubles(bench.output), doubles(bench.outputError));
        double backward = 0;
        for (int i = 0; i < bench.inputs.size(); i++) {
          FeatureMap in = bench.inputs.get(i);
          ErrorMap error = bench.inputErrors.get(i);
          backward += dot(doubles(in), doubles(error));
        }

        assertThat(backward).as("%s on %s, seed %d", spec, input, seed).isEqualTo(forward);
      }
    }
  }

  static Stream<Arguments> products() {
    return linearLayers().filter(a -> a.get()[0] instanceof Conv2d || a.get()[0] instanceof Linear);
  }

  @ParameterizedTest
  @MethodSource("products")
  void weightGradientIsTheTransposeInTheWeights(LayerSpec spec, Shape input) {
    try (ComputeResources resources = new ComputeResources(1)) {
      for (long seed = 1; seed <= 5; seed++) {
        LayerBench bench = integers(spec, input, resources, seed);
        bench.forward();
        bench.backward();

        double forward = dot(doubles(bench.output), doubles(bench.outputError));
        double backward = dot(all(bench.parameters.get(0)), all(bench.gradients.get(0)));

        assertThat(backward).as("%s on %s, seed %d", spec, input, seed).isEqualTo(forward);
      }
    }
  }

  private static double[] all(ParameterBlock block) {
    return doubles(block.data(), block.offset(), block.length());
  }

  private static LayerBench integers(
      LayerSpec spec, Shape input, ComputeResources resources, long seed) {
    SeededGenerator random = SeededGenerator.split(seed, "adjoint");
    LayerBench bench = new LayerBench(spec, INSTANCES, true, resources, input);
    bench.inputs.forEach(in -> Values.integers(random, 4, in.data()));
    bench.parameters.forEach(block -> Values.integers(random, 3, block.data()));
    bench.statistics.stream().limit(1).forEach(block -> Values.integers(random, 3, block.data()));
    Values.integers(random, 4, bench.outputError.data());
    // What the backward pass must overwrite.
    bench.inputErrors.forEach(error -> Values.integers(random, 9, error.data()));
    bench.gradients.forEach(block -> Values.integers(random, 9, block.data()));
    return bench;
  }
}
