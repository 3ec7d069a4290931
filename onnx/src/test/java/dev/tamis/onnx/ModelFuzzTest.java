package dev.tamis.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that a fuzzer makes up, guided by what they reach. Only a named error is a refusal;
 * anything else that is thrown, and a hang, fails the build.
 */
@Tag("fuzz")
final class ModelFuzzTest {
  private static final ComputeResources RESOURCES = new ComputeResources(1);
  private static final int MOST_PARAMETERS = 1 << 16;

  /** A model of many operators, and weights: from there the fuzzer goes on. */
  static Stream<Arguments> seeds() throws OnnxException {
    byte[] weights = SafetensorsFormat.toBytes(network(), Map.of());
    return Stream.of(Arguments.of((Object) MutationTest.model()), Arguments.of((Object) weights));
  }

  private static Network network() throws OnnxException {
    return OnnxImporter.read(MutationTest.model(), "model").toNetwork(RESOURCES);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "15s")
  void readsOrRefuses(byte[] bytes) {
    expectReasons(
        () -> {
          ImportedModel model = OnnxImporter.read(bytes, "fuzzed.onnx");
          if (model.spec().parameterCount() < MOST_PARAMETERS) {
            model.toNetwork(RESOURCES);
          }
        });
    expectReasons(() -> SafetensorsFormat.load(bytes, "fuzzed.safetensors", network()));
  }

  /** What may refuse its input. */
  @FunctionalInterface
  private interface Reading {
    void run() throws OnnxException;
  }

  private static void expectReasons(Reading reading) {
    try {
      reading.run();
    } catch (OnnxException refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("a refusal without a reason", refused);
      }
    }
  }
}
