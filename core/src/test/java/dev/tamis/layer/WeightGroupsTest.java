package dev.tamis.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomSelector;
import dev.tamis.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer of so many weights and instances that its gradient is computed in two groups. */
class WeightGroupsTest {
  private static final Shape INPUT = new Shape(4, 4, 240);
  private static final LayerSpec SPEC = Conv2d.square(250, 3, 1, 1, true);
  private static final int INSTANCES = 80;

  private static float[] gradients(
      int threads, int first, int instances, boolean integers, boolean dense) {
    try (ComputeResources resources = new ComputeResources(threads)) {
      LayerBench bench = new LayerBench(SPEC, instances, true, resources, INPUT);
      fill("input", bench.inputs.get(0).data(), first * INPUT.size(), integers);
      fill("error", bench.outputError.data(), first * bench.output.shape().size(), integers);
      if (!dense) {
        ChannelSet kept =
            RandomSelector.random(
                SeededGenerator.split(3, "kept"), bench.output.shape().channels());
        bench.pass.kept(kept);
      }
      bench.layer.backwardWeights(bench.pass);
      float[] weights = bench.gradients.get(0).data();
      float[] bias = bench.gradients.get(1).data();
      float[] both = new float[weights.length + bias.length];
      System.arraycopy(weights, 0, both, 0, weights.length);
      System.arraycopy(bias, 0, both, weights.length, bias.length);
      return both;
    }
  }

  private static void fill(String name, float[] to, int first, boolean integers) {
    float[] values = new float[first + to.length];
    SeededGenerator random = SeededGenerator.split(5, name);
    if (integers) {
      Values.integers(random, 3, values);
    } else {
      Values.gaussian(random, 1, values);
    }
    System.arraycopy(values, first, to, 0, to.length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bitsDoNotDependOnTheThreads(boolean dense) {
    Values.assertSameBits(
        "three threads and one",
        gradients(3, 0, INSTANCES, false, dense),
        gradients(1, 0, INSTANCES, false, dense));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void groupsAreAdded(boolean dense) {
    float[] all = gradients(2, 0, INSTANCES, true, dense);
    float[] sum = gradients(1, 0, 50, true, dense);
    float[] rest = gradients(1, 50, INSTANCES - 50, true, dense);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += rest[i];
    }
    assertThat(Arrays.mismatch(all, sum)).as("first difference").isEqualTo(-1);
  }
}
