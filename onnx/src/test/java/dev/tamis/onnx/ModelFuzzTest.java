package dev.tamis.onnx;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import org.junit.jupiter.api.Tag;

/**
 * Files that a fuzzer makes up, guided by what they reach. Only a named error is a refusal;
 * anything else that is thrown, and a hang, fails the build.
 */
@Tag("fuzz")
final class ModelFuzzTest {
  private static final ComputeResources RESOURCES = new ComputeResources(1);
  private static final int MOST_PARAMETERS = 1 << 16;

  @FuzzTest(maxDuration = "15s")
  void readsOrRefuses(FuzzedDataProvider data) {
    boolean weightsAlone = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      if (weightsAlone) {
        Network network = OnnxImporter.read(MutationTest.model(), "model").toNetwork(RESOURCES);
        SafetensorsFormat.load(bytes, "fuzzed.safetensors", network);
      } else {
        ImportedModel model = OnnxImporter.read(bytes, "fuzzed.onnx");
        if (model.spec().parameterCount() < MOST_PARAMETERS) {
          model.toNetwork(RESOURCES);
        }
      }
    } catch (OnnxException refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("a refusal without a reason", refused);
      }
    }
  }
}
