package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.Parameters;
import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightAverageTest {

  private static void fill(Parameters parameters, float value) {
    Arrays.fill(parameters.trained().data(), value);
  }

  @Test
  void isTheMeanFirstAndFadesThen() throws IOException {
    try (ComputeResources resources = new ComputeResources(1)) {
      Parameters weights =
          new Network(SyntheticWorld.SPEC, resources, new SeededGenerator(1)).parameters();
      WeightAverage average = new WeightAverage(weights, 4);
      fill(weights, 8);
      average.reset(weights);
      fill(weights, 0);
      average.add(weights);
      long version = weights.trained().version();
      average.exchange(weights);
      assertThat(weights.trained().data()).containsOnly(4f);
      assertThat(weights.trained().version()).isGreaterThan(version);
      average.exchange(weights);
      assertThat(weights.trained().data()).containsOnly(0f);
      average.add(weights);
      average.add(weights);
      // (8 + 0 + 0 + 0) / 4, and from here on a quarter of the way each.
      fill(weights, 10);
      average.add(weights);
      WeightAverage copy = new WeightAverage(weights, 4);
      copy.restoreState(SavedStates.reader(SavedStates.bytes(average::saveState)));
      copy.exchange(weights);
      assertThat(weights.trained().data()).containsOnly(4f);
    }
  }

  @Test
  void ofOneStepIsTheLastWeights() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Parameters weights =
          new Network(SyntheticWorld.SPEC, resources, new SeededGenerator(1)).parameters();
      WeightAverage average = new WeightAverage(weights, 1);
      fill(weights, 0.1f);
      average.reset(weights);
      fill(weights, 0.7f);
      average.add(weights);
      fill(weights, 0);
      average.exchange(weights);
      assertThat(weights.trained().data()).containsOnly(0.7f);
    }
  }
}
