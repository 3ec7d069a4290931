package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Gain 2 where a ReLU follows, 1 elsewhere; scales 1, biases and shifts 0. */
class InitializationTest {
  private static final long SEED = 29;

  private static Network network(NetworkSpec spec, long seed) {
    try (ComputeResources resources = new ComputeResources(1)) {
      return new Network(spec, resources, new SeededGenerator(seed));
    }
  }

  private static void assertGain(Network network, String name, double gain, int fanIn) {
    NetworkSpec spec = network.spec();
    int node = spec.nodes().stream().map(NodeSpec::name).toList().indexOf(name);
    ParameterBlock weights = network.parameters().trained(node).get(0);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    for (int k = weights.offset(); k < weights.offset() + weights.length(); k++) {
      double value = weights.data()[k];
      sum += value;
      squares += value * value;
      fourth += value * value * value * value;
    }
    int count = weights.length();
    double variance = squares / count;
    // Five standard deviations of the estimates.
    assertThat(variance * fanIn / gain)
        .as("variance of %s, seed %d", name, SEED)
        .isCloseTo(1, within(5 * Math.sqrt(2.0 / count)));
    assertThat(sum / count)
        .as("mean of %s, seed %d", name, SEED)
        .isCloseTo(0, within(5 * Math.sqrt(variance / count)));
    assertThat(fourth / count / (variance * variance))
        .as("kurtosis of %s, seed %d", name, SEED)
        .isCloseTo(3, within(5 * Math.sqrt(24.0 / count)));
  }

  @Test
  void gainDependsOnWhatFollows() {
    NetworkSpec spec =
        new NetworkBuilder("gains", new Shape(8, 8, 16))
            .add("plain", Conv2d.square(32, 3, 1, 1, true))
            .add("beforeRelu", Conv2d.square(32, 3, 1, 1, true))
            .add("relu1", new Relu())
            .add("throughNorm", Conv2d.square(32, 3, 1, 1, false))
            .add("norm", new BatchNorm2d())
            .add("sum", new Add(), 4, 2)
            .add("relu2", new Relu())
            .add("depthwise", new Conv2d(128, 5, 5, 1, 1, 2, 2, 2, 2, 32, false))
            .add("relu3", new Relu())
            .add("throughPool", Conv2d.square(32, 1, 1, 0, true))
            .add("pool", MaxPool2d.square(2))
            .add("relu4", new Relu())
            .add("poolThenLinear", Conv2d.square(32, 1, 1, 0, true))
            .add("flatten", new Flatten())
            .add("hidden", new Linear(40, true))
            .add("relu5", new Relu())
            .add("last", new Linear(50, true))
            .build();
    Network network = network(spec, SEED);

    assertGain(network, "plain", 1, 9 * 16);
    assertGain(network, "beforeRelu", 2, 9 * 32);
    assertGain(network, "throughNorm", 2, 9 * 32);
    assertGain(network, "depthwise", 2, 25);
    assertGain(network, "throughPool", 2, 128);
    assertGain(network, "poolThenLinear", 1, 32);
    assertGain(network, "hidden", 2, 4 * 4 * 32);
    assertGain(network, "last", 1, 40);
  }

  @Test
  void functionsLikeAReluHaveItsGain() {
    NetworkSpec spec =
        new NetworkBuilder("gains", new Shape(8, 8, 16))
            .add("leaky", Conv2d.square(32, 3, 1, 1, true))
            .add("a", new Activation(new ActivationFunction.LeakyRelu(0.5f)))
            .add("relu6", Conv2d.square(32, 3, 1, 1, true))
            .add("b", new Activation(new ActivationFunction.Clip(0, 6)))
            .add("swish", Conv2d.square(32, 3, 1, 1, true))
            .add("c", new Activation(new ActivationFunction.HardSwish()))
            .add("sigmoid", Conv2d.square(32, 3, 1, 1, true))
            .add("d", new Activation(new ActivationFunction.Sigmoid()))
            .build();
    Network network = network(spec, SEED);

    assertGain(network, "leaky", 1.6, 9 * 16);
    assertGain(network, "relu6", 2, 9 * 32);
    assertGain(network, "swish", 2, 9 * 32);
    assertGain(network, "sigmoid", 1, 9 * 32);
  }

  @Test
  void lenetHasAReluAfterAllButItsLastLayer() {
    Network lenet = network(NetworkZoo.lenet(new Shape(28, 28, 1), 10), SEED);

    assertGain(lenet, "conv1", 2, 25);
    assertGain(lenet, "conv2", 2, 500);
    assertGain(lenet, "fc1", 2, 800);
    assertGain(lenet, "fc2", 1, 500);
  }

  @Test
  void everythingElseStartsAtItsConstant() {
    Network network = network(NetworkZoo.resnet(8, new Shape(8, 8, 3), 10), SEED);
    for (int i = 0; i < network.spec().nodes().size(); i++) {
      String name = network.spec().nodes().get(i).name();
      if (network.spec().layer(i) instanceof BatchNorm2d) {
        assertConstant(name, network.parameters().trained(i).get(0), 1);
        assertConstant(name, network.parameters().statistics(i).get(0), 0);
        assertConstant(name, network.parameters().statistics(i).get(1), 1);
      }
      if (network.parameters().trained(i).size() > 1) {
        assertConstant(name, network.parameters().trained(i).get(1), 0);
      }
    }
  }

  private static void assertConstant(String name, ParameterBlock block, float expected) {
    for (int k = block.offset(); k < block.offset() + block.length(); k++) {
      assertThat(block.data()[k]).as(name).isEqualTo(expected);
    }
  }

  @Test
  void sameSeedSameWeights() {
    NetworkSpec spec = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
    float[] weights = network(spec, SEED).parameters().trained().data();

    assertThat(network(spec, SEED).parameters().trained().data()).containsExactly(weights);
    assertThat(network(spec, SEED + 1).parameters().trained().data()).isNotEqualTo(weights);
  }
}
