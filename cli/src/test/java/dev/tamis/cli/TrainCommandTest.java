package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private static final String[] FILES = {
    "config.json", "provenance.json", "metrics.jsonl", "summary.json", "report.html"
  };

  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Tamis.Result result = new Tamis.Result(-1, "", "");

  @BeforeAll
  static void train() throws IOException {
    data = Tamis.data(folder.resolve("data"), 240, 100);
    run = folder.resolve("run");
    result = train(run, "--iterations", 24, "--threads", 1, "--json");
  }

  private static Tamis.Result train(Path to, Object... more) {
    Object[] fixed = {
      "train", "--data", data, "--batch-size", 16, "--run", to, "--report-every", 4
    };
    Object[] all = new Object[fixed.length + more.length];
    System.arraycopy(fixed, 0, all, 0, fixed.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return Tamis.run(all);
  }

  @Test
  void leavesARunFolder() {
    result.ends(0);
    for (String file : FILES) {
      assertThat(run.resolve(file)).isRegularFile();
    }
    assertThat(Tamis.checkpoint(run)).isRegularFile();
  }

  @Test
  void printsExactlyTheSummaryAndProgressElsewhere() throws IOException {
    assertThat(result.out()).isEqualTo(Files.readString(run.resolve("summary.json")));
    assertThat(result.err()).contains("24/24");
  }

  @Test
  void summaryHasTheKeysOfTheContract() {
    JsonObject summary = result.object();
    assertThat(summary.keySet())
        .containsExactlyInAnyOrder(
            "recipe",
            "method",
            "seed",
            "kernels",
            "threads",
            "epochs",
            "steps",
            "offeredInstances",
            "keptInstances",
            "keptRatio",
            "testAccuracyRatio",
            "balancedAccuracyRatio",
            "testLoss",
            "wallSeconds",
            "instancesPerSecond",
            "peakBytes",
            "macs",
            "savingRatio",
            "bitWeightedSavingRatio",
            "bitWeightedMacs",
            "bits",
            "gradientQuality",
            "seconds",
            "falseDropRatio",
            "filter",
            "provenance");
    String[] phases = {
      "filterForward",
      "filterBackward",
      "mainForward",
      "labelForward",
      "errorPropagation",
      "weightGradient",
      "scoring"
    };
    assertThat(summary.getAsJsonObject("macs").keySet())
        .contains(phases)
        .contains("total", "dense")
        .hasSize(phases.length + 2);
    assertThat(summary.getAsJsonObject("seconds").keySet())
        .contains(phases)
        .contains("data", "other", "total")
        .hasSize(phases.length + 3);
    assertThat(summary.getAsJsonObject("filter").keySet())
        .contains(
            "mode", "shareOfMainForwardRatio", "lift", "liftLow", "auc", "skilledRatio", "pauses");
    assertThat(summary.getAsJsonObject("provenance").keySet()).isNotEmpty();
  }

  @Test
  void floatsSaveAsMuchByBits() {
    JsonObject summary = result.object();
    assertThat(summary.get("bits").isJsonNull()).isTrue();
    assertThat(summary.get("gradientQuality").isJsonNull()).isTrue();
    assertThat(summary.get("bitWeightedSavingRatio").getAsDouble())
        .isEqualTo(summary.get("savingRatio").getAsDouble());
  }

  /** All but fc2 have 8 bits, and their weight gradients 8 x 16. */
  @Test
  void quantizedTrainingIsCountedByBitsAndSaysHowGoodItsGradientsAre(@TempDir Path folder) {
    JsonObject summary =
        Tamis.run(
                "train",
                "--method",
                "dense",
                "--bits",
                8,
                "--iterations",
                3,
                "--quiet",
                "--json",
                "--run",
                folder.resolve("run"))
            .ends(0)
            .object();
    double rest = 2_293_000 - 5000;
    double quantized = (rest * 64 + (rest - 288_000) * 64 + rest * 128) / 1024;
    double expected = 1 - (quantized + 3 * 5000) / (3 * 2_293_000 - 288_000);

    assertThat(summary.get("savingRatio").getAsDouble()).isZero();
    assertThat(summary.get("bitWeightedSavingRatio").getAsDouble())
        .isCloseTo(expected, within(1e-9));
    assertThat(summary.getAsJsonObject("bits").get("weightGradientErrors").getAsInt())
        .isEqualTo(16);
    JsonObject quality = summary.getAsJsonObject("gradientQuality");
    assertThat(quality.get("instances").getAsInt()).isEqualTo(64);
    assertThat(quality.getAsJsonArray("layers")).hasSize(4);
    quality
        .getAsJsonArray("layers")
        .forEach(
            layer ->
                assertThat(layer.getAsJsonObject().get("cosine").getAsDouble())
                    .as("%s", layer)
                    .isBetween(0.9, 1 - 1e-9));
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains("Cosine of quantized", "weighted by bits");
  }

  @Test
  void savingIsWhatTheMacsSay() {
    JsonObject macs = result.object().getAsJsonObject("macs");
    double share = macs.get("total").getAsDouble() / macs.get("dense").getAsDouble();
    assertThat(result.object().get("savingRatio").getAsDouble()).isCloseTo(1 - share, within(1e-9));
  }

  @Test
  void evaluateFindsTheSameAccuracyToTheLastBit() {
    JsonObject evaluation = Tamis.run("evaluate", run, "--json").ends(0).object();

    assertThat(evaluation.get("accuracyRatio")).isEqualTo(result.object().get("testAccuracyRatio"));
    assertThat(evaluation.get("balancedAccuracyRatio"))
        .isEqualTo(result.object().get("balancedAccuracyRatio"));
    assertThat(evaluation.get("meanLoss")).isEqualTo(result.object().get("testLoss"));
  }

  @Test
  void threadsChangeNothingButSeconds() throws IOException {
    Path other = folder.resolve("threads");
    JsonObject three = train(other, "--iterations", 24, "--threads", 3, "--json").ends(0).object();

    assertThat(three.get("threads").getAsInt()).isEqualTo(3);
    for (String key : new String[] {"testAccuracyRatio", "testLoss", "keptInstances", "macs"}) {
      assertThat(three.get(key)).as(key).isEqualTo(result.object().get(key));
    }
    assertThat(Tamis.parameters(other)).isEqualTo(Tamis.parameters(run));
  }

  @Test
  void epochsCountPassesOverTheTrainingSet() throws IOException {
    Path to = folder.resolve("epochs");
    JsonObject summary = train(to, "--epochs", 0.4, "--quiet", "--json").ends(0).object();

    assertThat(summary.get("steps").getAsInt()).isEqualTo(6);
    assertThat(summary.get("epochs").getAsDouble()).isCloseTo(0.4, within(1e-12));
    String config = Files.readString(to.resolve("config.json"));
    assertThat(JsonParser.parseString(config).getAsJsonObject().get("iterations").getAsInt())
        .isEqualTo(6);
  }

  @Test
  void quietSaysNothingButTheResult() {
    Tamis.Result quiet = train(folder.resolve("quiet"), "--iterations", 2, "--quiet").ends(0);

    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out()).contains("test accuracy", "computation saved", "run folder");
  }

  @Test
  void aCompleteRunIsSummarisedAgain() throws IOException {
    Path copy = folder.resolve("complete");
    Tamis.copy(run, copy);
    Files.delete(copy.resolve("summary.json"));
    JsonObject summary = Tamis.run("train", "--resume", copy, "--json").ends(0).object();

    assertThat(summary.get("testAccuracyRatio"))
        .isEqualTo(result.object().get("testAccuracyRatio"));
    assertThat(copy.resolve("summary.json")).isRegularFile();
    assertThat(Files.readString(copy.resolve("metrics.jsonl")))
        .isEqualTo(Files.readString(run.resolve("metrics.jsonl")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--filter stale-loss",
        "--filter ohem",
        "--prethin 2",
        "--label-statistics batch",
        "--filter-score entropy",
        "--channel-importance unbiased",
        "--channel-explore-ratio 0.2",
        "--keep-channels-schedule alternate",
        "--keep-channels-schedule annealed"
      })
  void everyPolicyTrains(String flags) {
    Object[] more = ("--iterations 20 --threads 1 --json " + flags).split(" ");
    JsonObject summary = train(folder.resolve(flags.replace(' ', '_')), more).object();

    assertThat(summary.get("steps").getAsLong()).isEqualTo(20);
    assertThat(summary.get("savingRatio").getAsDouble()).isPositive();
  }

  @Test
  void memoryLimitNamesTheLargestBatchThatFits() {
    Path to = folder.resolve("limited");
    long limit = peakBytes(9);
    assertThat(peakBytes(10)).isGreaterThan(limit);

    Tamis.Result refused = train(to, "--threads", 2, "--memory-limit", limit).ends(2);
    assertThat(refused.err()).contains("--memory-limit", "the largest that fits is --batch-size 9");
    assertThat(to).doesNotExist();
  }

  @Test
  void aBatchBeyondAllMemoryIsRefusedWithTheLargestThatFits() {
    Path to = folder.resolve("huge");
    String unlimited =
        Tamis.run("train", "--data", data, "--run", to, "--batch-size", 1 << 20).ends(2).err();
    String limited =
        Tamis.run(
                "train",
                "--data",
                data,
                "--run",
                to,
                "--batch-size",
                1 << 20,
                "--memory-limit",
                "64MiB")
            .ends(2)
            .err();

    assertThat(limited).contains("--memory-limit", "the largest that fits is --batch-size ");
    assertThat(unlimited).contains("that Java may use", "the largest that fits is --batch-size ");
    assertThat(to).doesNotExist();
  }

  private static long peakBytes(int batchSize) {
    return Tamis.run("inspect", run, "--batch-size", batchSize, "--threads", 2, "--json")
        .ends(0)
        .object()
        .get("peakBytes")
        .getAsLong();
  }

  @Test
  void reportIsWrittenAnew() throws IOException {
    Path report = run.resolve("report.html");
    Files.delete(report);
    Tamis.Result again = Tamis.run("report", run).ends(0);

    assertThat(again.out().strip()).isEqualTo(report.toString());
    assertThat(report).isRegularFile();
  }
}
