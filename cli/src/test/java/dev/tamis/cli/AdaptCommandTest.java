package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptCommandTest {
  private static final int STREAMED = 600;

  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    data = Tamis.data(folder.resolve("data"), 400, 100);
    model = folder.resolve("model");
    Tamis.run(
            "train",
            "--data",
            data,
            "--run",
            model,
            "--iterations",
            60,
            "--batch-size",
            16,
            "--method",
            "dense",
            "--validation-images",
            200,
            "--quiet")
        .ends(0);
  }

  private static Object[] adapt(Path run, Object... more) {
    List<Object> line = new ArrayList<>();
    line.addAll(List.of("adapt", model, "--run", run, "--validation-images", 200));
    line.addAll(List.of("--keep-instances", 0.3, "--learning-rate", 0.002, "--quiet"));
    line.addAll(List.of(more));
    return line.toArray();
  }

  @Test
  void jsonHasTheKeysOfTheContract() {
    Path run = folder.resolve("keys");
    JsonObject json =
        Tamis.run(
                adapt(
                    run,
                    "--stream",
                    "mix:0.2:rotate:60@" + STREAMED,
                    "--json",
                    "--test-every",
                    200,
                    "--report-every",
                    100,
                    "--remember",
                    50,
                    "--anchors",
                    20))
            .ends(0)
            .object();

    assertThat(json.keySet())
        .containsExactlyInAnyOrder(
            "network",
            "stream",
            "filter",
            "seed",
            "kernels",
            "threads",
            "steps",
            "offeredInstances",
            "keptInstances",
            "keptRatio",
            "labelsAsked",
            "labelsAskedRatio",
            "judgedInstances",
            "prequentialAccuracyRatio",
            "prequentialWindowRatio",
            "prequentialFadingRatio",
            "frozenAccuracyRatio",
            "testAccuracyRatio",
            "originalTestAccuracyRatio",
            "driftedTestAccuracyRatio",
            "rollbacks",
            "driftsSeen",
            "wallSeconds",
            "instancesPerSecond",
            "peakBytes",
            "macs",
            "savingRatio",
            "seconds",
            "falseDropRatio",
            "selection",
            "weights",
            "instances",
            "drift",
            "batchNorm",
            "energy",
            "decisions",
            "provenance");
    assertThat(json.get("offeredInstances").getAsInt()).isEqualTo(STREAMED);
    assertThat(json.get("judgedInstances").getAsInt()).isEqualTo(STREAMED);
    assertThat(json.get("keptRatio").getAsDouble()).isCloseTo(0.3, within(0.05));
    JsonObject macs = json.getAsJsonObject("macs");
    assertThat(macs.get("dense").getAsLong()).isEqualTo(STREAMED * (2_293_000L + 4_298_000L));
    assertThat(json.get("savingRatio").getAsDouble())
        .isCloseTo(
            1 - macs.get("total").getAsDouble() / macs.get("dense").getAsDouble(), within(1e-12));
    JsonObject original = json.getAsJsonObject("originalTestAccuracyRatio");
    JsonObject shipped = Tamis.run("evaluate", model, "--data", data, "--json").ends(0).object();
    assertThat(original.get("before").getAsDouble())
        .isEqualTo(shipped.get("accuracyRatio").getAsDouble());
    JsonObject served = Tamis.run("evaluate", run, "--data", data, "--json").ends(0).object();
    assertThat(original.get("after").getAsDouble())
        .isEqualTo(served.get("accuracyRatio").getAsDouble());
    assertThat(original.get("exported")).isEqualTo(original.get("after"));
    // LeNet has no batch norms.
    assertThat(json.getAsJsonObject("batchNorm").get("following").getAsBoolean()).isFalse();
    JsonObject drifted = json.getAsJsonObject("driftedTestAccuracyRatio").getAsJsonObject("before");
    assertThat(drifted.get("all").getAsDouble())
        .isCloseTo(
            0.8 * drifted.get("known").getAsDouble() + 0.2 * drifted.get("novel").getAsDouble(),
            within(1e-9));
  }

  @Test
  void leavesAFolderThatOtherCommandsRead() throws IOException {
    Path run = folder.resolve("folder");
    Tamis.Result result =
        Tamis.run(adapt(run, "--stream", "iid", "--instances", 120, "--test-every", 60)).ends(0);

    assertThat(result.out()).contains("accuracy on stream", "labels asked for", "run folder");
    assertThat(run.resolve("metrics.jsonl")).content().contains("\"type\":\"test\"");
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report).contains("Labels asked for", "Accuracy of the last 500 predictions");
    Files.delete(run.resolve("report.html"));
    Tamis.run("report", run).ends(0);
    assertThat(run.resolve("report.html")).hasContent(report);
    Tamis.run("inspect", run.resolve("model.onnx"), "--json").ends(0);
    assertThat(Tamis.run("train", "--resume", run).ends(1).err()).contains("tamis adapt --resume");
    assertThat(Tamis.run("adapt", "--resume", run).ends(0).out()).isEqualTo(result.out());
    // An adapted model is a model like any other.
    Tamis.run("adapt", run, "--run", folder.resolve("again"), "--instances", 60, "--quiet").ends(0);
  }

  @Test
  void sameSeedGivesTheSameBitsForAnyNumberOfThreads() throws IOException {
    List<byte[]> parameters = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      Path run = folder.resolve("threads" + threads);
      Tamis.run(
              adapt(
                  run,
                  "--stream",
                  "mix:0.3:rotate:60+label-delay:20@" + STREAMED,
                  "--confidence",
                  0.5,
                  "--threads",
                  threads,
                  "--filter",
                  "entropy",
                  "--cold-start-labels",
                  20))
          .ends(0);
      parameters.add(Tamis.parameters(run));
    }
    assertThat(parameters.get(1)).isEqualTo(parameters.get(0));
  }

  @Test
  void thePapersRuleChoosesWithoutABudget() {
    Path run = folder.resolve("paper");
    JsonObject json =
        Tamis.run(
                adapt(
                    run,
                    "--stream",
                    "mix:0.2:rotate:60+label-delay:20@" + STREAMED,
                    "--filter",
                    "paper",
                    "--json"))
            .ends(0)
            .object();

    assertThat(json.get("filter").getAsString()).isEqualTo("paper");
    JsonObject selection = json.getAsJsonObject("selection");
    assertThat(selection.get("selector").getAsString()).isEqualTo("paper");
    assertThat(selection.get("lossThreshold").getAsDouble()).isPositive();
    JsonObject instances = json.getAsJsonObject("instances");
    assertThat(json.get("labelsAsked").getAsInt())
        .isBetween(
            instances.get("kept").getAsInt()
                + instances.get("heldOut").getAsInt()
                + instances.get("uncertain").getAsInt(),
            STREAMED);
    assertThat(json.get("keptInstances").getAsInt()).isBetween(1, STREAMED - 1);
    assertThat(run.resolve("report.html")).content().contains("Labels asked for");
    assertThat(Tamis.run("adapt", "--resume", run).ends(0).out()).contains("labels asked for");
  }

  @ParameterizedTest
  @CsvSource({
    "paper, --prethin, 4",
    "paper, --explore-ratio, 0.1",
    "paper, --cold-start-labels, 300",
    "random, --prethin, 4",
    "random, --explore-ratio, 0.1",
    "random, --cold-start-labels, 300",
    "entropy-forward, --prethin, 4",
    "entropy-forward, --cold-start-labels, 300"
  })
  void aFlagThatMeansNothingToTheFilterIsRefused(String filter, String flag, String value) {
    Path run = folder.resolve("idle");
    Tamis.Result result = Tamis.run(adapt(run, "--filter", filter, flag, value)).ends(2);
    assertThat(result.err()).contains(flag + " means nothing to --filter " + filter);
    assertThat(run).doesNotExist();
  }

  @Test
  void watchesAFolder() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    for (int n = 0; n < 12; n++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(n, n, 0, 255);
      Path file = inbox.resolve("image%02d.png".formatted(n));
      ImageIO.write(image, "png", file.toFile());
      if (n < 9) {
        Files.writeString(inbox.resolve(file.getFileName() + ".label"), n < 8 ? "3" : "no class");
      }
    }
    Path run = folder.resolve("watched");
    JsonObject json =
        Tamis.run(
                "adapt",
                model,
                "--stream",
                inbox,
                "--run",
                run,
                "--idle-seconds",
                2,
                "--keep-instances",
                1,
                "--holdout-ratio",
                0.01,
                "--json")
            .ends(0)
            .object();

    assertThat(json.get("offeredInstances").getAsInt()).isEqualTo(12);
    assertThat(json.get("judgedInstances").getAsInt()).isEqualTo(8);
    assertThat(json.get("testAccuracyRatio").isJsonNull()).isTrue();
    JsonObject instances = json.getAsJsonObject("instances");
    assertThat(instances.get("waiting").getAsInt()).isEqualTo(4);
    assertThat(instances.get("skippedFiles").getAsInt()).isEqualTo(1);
  }

  @Test
  void badInputIsRefusedWithARemedyAndLeavesNothing() {
    Path run = folder.resolve("bad");
    assertThat(Tamis.run("adapt").ends(2).err()).contains("MODEL");
    assertThat(Tamis.run("adapt", folder.resolve("nothing.onnx"), "--run", run).ends(1).err())
        .contains("there is no model");
    assertThat(Tamis.run(adapt(run, "--stream", "fog:9@100")).ends(2).err())
        .contains("--stream", "fog");
    assertThat(Tamis.run(adapt(run, "--stream", "no/such/folder")).ends(2).err())
        .contains("--stream is neither a folder that exists nor the text of a stream");
    assertThat(Tamis.run(adapt(run, "--filter", "best")).ends(2).err())
        .contains("--filter is 'best'", "entropy-forward");
    assertThat(Tamis.run(adapt(run, "--confidence", "1.5")).ends(2).err())
        .contains("confidence 1.5");
    assertThat(Tamis.run(adapt(run, "--memory-limit", "1MiB")).ends(2).err())
        .contains("the smallest that can");
    assertThat(Tamis.run(adapt(run, "--remember", 500)).ends(2).err())
        .contains("--remember and --anchors ask for 500 images, but there are 200");
    assertThat(Tamis.run(adapt(run, "--idle-seconds", 1)).ends(2).err()).contains("--idle-seconds");
    assertThat(Tamis.run(adapt(run, "--checkpoint-every", 0)).ends(2).err())
        .contains("--checkpoint-every is 0");
    assertThat(Tamis.run("adapt", "--resume", model).ends(1).err())
        .contains("tamis train --resume");
    assertThat(run).doesNotExist();
  }
}
