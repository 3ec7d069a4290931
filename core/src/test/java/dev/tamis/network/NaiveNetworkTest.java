package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.ComputeResources;
import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.NaiveNetwork;
import dev.tamis.testing.RandomNetworks;
import dev.tamis.testing.Values;
import org.junit.jupiter.api.Test;

/** The oracle itself: its gradients are the central differences of its forward pass. */
class NaiveNetworkTest {
  private static final double STEP = 1e-6;

  @Test
  void gradientsAreCentralDifferences() {
    int checked = 0;
    try (ComputeResources resources = new ComputeResources(1)) {
      for (long seed = 1; seed <= 60; seed++) {
        SeededGenerator random = SeededGenerator.split(seed, "oracle");
        NetworkSpec spec = RandomNetworks.dag(random, 1 + random.nextInt(10));
        Network network = new Network(spec, resources, random);
        RandomNetworks.randomize(network, random);
        checked += check(seed, new NaiveNetwork(network), spec, random);
      }
    }
    assertThat(checked).as("derivatives checked").isGreaterThan(500);
  }

  private static int check(
      long seed, NaiveNetwork naive, NetworkSpec spec, SeededGenerator random) {
    int instances = 3;
    double[] images = Values.doubles(Values.images(random, spec.input(), instances));
    double[] error = new double[instances * spec.output().size()];
    for (int k = 0; k < error.length; k++) {
      error[k] = random.nextGaussian();
    }
    naive.forward(images, instances, true);
    if (naive.margin() < 1e-3) {
      return 0;
    }
    naive.backward(error);
    int checked = 0;
    for (int i = 0; i < spec.nodes().size(); i++) {
      for (int b = 0; b < naive.trained[i].length; b++) {
        double[] values = naive.trained[i][b];
        for (int repeat = 0; repeat < 5; repeat++, checked++) {
          int k = random.nextInt(values.length);
          double value = values[k];
          values[k] = value + STEP;
          double above = Values.dot(naive.forward(images, instances, true), error);
          values[k] = value - STEP;
          double below = Values.dot(naive.forward(images, instances, true), error);
          values[k] = value;
          assertThat(naive.gradients[i][b][k])
              .as("seed %d, value %d of block %d of %s", seed, k, b, spec.nodes().get(i))
              .isCloseTo((above - below) / (2 * STEP), within(1e-6 * (1 + Math.abs(above))));
        }
      }
    }
    return checked;
  }
}
