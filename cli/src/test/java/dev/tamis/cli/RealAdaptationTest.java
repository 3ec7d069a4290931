package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A network somebody else trained meets bad weather; skipped only where there is no data. */
@EnabledIfEnvironmentVariable(named = "TAMIS_DATA", matches = ".+")
class RealAdaptationTest {
  @TempDir Path folder;

  private JsonObject adapt(String stream) {
    Path model = Path.of(System.getenv("TAMIS_DATA"), "onnx", "resnet8_cifar10", "model.onnx");
    return Tamis.run(
            "adapt",
            model,
            "--run",
            folder.resolve(stream.substring(0, 5)),
            "--data",
            "cifar10",
            "--input-scale",
            1,
            "--input-mean",
            0,
            "--input-std",
            1,
            "--stream",
            stream,
            "--remember",
            128,
            "--keep-instances",
            0.01,
            "--learning-rate",
            0.00001,
            "--test-every",
            0,
            "--quiet",
            "--json")
        .ends(0)
        .object();
  }

  @Test
  void noiseIsFollowedWithHardlyAnyLabel() {
    JsonObject json = adapt("gaussian-noise:4@900");
    double shipped = json.get("frozenAccuracyRatio").getAsDouble();
    assertThat(shipped).isLessThan(0.3);
    assertThat(json.get("prequentialAccuracyRatio").getAsDouble()).isGreaterThan(shipped + 0.1);
    assertThat(json.get("prequentialWindowRatio").getAsDouble()).isGreaterThan(shipped + 0.15);
    assertThat(json.get("savingRatio").getAsDouble()).isGreaterThan(0.8);
    assertThat(json.getAsJsonObject("batchNorm").get("following").getAsBoolean()).isTrue();
  }

  @Test
  void whereNothingChangesNothingIsLost() {
    JsonObject json = adapt("clean@900");
    JsonObject original = json.getAsJsonObject("originalTestAccuracyRatio");
    assertThat(original.get("after").getAsDouble())
        .isCloseTo(original.get("before").getAsDouble(), within(0.01));
  }
}
