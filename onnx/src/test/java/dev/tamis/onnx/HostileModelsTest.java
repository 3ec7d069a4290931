package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.onnx.GraphWriter.Attributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie: each is refused with a sentence that says what is wrong. */
final class HostileModelsTest {
  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;

  @TempDir Path folder;

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] graph(ProtoWriter graph) {
    return new ProtoWriter().number(1, 8).message(GRAPH, graph).toBytes();
  }

  private static byte[] tensor(ProtoWriter tensor) {
    return graph(new ProtoWriter().message(INITIALIZER, tensor.string(8, "w")));
  }

  private static ProtoWriter floats(long... dims) {
    return new ProtoWriter().numbers(1, dims).number(2, 1);
  }

  static Stream<Arguments> damage() {
    ProtoWriter node = new ProtoWriter().string(2, "y").string(4, "Relu");
    return Stream.of(
        Arguments.of("an empty file", new byte[0], "has no graph"),
        Arguments.of("text", "no model at all".getBytes(), "is damaged at byte"),
        Arguments.of("an endless number", bytes(8, 255, 255, 255, 255), "ends in the middle"),
        Arguments.of(
            "a number of 70 bits",
            bytes(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127),
            "more than 64 bits"),
        Arguments.of(
            "a length of 2^63",
            bytes(58, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
            "claims 18446744073709551615 bytes"),
        Arguments.of("a length of 2 GiB", bytes(58, 255, 255, 255, 255, 7), "claims 2147483647"),
        Arguments.of("a group", bytes(11, 12), "wire type 3"),
        Arguments.of("field 0", bytes(0, 1), "number 0"),
        Arguments.of(
            "two graphs",
            new ProtoWriter()
                .message(GRAPH, new ProtoWriter())
                .message(GRAPH, new ProtoWriter())
                .toBytes(),
            "two graphs"),
        Arguments.of(
            "extents that overflow",
            tensor(floats(1L << 31, 1L << 31, 1L << 31, 1L << 31)),
            "out of range"),
        Arguments.of("2^32 elements", tensor(floats(1 << 16, 1 << 16)), "2^31 elements or more"),
        Arguments.of("a negative extent", tensor(floats(-4)), "out of range"),
        Arguments.of(
            "a gigabyte that is not there",
            tensor(floats(1 << 28).bytes(9, new byte[16])),
            "needs 1073741824 bytes, but has 16"),
        Arguments.of(
            "more dimensions than anyone has",
            tensor(floats(new long[17]).bytes(9, new byte[0])),
            "17 dimensions"),
        Arguments.of(
            "half a float",
            tensor(floats(1).bytes(4, new byte[3])),
            "ends in the middle of an element"),
        Arguments.of(
            "float16",
            tensor(new ProtoWriter().numbers(1, 2).number(2, 10).bytes(9, new byte[4])),
            "type float16"),
        Arguments.of(
            "two initializers of one name",
            graph(
                new ProtoWriter()
                    .message(INITIALIZER, floats(0).string(8, "w").bytes(9, new byte[0]))
                    .message(INITIALIZER, floats(0).string(8, "w").bytes(9, new byte[0]))),
            "two initializers are named 'w'"),
        Arguments.of("sparse weights", graph(new ProtoWriter().bytes(15, new byte[0])), "sparse"),
        Arguments.of(
            "a name that is not UTF-8", graph(new ProtoWriter().bytes(2, bytes(255))), "UTF-8"),
        Arguments.of("no output", graph(new ProtoWriter().message(1, node)), "has 0 outputs"),
        Arguments.of(
            "a million and one nodes",
            graph(new ProtoWriter().append(new ManyNodes(1_000_001).writer())),
            "more than 1000000 nodes"),
        Arguments.of(
            "weights in memory that are elsewhere",
            tensor(external(floats(1), "w.bin")),
            "not read from a folder"));
  }

  /** Nodes without anything in them, two bytes each. */
  private record ManyNodes(int count) {
    ProtoWriter writer() {
      ProtoWriter nodes = new ProtoWriter();
      for (int i = 0; i < count; i++) {
        nodes.bytes(1, new byte[0]);
      }
      return nodes;
    }
  }

  private static ProtoWriter external(ProtoWriter tensor, String location) {
    return tensor
        .message(13, new ProtoWriter().string(1, "location").string(2, location))
        .number(14, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damage")
  void refuses(String name, byte[] model, String reason) {
    assertThatThrownBy(() -> OnnxImporter.read(model, "bad.onnx"))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("bad.onnx")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] model =
        new TestGraph(5)
            .input(2, 4, 4)
            .conv("x", "c", 3, 2, 3)
            .norm("c", "n", 3)
            .node("Flatten", "n", "f")
            .gemm("f", "y", 2, 12)
            .output("y", 2);
    for (int length = 0; length < model.length - 20; length++) {
      byte[] part = java.util.Arrays.copyOf(model, length);
      assertThatThrownBy(() -> OnnxImporter.read(part, "cut.onnx"))
          .as("%s of %s bytes", length, model.length)
          .isInstanceOf(OnnxException.class);
    }
  }

  private static byte[] withExternalWeights(String location, String... more) {
    ProtoWriter weights = external(floats(2, 1, 1, 1).string(8, "w"), location);
    for (int i = 0; i < more.length; i += 2) {
      weights.message(13, new ProtoWriter().string(1, more[i]).string(2, more[i + 1]));
    }
    GraphWriter plain = new GraphWriter("external");
    plain.input("x", 1, 3, 3);
    plain.node("conv", "Conv", List.of("x", "w"), "y", new Attributes());
    plain.output("y", 2, 3, 3);
    byte[] graph = plain.toBytes(Map.of());
    // A second graph field would be refused: the tensor goes into the one there is.
    return Spliced.intoGraph(graph, weights);
  }

  /** Adds an initializer to the graph of a finished model. */
  private static final class Spliced {
    static byte[] intoGraph(byte[] model, ProtoWriter tensor) {
      try {
        ProtoReader in = new ProtoReader(model, "ModelProto", new ReadBudget("spliced"));
        ProtoWriter out = new ProtoWriter().number(1, 8);
        while (in.next()) {
          if (in.field() == GRAPH) {
            Slice graph = in.bytes();
            byte[] old = new byte[graph.length()];
            graph.buffer().get(old);
            out.message(GRAPH, new ProtoWriter().raw(old).message(INITIALIZER, tensor));
          } else {
            in.skip();
          }
        }
        return out.message(8, new ProtoWriter().number(2, 17)).toBytes();
      } catch (OnnxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Path write(byte[] model) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    return Files.write(models.resolve("model.onnx"), model);
  }

  @Test
  void readsWeightsBesideTheModel() throws Exception {
    Path file = write(withExternalWeights("sub/w.bin", "offset", "4", "length", "8"));
    Files.createDirectories(file.resolveSibling("sub"));
    byte[] floats = new byte[12];
    java.nio.ByteBuffer.wrap(floats).order(Slice.ORDER).putFloat(9).putFloat(2).putFloat(-3);
    Files.write(file.resolveSibling("sub").resolve("w.bin"), floats);

    ImportedModel model = OnnxImporter.read(file);

    try (dev.tamis.layer.ComputeResources resources = new dev.tamis.layer.ComputeResources(1)) {
      assertThat(model.toNetwork(resources).parameters().trained().data()).containsExactly(2f, -3f);
      Files.write(file.resolveSibling("sub").resolve("w.bin"), new byte[5]);
      assertThatThrownBy(() -> model.toNetwork(resources))
          .isInstanceOf(OnnxException.class)
          .hasMessageContaining("has become shorter");
    }
  }

  @Test
  void refusesWeightsOutsideTheFolder() throws Exception {
    Path secret = Files.write(folder.resolve("secret.bin"), new byte[8]);
    Path file = write(withExternalWeights("w.bin"));
    Files.createSymbolicLink(file.resolveSibling("link.bin"), secret);
    for (String location :
        List.of("../secret.bin", secret.toString(), "sub/../../secret.bin", "link.bin", "")) {
      write(withExternalWeights(location));
      assertThatThrownBy(() -> OnnxImporter.read(file))
          .as(location)
          .isInstanceOf(OnnxException.class)
          .hasMessageContaining("outside the folder");
    }
  }

  @Test
  void refusesWeightsThatAreMissingOrTooShort() throws Exception {
    Path file = write(withExternalWeights("w.bin"));
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("cannot be read: copy that file beside the model");
    Files.write(file.resolveSibling("w.bin"), new byte[8]);
    for (String offset : List.of("1", "9223372036854775807", "-1", "x")) {
      write(withExternalWeights("w.bin", "offset", offset));
      assertThatThrownBy(() -> OnnxImporter.read(file))
          .as(offset)
          .isInstanceOf(OnnxException.class);
    }
    write(withExternalWeights("w.bin", "length", "4"));
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("needs 8 bytes, but claims 4");
  }

  @Test
  void namesFileOperatorNodeAndRemedy() {
    byte[] model =
        new TestGraph(1)
            .input(3, 4, 4)
            .conv("x", "c", 2, 3, 1)
            .node("Einsum", "c", "y")
            .output("y", 2, 4, 4);
    assertThatThrownBy(() -> OnnxImporter.read(model, "net.onnx"))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("net.onnx: node 'Einsum_1' (Einsum) has an operator")
        .hasMessageContaining("replace it, or export the network without it")
        .hasMessageContaining("Conv,");
  }

  @Test
  void refusesWhatCannotBeTrainedAndSaysWhy() {
    Attributes dilated = new Attributes().numbers("dilations", 2, 2);
    byte[] dilation =
        new TestGraph(1)
            .input(3, 8, 8)
            .weights("w", 2, 3, 3, 3)
            .node("Conv", "x,w", "y", dilated)
            .output("y", 2, 4, 4);
    assertThatThrownBy(() -> OnnxImporter.read(dilation, "net.onnx"))
        .hasMessageContaining("dilations 2 and 2, but only 1 can be trained");
    byte[] mixing =
        new TestGraph(1)
            .input(3, 4, 4)
            .node("Flatten", "x", "y", new Attributes().number("axis", 0))
            .output("y", 48);
    assertThatThrownBy(() -> OnnxImporter.read(mixing, "net.onnx"))
        .hasMessageContaining("flattens instances into one another");
    byte[] late =
        new TestGraph(1).input(4).node("Softmax", "x", "s").gemm("s", "y", 2, 4).output("y", 2);
    assertThatThrownBy(() -> OnnxImporter.read(late, "net.onnx"))
        .hasMessageContaining("reads a softmax");
    byte[] spoilt =
        new TestGraph(1).input(4).scalar("n", Float.NaN).node("Add", "x,n", "y").output("y", 4);
    assertThatThrownBy(() -> OnnxImporter.read(spoilt, "net.onnx"))
        .hasMessageContaining("computes with NaN");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNotThere() {
    assertThatThrownBy(() -> OnnxImporter.read(folder.resolve("none.onnx")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("none.onnx");
  }
}
