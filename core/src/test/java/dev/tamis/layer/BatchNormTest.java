package dev.tamis.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Values worked out by hand; 1/n in the batch, 1/(n-1) in the running variance, as PyTorch. */
class BatchNormTest {
  private static final Shape TWO_PIXELS = new Shape(1, 2, 1);
  private static final double EPSILON = 0.25;

  private static LayerBench bench(boolean training, ComputeResources resources) {
    LayerSpec spec = new BatchNorm2d((float) EPSILON, 0.1f);
    LayerBench bench = new LayerBench(spec, 2, training, resources, TWO_PIXELS);
    System.arraycopy(new float[] {1, 3, 5, 7}, 0, bench.inputs.get(0).data(), 0, 4);
    bench.parameters.get(0).data()[0] = 2;
    bench.parameters.get(1).data()[0] = -1;
    return bench;
  }

  @Test
  void trainingNormalizesByTheBatch() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(true, resources);
      bench.forward();

      // mean 4, variance (9 + 1 + 1 + 9) / 4 = 5
      double factor = 2 / Math.sqrt(5 + EPSILON);
      for (int k = 0; k < 4; k++) {
        double expected = (2 * k + 1 - 4) * factor - 1;
        assertThat((double) bench.output.data()[k]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void runningStatisticsMoveByTheMomentumWithTheUnbiasedVariance() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(true, resources);
      bench.forward();

      assertThat(bench.statistics.get(0).data()[0]).isCloseTo(0.1f * 4, within(1e-6f));
      assertThat(bench.statistics.get(1).data()[0])
          .isCloseTo(0.9f * 1 + 0.1f * 20f / 3, within(1e-6f));

      bench.forward();
      assertThat(bench.statistics.get(0).data()[0])
          .isCloseTo(0.9f * 0.4f + 0.1f * 4, within(1e-6f));
    }
  }

  @Test
  void inferenceUsesRunningStatisticsAndLeavesThemAlone() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = bench(false, resources);
      bench.statistics.get(0).data()[0] = 3;
      bench.statistics.get(1).data()[0] = 8.75f;
      bench.forward();

      // sqrt(8.75 + 0.25) = 3
      for (int k = 0; k < 4; k++) {
        double expected = (2 * k + 1 - 3) / 3.0 * 2 - 1;
        assertThat((double) bench.output.data()[k]).isCloseTo(expected, within(1e-6));
      }
      assertThat(bench.statistics.get(0).data()[0]).isEqualTo(3f);
      assertThat(bench.statistics.get(1).data()[0]).isEqualTo(8.75f);
    }
  }

  @Test
  void inferenceEqualsTrainingWhereRunningStatisticsAreThoseOfTheBatch() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench training = bench(true, resources);
      LayerBench inference = bench(false, resources);
      inference.statistics.get(0).data()[0] = 4;
      inference.statistics.get(1).data()[0] = 5;
      training.forward();
      inference.forward();

      assertThat(inference.output.data()).containsExactly(training.output.data());
    }
  }

  @Test
  void oneValuePerChannelIsNoDivisionByZero() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerSpec spec = new BatchNorm2d();
      LayerBench bench = new LayerBench(spec, 1, true, resources, Shape.vector(2));
      bench.inputs.get(0).data()[1] = 7;
      bench.outputError.data()[1] = 1;
      bench.forward();
      bench.backward();

      assertThat(bench.output.data()).containsExactly(0f, 0f);
      assertThat(bench.statistics.get(1).data()).containsExactly(0.9f, 0.9f);
      assertThat(bench.inputErrors.get(0).data()).containsExactly(0f, 0f);
    }
  }
}
