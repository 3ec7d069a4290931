package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.ActivationFunction.Sigmoid;
import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of layer inside a network, and the networks of the zoo, against the naive network. */
class NetworkGradientTest {
  private static final int ATTEMPTS = 10;

  private static ComputeResources resources;

  @BeforeAll
  static void start() {
    resources = new ComputeResources(1);
  }

  @AfterAll
  static void stop() {
    resources.close();
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        zoo("lenet", NetworkZoo.lenet(new Shape(16, 16, 1), 4)),
        zoo("lenet5", NetworkZoo.lenet5(new Shape(14, 14, 2), 5)),
        zoo("resnet8", NetworkZoo.resnet(8, new Shape(8, 8, 3), 4)),
        zoo("resnet14, odd sides", NetworkZoo.resnet(14, new Shape(7, 9, 3), 3)),
        one("conv 3x3", Conv2d.square(5, 3, 1, 1, true)),
        one("conv strided", Conv2d.square(5, 3, 2, 1, false)),
        one("conv asymmetric", new Conv2d(4, 2, 3, 1, 2, 1, 0, 0, 2, 1, true)),
        one("conv stride leaves a rest", new Conv2d(3, 2, 2, 3, 2, 0, 1, 0, 0, 1, false)),
        one("conv grouped", new Conv2d(6, 3, 3, 1, 1, 1, 1, 1, 1, 2, true)),
        one("conv depthwise", new Conv2d(4, 3, 3, 2, 2, 1, 1, 1, 1, 4, false)),
        one("conv depthwise, two of each", new Conv2d(8, 3, 1, 1, 1, 1, 0, 1, 0, 4, true)),
        one("conv 1x1 strided", Conv2d.square(3, 1, 2, 0, false)),
        one("conv wider than the image", new Conv2d(3, 7, 6, 1, 1, 1, 1, 1, 1, 1, true)),
        one("conv padded beyond its kernel", Conv2d.square(3, 2, 1, 3, true)),
        one("batch norm", new BatchNorm2d()),
        one("relu", new Relu()),
        one("max pool", MaxPool2d.square(2)),
        one("max pool overlapping, padded", new MaxPool2d(3, 3, 2, 2, 1, 1, 1, 1)),
        one("max pool asymmetric", new MaxPool2d(2, 3, 1, 2, 0, 2, 1, 0)),
        one("average pool", AveragePool2d.square(2)),
        one("average pool, padding counts", new AveragePool2d(3, 3, 2, 2, 1, 1, 1, 1, true)),
        one("average pool, padding left out", new AveragePool2d(3, 3, 2, 2, 1, 1, 1, 1, false)),
        one("average pool asymmetric", new AveragePool2d(2, 3, 1, 2, 1, 0, 0, 2, false)),
        one("global average pool", new GlobalAveragePool()),
        one("flatten", new Flatten()),
        one("leaky relu", new Activation(new LeakyRelu(0.3f))),
        one("clip", new Activation(new Clip(-0.5f, 0.75f))),
        one("sigmoid", new Activation(new Sigmoid())),
        one("hard sigmoid", new Activation(new HardSigmoid(0.4f, 0.45f))),
        one("hard swish", new Activation(new HardSwish())),
        one("constant scales", new ChannelAffine()),
        one("dropout of nothing", new Dropout(0)),
        zoo("channels joined", joined(new Concat(3), 0, 1, 2)),
        zoo("channels joined, one input twice, images", joined(new Concat(4), -1, 0, 1, 0)),
        zoo("product", joined(new Multiply(), 0, 1)),
        zoo("square", joined(new Multiply(), 1, 1)),
        zoo("gate", gated(true)),
        zoo("gate first", gated(false)),
        zoo("norm of a vector", vectorNorm()),
        zoo("add of a node with itself", convolved().add("a", new Add(), 0, 0)),
        zoo("add of shared inputs", sharedInputs()),
        zoo("add of the images", imagesAdded()),
        zoo("flatten after relu", convolved().add("r", new Relu()).add("f", new Flatten())),
        zoo("relu after flatten", convolved().add("f", new Flatten()).add("r", new Relu())),
        zoo("relu after max pool", convolved().add("p", MaxPool2d.square(2)).add("r", new Relu())),
        zoo("relu after relu", convolved().add("r", new Relu()).add("s", new Relu())),
        zoo("relu before its input is added", reluBesideIdentity()),
        zoo("norm of a norm", convolved().add("b", new BatchNorm2d()).add("c", new BatchNorm2d())));
  }

  private static NetworkBuilder convolved() {
    return new NetworkBuilder("test", new Shape(6, 5, 2))
        .add("in", new Conv2d(4, 1, 1, 1, 1, 0, 0, 0, 0, 1, true));
  }

  /** Three nodes of one shape before a node that reads some of them. */
  private static NetworkBuilder joined(LayerSpec layer, int... inputs) {
    return convolved()
        .add("b", new BatchNorm2d(), 0)
        .add("s", new Activation(new HardSwish()), 1)
        .add("joined", layer, inputs)
        .add("end0", new Add(), 0, 2)
        .add("end1", new Conv2d(2, 1, 1, 1, 1, 0, 0, 0, 0, 1, true), 3)
        .add("end2", new Conv2d(2, 1, 1, 1, 1, 0, 0, 0, 0, 1, true), 4)
        .add("sum", new Add(), 5, 6);
  }

  private static NetworkBuilder gated(boolean mapFirst) {
    NetworkBuilder net =
        convolved()
            .add("squeeze", new GlobalAveragePool())
            .add("excite", new Linear(4, true))
            .add("gate", new Activation(new Sigmoid()));
    return mapFirst
        ? net.add("scaled", new Multiply(), 0, 3)
        : net.add("scaled", new Multiply(), 3, 0);
  }

  private static NetworkBuilder vectorNorm() {
    return convolved()
        .add("f", new Flatten())
        .add("fc", new Linear(5, false))
        .add("n", new BatchNorm2d())
        .add("r", new Relu());
  }

  private static NetworkBuilder sharedInputs() {
    return convolved()
        .add("r", new Relu())
        .add("n", new BatchNorm2d(), 1)
        .add("a", new Add(), 1, 2)
        .add("b", new Add(), 2, 1)
        .add("c", new Add(), 3, 4)
        .add("d", new Add(), 5, 1);
  }

  private static NetworkBuilder imagesAdded() {
    return new NetworkBuilder("test", new Shape(6, 5, 2))
        .add("in", Conv2d.square(2, 3, 1, 1, true))
        .add("a", new Add(), NetworkSpec.IMAGES, 0)
        .add("b", new Add(), 1, NetworkSpec.IMAGES);
  }

  private static NetworkBuilder reluBesideIdentity() {
    return convolved().add("r", new Relu(), 0).add("a", new Add(), 1, 0);
  }

  private static Arguments one(String name, LayerSpec layer) {
    return zoo(name, convolved().add("layer", layer));
  }

  private static Arguments zoo(String name, NetworkBuilder trunk) {
    return zoo(name, trunk.add("end", new Flatten()).add("out", new Linear(3, true)).build());
  }

  private static Arguments zoo(String name, NetworkSpec spec) {
    return Arguments.of(name, spec);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsAreThoseOfTheNaiveNetwork(String name, NetworkSpec spec) {
    int compared = 0;
    for (long seed = 1; compared < 2 && seed <= ATTEMPTS; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, name);
      NetworkCheck check =
          new NetworkCheck(
              name + ", seed " + seed, spec, BackwardPlan.all(spec), 4, resources, random);
      check.infer(3, 4);
      check.train(4);
      check.trainPruned(3);
      check.trainScaled(3);
      check.trainRetained(4);
      compared += check.comparable() ? 1 : 0;
    }
    assertThat(compared).as("comparisons").isGreaterThan(0);
  }
}
