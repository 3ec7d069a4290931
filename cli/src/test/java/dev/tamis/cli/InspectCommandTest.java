package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

  @Test
  void jsonHasTheKeysOfTheContract() {
    JsonObject json = Tamis.run("inspect", "lenet-fashion", "--batch-size", 8, "--json").object();

    assertThat(json.keySet())
        .contains("parameters", "macs", "filter", "peakBytes", "layers", "expected", "batchSize");
    assertThat(json.getAsJsonObject("macs").keySet())
        .containsExactlyInAnyOrder("forward", "errorPropagation", "weightGradient");
    assertThat(json.getAsJsonObject("filter").keySet()).contains("network", "forwardMacs");
    assertThat(json.get("parameters").getAsLong()).isEqualTo(431_080);
    assertThat(json.getAsJsonObject("macs").get("forward").getAsLong()).isEqualTo(2_293_000);
  }

  @Test
  void layersAddUpToTheNetwork() {
    JsonObject json =
        Tamis.run("inspect", "resnet20-cifar10", "--batch-size", 4, "--json").object();
    long parameters = 0;
    long forward = 0;
    long errors = 0;
    for (JsonElement element : json.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      parameters += layer.get("parameters").getAsLong();
      forward += layer.getAsJsonObject("macs").get("forward").getAsLong();
      errors += layer.getAsJsonObject("macs").get("errorPropagation").getAsLong();
      assertThat(layer.keySet())
          .contains("name", "kind", "outputShape", "prunable", "channels", "keptChannels");
    }

    assertThat(parameters).isEqualTo(json.get("parameters").getAsLong());
    assertThat(forward).isEqualTo(json.getAsJsonObject("macs").get("forward").getAsLong());
    assertThat(errors).isEqualTo(json.getAsJsonObject("macs").get("errorPropagation").getAsLong());
  }

  @Test
  void keepRatiosSayWhatTheySave() {
    double whole = saving("1", "1");
    double half = saving("0.5", "0.5");

    // The filter is not free.
    assertThat(whole).isNegative();
    assertThat(half).isBetween(0.3, 0.9);
  }

  private static double saving(String instances, String channels) {
    return Tamis.run(
            "inspect",
            "--batch-size",
            4,
            "--keep-instances",
            instances,
            "--keep-channels",
            channels,
            "--json")
        .ends(0)
        .object()
        .getAsJsonObject("expected")
        .get("savingRatio")
        .getAsDouble();
  }

  @Test
  void saysWhatTheBackwardPassKeepsOfEveryLayer() {
    JsonObject json = Tamis.run("inspect", "lenet-fashion", "--json").ends(0).object();
    long saved = 0;
    for (JsonElement element : json.getAsJsonArray("layers")) {
      saved += element.getAsJsonObject().get("savedBytes").getAsLong();
    }

    // The pools' outputs (their ReLUs work in place), the logits' input, and the places of maxima.
    assertThat(saved).isGreaterThan(4L * (12 * 12 * 20 + 4 * 4 * 50 + 500));
    assertThat(saved * 64).isLessThan(json.get("peakBytes").getAsLong());
  }

  @Test
  void foretellsABatchThatNoMachineHolds() {
    JsonObject json =
        Tamis.run("inspect", "lenet-fashion", "--batch-size", 1 << 20, "--json").ends(0).object();

    assertThat(json.get("peakBytes").getAsLong()).isGreaterThan(1L << 37);
  }

  @Test
  void bitsWeighProductsAndShrinkWhatIsSaved() {
    JsonObject floats = Tamis.run("inspect", "resnet8-cifar10", "--json").ends(0).object();
    JsonObject bytes =
        Tamis.run("inspect", "resnet8-cifar10", "--bits", 8, "--batch-norm", "range", "--json")
            .ends(0)
            .object();
    JsonObject conv = bytes.getAsJsonArray("layers").get(3).getAsJsonObject();
    double macs = conv.getAsJsonObject("macs").get("forward").getAsDouble();

    assertThat(floats.get("bits").isJsonNull()).isTrue();
    assertThat(conv.getAsJsonObject("bitWeightedMacs").get("forward").getAsDouble())
        .isEqualTo(macs / 16);
    assertThat(conv.getAsJsonObject("bitWeightedMacs").get("weightGradient").getAsDouble())
        .isEqualTo(macs / 8);
    assertThat(conv.get("savedBytes").getAsLong() * 4)
        .isEqualTo(
            floats.getAsJsonArray("layers").get(3).getAsJsonObject().get("savedBytes").getAsLong());
    assertThat(bytes.getAsJsonArray("layers").get(1).getAsJsonObject().get("kind").getAsString())
        .isEqualTo("rangeBatchNorm2d");
    assertThat(bytes.get("peakBytes").getAsLong()).isLessThan(floats.get("peakBytes").getAsLong());
    assertThat(Tamis.run("inspect", "resnet8-cifar10", "--bits", 8).ends(0).out())
        .contains("8x8", "8x16");
  }

  /** The file says it itself, also where its run folder is not around it. */
  @Test
  void checkpointIsInspectedWithTheBitsItWasTrainedBy(@TempDir Path folder) throws IOException {
    Path run = folder.resolve("run");
    Tamis.run(
            "train",
            "--method",
            "dense",
            "--bits",
            6,
            "--weight-scale",
            "channel",
            "--iterations",
            1,
            "--quiet",
            "--run",
            run)
        .ends(0);
    Path alone = Files.copy(run.resolve("checkpoints/latest.tamis"), folder.resolve("a.tamis"));

    JsonObject json = Tamis.run("inspect", alone, "--json").ends(0).object();

    assertThat(json.getAsJsonObject("bits").get("weights").getAsInt()).isEqualTo(6);
    assertThat(Tamis.run("inspect", alone, "--bits", 32, "--json").ends(0).object().get("bits"))
        .isEqualTo(JsonNull.INSTANCE);
  }

  @Test
  void bitsOutOfRangeAreWrongUse() {
    for (int bits : new int[] {1, 17, 31, -8}) {
      assertThat(Tamis.run("inspect", "--bits", bits).ends(2).err())
          .contains("--bits is " + bits + ", but must be 2..16, or 32 for floats");
    }
    assertThat(Tamis.run("inspect", "--weight-bits", 4).ends(2).err()).contains("add --bits");
    assertThat(Tamis.run("inspect", "--bits", 8, "--error-rounding", "up").ends(2).err())
        .contains("stochastic, nearest");
  }

  @Test
  void tableShowsLayersAndTotals() {
    Tamis.Result result = Tamis.run("inspect", "--network", "resnet8", "--batch-size", 4).ends(0);

    assertThat(result.out()).contains("resnet8", "planned memory", "computation saved", "total");
    assertThat(result.err()).isEmpty();
  }
}
