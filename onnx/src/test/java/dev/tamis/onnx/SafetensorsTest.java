package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.random.SeededGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  private static final ComputeResources RESOURCES = new ComputeResources(1);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  private static Network network() throws OnnxException {
    return OnnxImporter.read(MutationTest.model(), "model.onnx").toNetwork(RESOURCES);
  }

  private static Network untrained(Network like) {
    return new Network(like.spec(), RESOURCES, new SeededGenerator(99));
  }

  @Test
  void weightsComeBackAsTheyWere() throws Exception {
    Network network = network();
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(network, Map.of("a \"b\"\n", "\\ü"), file);

    Network again = untrained(network);
    Map<String, String> metadata = Safetensors.load(file, again);

    assertThat(metadata).containsExactly(Map.entry("a \"b\"\n", "\\ü"));
    assertThat(again.parameters().trained().data())
        .isEqualTo(network.parameters().trained().data());
    assertThat(again.parameters().statistics().data())
        .isEqualTo(network.parameters().statistics().data());
  }

  @Test
  void namesAndLayoutsArePyTorchs() throws Exception {
    byte[] bytes = SafetensorsFormat.toBytes(network(), Map.of());
    int length = (int) ByteBuffer.wrap(bytes).order(Slice.ORDER).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);

    assertThat(length % 8).isZero();
    assertThat(header)
        .contains("\"c.weight\":{\"dtype\":\"F32\",\"shape\":[3,2,3,3],\"data_offsets\":[0,216]}")
        .contains("\"c.bias\"", "\"n.running_mean\"", "\"n.running_var\"", "\"l.weight\"");
    // Of the first kernel and channel, row by row, as the model file has it.
    Tensor weights = ModelFile.of(MutationTest.model(), "m").graph().initializers().get("c.weight");
    assertThat(ByteBuffer.wrap(bytes).order(Slice.ORDER).getFloat(8 + length + 4))
        .isEqualTo(weights.floats()[1]);
  }

  private static byte[] file(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data)
        .order(Slice.ORDER)
        .putLong(text.length)
        .put(text)
        .array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{};0;lacks the tensor 'c.weight'",
        "{,;0;'\"' is expected",
        "[];0;'{' is expected",
        "{} x;0;follows the header's end",
        "{};4;4 bytes behind its tensors",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}};4;needs 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}};8;leave a gap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}};0;are not there",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}};2;type 'F16'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,2]}};2;whole number",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999,99999999999],\"data_offsets\":[0,2]}};2;out of range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,2]}};2;longer than 16",
        "{\"a\":{\"x\":1}};0;has a 'x'",
        "{\"a\":{};0;lacks its shape",
        "{\"a\\q\":{};0;bad escape",
      })
  void refusesDamage(String header, int data, String reason) throws Exception {
    Network network = network();
    float[] before = network.parameters().trained().data().clone();
    byte[] bytes = file(header, data);

    assertThatThrownBy(() -> SafetensorsFormat.load(bytes, "w.safetensors", network))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("w.safetensors")
        .hasMessageContaining(reason);
    assertThat(network.parameters().trained().data()).isEqualTo(before);
  }

  @Test
  void refusesHeadersThatClaimTooMuch() throws Exception {
    Network network = network();
    for (long claim : new long[] {-1, 0, 1, 1L << 40, 16 << 20, Long.MIN_VALUE}) {
      byte[] bytes = ByteBuffer.allocate(64).order(Slice.ORDER).putLong(claim).array();
      assertThatThrownBy(() -> SafetensorsFormat.load(bytes, "w", network))
          .as("%s", claim)
          .isInstanceOf(OnnxException.class)
          .hasMessageContaining("claims a header of");
    }
    assertThatThrownBy(() -> SafetensorsFormat.load(new byte[7], "w", network))
        .hasMessageContaining("has no header");
  }

  @Test
  void refusesAnotherNetworksWeightsAndChangesNothing() throws Exception {
    Network network = network();
    byte[] other = new TestGraph(1).input(2, 6, 6).conv("x", "c", 4, 2, 3).output("c", 4, 4, 4);
    Network small = OnnxImporter.read(other, "o").toNetwork(RESOURCES);
    Path file = folder.resolve("w");
    Safetensors.write(small, Map.of(), file);
    float[] before = network.parameters().trained().data().clone();

    assertThatThrownBy(() -> Safetensors.load(file, network))
        .hasMessageContaining("has another shape of the tensor 'c.weight' of 3x2x3x3, 4x2x3x3");
    Safetensors.write(network, Map.of(), file);
    assertThatThrownBy(() -> Safetensors.load(file, small)).isInstanceOf(OnnxException.class);
    assertThat(network.parameters().trained().data()).isEqualTo(before);
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    Network network = network();
    byte[] bytes = SafetensorsFormat.toBytes(network, Map.of("k", "v"));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SafetensorsFormat.load(part, "w", network))
          .isInstanceOf(OnnxException.class);
    }
    assertThat(Files.exists(folder.resolve("w.part"))).isFalse();
  }
}
