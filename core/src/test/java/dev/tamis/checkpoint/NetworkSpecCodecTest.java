package dev.tamis.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.ActivationFunction.Sigmoid;
import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.RangeBatchNorm2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.network.NodeSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomNetworks;
import dev.tamis.testing.SavedStates;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSpecCodecTest {
  /** Every kind of layer, no two numbers of one layer alike where they may differ. */
  private static final NetworkSpec EVERY_LAYER =
      new NetworkBuilder("every layer ü", new Shape(31, 37, 6))
          .add("conv", new Conv2d(8, 5, 4, 3, 2, 1, 0, 2, 3, 2, true))
          .add("norm", new BatchNorm2d(0.125f, 0.75f))
          .add("relu", new Relu())
          .add("sum", new Add(), 2, 1)
          .add("max", new MaxPool2d(5, 4, 2, 1, 0, 1, 2, 3))
          .add("average", new AveragePool2d(3, 4, 2, 1, 0, 1, 2, 3, true))
          .add("average2", new AveragePool2d(2, 1, 1, 1, 1, 0, 0, 0, false))
          .add("global", new GlobalAveragePool(), 3)
          .add("flat", new Flatten(), 6)
          .add("a", new Linear(7, false), 7)
          .add("b", new Linear(7, true), 8)
          .add("both", new Add(), 9, 10)
          .add("rangeNorm", new RangeBatchNorm2d(0.25f, 0.5f))
          .add("leaky", new Activation(new LeakyRelu(0.2f)))
          .add("clip", new Activation(new Clip(-0.5f, 6f)))
          .add("sigmoid", new Activation(new Sigmoid()))
          .add("hardSigmoid", new Activation(new HardSigmoid(0.2f, 0.5f)))
          .add("hardSwish", new Activation(new HardSwish()))
          .add("joined", new Concat(3), 13, 15, 17)
          .add("dropout", new Dropout(0.3f))
          .add("scales", new ChannelAffine())
          .add("product", new Multiply(), 19, 20)
          .build();

  private static byte[] encoded(NetworkSpec spec) throws IOException {
    return SavedStates.bytes(out -> NetworkSpecCodec.write(spec, out));
  }

  private static NetworkSpec decoded(byte[] bytes) throws IOException {
    return NetworkSpecCodec.read(SavedStates.reader(bytes));
  }

  @Test
  void everyKindOfLayerThereIsIsTested() {
    Set<Class<?>> tested =
        EVERY_LAYER.nodes().stream()
            .map(node -> node.layer().getClass())
            .collect(Collectors.toSet());

    assertThat(tested).isEqualTo(kinds(LayerSpec.class).collect(Collectors.toSet()));
    Set<Class<?>> functions =
        EVERY_LAYER.nodes().stream()
            .filter(node -> node.layer() instanceof Activation)
            .map(node -> ((Activation) node.layer()).function().getClass())
            .collect(Collectors.toSet());
    assertThat(functions)
        .containsExactlyInAnyOrder(ActivationFunction.class.getPermittedSubclasses());
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(NetworkSpecCodecTest::kinds)
        : Stream.of(type);
  }

  @Test
  void roundTrip() throws IOException {
    assertThat(decoded(encoded(EVERY_LAYER))).isEqualTo(EVERY_LAYER);
    NetworkSpec resnet = NetworkZoo.resnet(20, new Shape(32, 32, 3), 10);
    assertThat(decoded(encoded(resnet))).isEqualTo(resnet);
  }

  @Test
  void roundTripOfRandomNetworks() throws IOException {
    for (long seed = 1; seed <= 100; seed++) {
      NetworkSpec spec = RandomNetworks.dag(SeededGenerator.split(seed, "codec"), 12);
      assertThat(decoded(encoded(spec))).as("seed %d", seed).isEqualTo(spec);
    }
  }

  @Test
  void truncatedAnywhereIsAnEndOfFile() throws IOException {
    byte[] whole = encoded(EVERY_LAYER);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoded(part)).as("%d", length).isInstanceOf(EOFException.class);
    }
  }

  /** Whatever the bytes: either some network that can be written again, or an IOException. */
  @Test
  void damagedAnywhereIsRefusedOrAnotherNetwork() throws IOException {
    byte[] whole = encoded(EVERY_LAYER);
    SeededGenerator random = SeededGenerator.split(4, "damage");
    int refused = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k <= trial % 3; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        NetworkSpec other = decoded(damaged);
        assertThat(decoded(encoded(other))).isEqualTo(other);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed 4").isBetween(10_000, 19_999);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 100_001, Integer.MAX_VALUE})
  void countOfNodesOutOfRangeIsNamed(int count) throws IOException {
    byte[] bytes =
        SavedStates.bytes(
            out -> {
              out.writeUTF("hostile");
              out.writeInt(8);
              out.writeInt(8);
              out.writeInt(1);
              out.writeInt(count);
            });

    assertThatThrownBy(() -> decoded(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(count + " nodes");
  }

  @Test
  void claimOfManyNodesTakesNoMemory() throws IOException {
    byte[] bytes =
        SavedStates.bytes(
            out -> {
              out.writeUTF("hostile");
              out.writeInt(8);
              out.writeInt(8);
              out.writeInt(1);
              out.writeInt(100_000);
            });

    assertThatThrownBy(() -> decoded(bytes)).isInstanceOf(EOFException.class);
  }

  private static byte[] oneNode(int inputs, int input, String layer) throws IOException {
    return SavedStates.bytes(
        out -> {
          out.writeUTF("hostile");
          out.writeInt(8);
          out.writeInt(8);
          out.writeInt(1);
          out.writeInt(1);
          out.writeUTF("node");
          out.writeInt(inputs);
          for (int i = 0; i < Math.min(inputs, 2); i++) {
            out.writeInt(input);
          }
          out.writeUTF(layer);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE})
  void countOfInputsOutOfRangeIsNamed(int count) throws IOException {
    byte[] bytes = oneNode(count, -1, "relu");

    assertThatThrownBy(() -> decoded(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("node claims " + count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void inputThatIsNoEarlierNodeIsRefused(int input) throws IOException {
    byte[] bytes = oneNode(1, input, "relu");

    assertThatThrownBy(() -> decoded(bytes)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void numberOfInputsThatDoesNotFitTheLayerIsRefused() throws IOException {
    byte[] two = oneNode(2, -1, "relu");
    byte[] one = oneNode(1, -1, "add");
    byte[] alone = oneNode(1, -1, "concat");

    assertThatThrownBy(() -> decoded(two)).isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> decoded(alone)).isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> decoded(one)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void layerOfALaterVersionIsNamed() throws IOException {
    byte[] bytes = oneNode(1, -1, "attention");

    assertThatThrownBy(() -> decoded(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'attention'")
        .hasMessageContaining("unknown to this version");
  }

  @Test
  void shapeOutOfRangeIsRefused() {
    for (int[] extents : new int[][] {{0, 8, 1}, {8, -1, 1}, {8, 8, 0}, {65536, 65536, 1}}) {
      assertThatThrownBy(
              () ->
                  decoded(
                      SavedStates.bytes(
                          out -> {
                            out.writeUTF("hostile");
                            for (int extent : extents) {
                              out.writeInt(extent);
                            }
                          })))
          .isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void sameNameTwiceIsRefused() throws IOException {
    byte[] bytes =
        encoded(
            new NetworkBuilder("twins", new Shape(2, 2, 1))
                .add("one", new Relu())
                .add("two", new Relu())
                .build());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] twins = text.replace("two", "one").getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> decoded(twins))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("two nodes are named one");
    assertThat(decoded(bytes).nodes()).extracting(NodeSpec::name).containsExactly("one", "two");
  }
}
