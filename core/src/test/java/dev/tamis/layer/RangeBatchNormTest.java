package dev.tamis.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Values worked out by hand; gradients are held to the naive network elsewhere. */
class RangeBatchNormTest {
  private static final float EPSILON = 0.25f;

  private static LayerBench bench(
      int instances, boolean training, ComputeResources resources, Shape shape) {
    return new LayerBench(
        new RangeBatchNorm2d(EPSILON, 0.1f), instances, training, resources, shape);
  }

  /** Control charts' table of the mean range of n normal values. */
  @Test
  void factorMakesTheRangeOfNormalValuesTheirDeviation() {
    double[][] table = {{5, 2.326}, {10, 3.078}, {25, 3.931}, {100, 5.015}, {1000, 6.483}};
    for (double[] row : table) {
      double range = ChannelRanges.factor((long) row[0]) * row[1];
      assertThat(range).as("range of %s values", row[0]).isCloseTo(1, within(0.02));
    }
    assertThat(ChannelRanges.factor(2) * 1.128).isCloseTo(1, within(0.05));
  }

  @Test
  void deviationOfNormalValuesIsTheirStandardDeviation() {
    SeededGenerator random = new SeededGenerator(7);
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(64, true, resources, new Shape(8, 8, 1));
      float[] in = bench.inputs.get(0).data();
      for (int i = 0; i < in.length; i++) {
        in[i] = (float) (3 + 2 * random.nextGaussian());
      }
      Arrays.fill(bench.statistics.get(1).data(), 0f);
      bench.forward();

      double deviation = Math.sqrt(bench.statistics.get(1).data()[0] / 0.1);
      assertThat(deviation).as("seed 7").isCloseTo(2, within(0.1));
    }
  }

  @Test
  void trainingNormalizesByTheMeanRangeOfChunks() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(8, true, resources, Shape.vector(1));
      float[] in = {1, 3, 5, 7, 0, 0, 10, 14};
      System.arraycopy(in, 0, bench.inputs.get(0).data(), 0, 8);
      bench.parameters.get(0).data()[0] = 2;
      bench.parameters.get(1).data()[0] = -1;
      bench.forward();

      // Two chunks of four: ranges 6 and 14, mean 5.
      double deviation = ChannelRanges.factor(4) * (6 + 14) / 2;
      double factor = 2 / Math.sqrt(deviation * deviation + EPSILON);
      for (int k = 0; k < 8; k++) {
        double expected = (in[k] - 5) * factor - 1;
        assertThat((double) bench.output.data()[k]).isCloseTo(expected, within(1e-6));
      }
      assertThat(bench.statistics.get(0).data()[0]).isCloseTo(0.5f, within(1e-6f));
      assertThat((double) bench.statistics.get(1).data()[0])
          .isCloseTo(0.9 + 0.1 * deviation * deviation, within(1e-5));
    }
  }

  @Test
  void inferenceIsThatOfBatchNorm() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(2, false, resources, new Shape(1, 2, 1));
      bench.inputs.get(0).data()[3] = 9;
      bench.statistics.get(0).data()[0] = 3;
      bench.statistics.get(1).data()[0] = 8.75f;
      bench.forward();

      assertThat(bench.output.data()).containsExactly(-1f, -1f, -1f, 2f);
    }
  }

  @Test
  void equalValuesGiveShiftAndNoError() {
    try (ComputeResources resources = new ComputeResources(1)) {
      for (int instances : new int[] {1, 2, 5, 16, 70}) {
        LayerBench bench = bench(instances, true, resources, Shape.vector(3));
        Arrays.fill(bench.inputs.get(0).data(), 5f);
        bench.parameters.get(1).data()[2] = 4;
        Arrays.fill(bench.outputError.data(), 1f);
        bench.forward();
        bench.backward();

        for (int k = 0; k < 3 * instances; k++) {
          assertThat(bench.output.data()[k]).isEqualTo(k % 3 == 2 ? 4f : 0f);
          assertThat(bench.inputErrors.get(0).data()[k]).isEqualTo(0f);
        }
      }
    }
  }

  /** The output does not change with a shift of the input, so the error has no sum. */
  @Test
  void errorsOfAChannelAddUpToZero() {
    try (ComputeResources resources = new ComputeResources(3)) {
      for (long seed = 1; seed <= 20; seed++) {
        SeededGenerator random = SeededGenerator.split(seed, "range");
        int instances = 1 + random.nextInt(70);
        LayerBench bench = bench(instances, true, resources, new Shape(2, 3, 5));
        for (float[] data : new float[][] {bench.inputs.get(0).data(), bench.outputError.data()}) {
          for (int k = 0; k < data.length; k++) {
            data[k] = (float) random.nextGaussian();
          }
        }
        bench.forward();
        bench.backward();

        float[] error = bench.inputErrors.get(0).data();
        for (int c = 0; c < 5; c++) {
          double sum = 0;
          for (int k = c; k < error.length; k += 5) {
            sum += error[k];
          }
          assertThat(sum).as("seed %d, channel %d", seed, c).isCloseTo(0, within(1e-4));
        }
      }
    }
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new RangeBatchNorm2d(0f, 0.1f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epsilon > 0");
  }
}
