package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path comparison = Path.of("");
  private static Tamis.Result result = new Tamis.Result(-1, "", "");

  @BeforeAll
  static void compare() throws IOException {
    data = Tamis.data(folder.resolve("data"), 240, 100);
    comparison = folder.resolve("comparison");
    result = small("--seeds", 2, "--json");
  }

  private static Tamis.Result small(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("--methods", "dense,scheduled,random,filter+prune", "--budget", 0.4));
    all.addAll(List.of("--rates", "0.01,0.03", "--folder", comparison));
    all.addAll(Arrays.asList(more));
    return run(all.toArray());
  }

  private static Tamis.Result run(Object... more) {
    List<Object> all = new ArrayList<>(List.of("compare", "lenet-fashion", "--data", data));
    all.addAll(List.of("--batch-size", 16, "--iterations", 30, "--threads", 1));
    all.addAll(List.of("--tuning-images", 40, "--tuning-seeds", 1));
    all.addAll(Arrays.asList(more));
    return Tamis.run(all.toArray());
  }

  private static List<JsonObject> entries(String key, String method) {
    JsonArray array = result.object().getAsJsonArray(key);
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(entry -> entry.get("method").getAsString().equals(method))
        .toList();
  }

  @Test
  void everyMethodHasOneRunPerSeedAndOneTryPerRate() {
    result.ends(0);
    for (String method : List.of("dense", "scheduled", "random", "filter+prune")) {
      assertThat(entries("runs", method)).as(method).hasSize(2);
      assertThat(entries("tuning", method)).as(method).hasSize(2);
      assertThat(entries("tuning", method))
          .filteredOn(e -> e.get("chosen").getAsBoolean())
          .hasSize(1);
    }
  }

  @Test
  void reportedRunsUseTheRateThatDidBestOnHeldOutImages() {
    for (String method : List.of("dense", "scheduled", "random", "filter+prune")) {
      double chosen = Double.NaN;
      double best = -1;
      for (JsonObject entry : entries("tuning", method)) {
        double accuracy = entry.get("validationAccuracyRatio").getAsDouble();
        chosen = accuracy > best ? entry.get("learningRate").getAsDouble() : chosen;
        best = Math.max(best, accuracy);
      }
      for (JsonObject run : entries("runs", method)) {
        assertThat(run.get("learningRate").getAsDouble()).as(method).isEqualTo(chosen);
      }
    }
  }

  @Test
  void methodsAreHeldToTheBudget() {
    for (JsonObject run : entries("runs", "random")) {
      assertThat(1 - run.get("savingRatio").getAsDouble()).isCloseTo(0.4, within(0.02));
    }
    for (JsonObject run : entries("runs", "scheduled")) {
      assertThat(run.get("steps").getAsInt()).isEqualTo(12);
      assertThat(1 - run.get("savingRatio").getAsDouble()).isCloseTo(0.4, within(0.02));
    }
    // While the filter has not earned the right to rank, it costs less than planned.
    for (JsonObject run : entries("runs", "filter+prune")) {
      assertThat(1 - run.get("savingRatio").getAsDouble()).isBetween(0.33, 0.42);
    }
    for (JsonObject run : entries("runs", "dense")) {
      assertThat(run.get("savingRatio").getAsDouble()).isCloseTo(0, within(1e-9));
      assertThat(run.get("budgetRatio").isJsonNull()).isTrue();
    }
  }

  @Test
  void leavesTableAndPlots() {
    for (String file : List.of("comparison.md", "comparison.html", "accuracy-macs.svg")) {
      assertThat(comparison.resolve(file)).isRegularFile();
    }
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    Path kept = comparison.resolve("runs/random@0.4-seed1/summary.json");
    Path lost = comparison.resolve("runs/random@0.4-seed2/summary.json");
    FileTime before = Files.getLastModifiedTime(kept);
    String expected = Files.readString(lost);
    Files.delete(lost);
    small("--seeds", 2).ends(0);
    assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
    assertThat(accuracy(Files.readString(lost))).isEqualTo(accuracy(expected));
  }

  private static JsonElement accuracy(String summary) {
    return JsonParser.parseString(summary).getAsJsonObject().get("testAccuracyRatio");
  }

  @Test
  void refusesAFolderOfOtherSettings() {
    Tamis.Result other = small("--seeds", 1, "--momentum", 0.5).ends(1);
    assertThat(other.err()).contains("choose another --folder");
  }

  @Test
  void aRateIsJudgedByTheMeanOfItsRuns() throws IOException {
    Path to = folder.resolve("twice");
    Object[] flags = {"--methods", "random", "--budget", 0.5, "--seeds", 1, "--rates", "0.01"};
    List<Object> all = new ArrayList<>(Arrays.asList(flags));
    all.addAll(List.of("--folder", to, "--json"));
    Tamis.Result once = run(all.toArray());
    String second = "tuning/random@0.5-rate0.01-seed1001/summary.json";
    assertThat(to.resolve(second)).doesNotExist();
    JsonObject trial = once.ends(0).object().getAsJsonArray("tuning").get(0).getAsJsonObject();
    double first = trial.get("validationAccuracyRatio").getAsDouble();
    JsonObject twice =
        Tamis.run(twice(to)).ends(0).object().getAsJsonArray("tuning").get(0).getAsJsonObject();
    double other = accuracy(Files.readString(to.resolve(second))).getAsDouble();
    assertThat(twice.get("validationAccuracyRatio").getAsDouble())
        .isCloseTo((first + other) / 2, within(1e-9));
  }

  private static Object[] twice(Path to) {
    return new Object[] {
      "compare",
      "lenet-fashion",
      "--data",
      data,
      "--batch-size",
      16,
      "--iterations",
      30,
      "--threads",
      1,
      "--tuning-images",
      40,
      "--tuning-seeds",
      2,
      "--methods",
      "random",
      "--budget",
      0.5,
      "--seeds",
      1,
      "--rates",
      "0.01",
      "--folder",
      to,
      "--json"
    };
  }

  @Test
  void aRateThatDivergesIsTriedAndNotChosen() {
    Path to = folder.resolve("diverging");
    Tamis.Result diverging =
        run(
            "--methods",
            "random",
            "--budget",
            0.5,
            "--seeds",
            1,
            "--rates",
            "1e6,0.01",
            "--folder",
            to,
            "--json");
    JsonArray tried = diverging.ends(0).object().getAsJsonArray("tuning");
    assertThat(tried.get(1).getAsJsonObject().get("validationAccuracyRatio").isJsonNull()).isTrue();
    assertThat(tried.get(0).getAsJsonObject().get("chosen").getAsBoolean()).isTrue();
    Tamis.Result hopeless =
        run(
            "--methods",
            "random",
            "--budget",
            0.5,
            "--seeds",
            1,
            "--rates",
            "1e6",
            "--folder",
            folder.resolve("hopeless"));
    assertThat(hopeless.ends(1).err())
        .contains("random: no learning rate of --rates could be trained");
  }

  @Test
  void badInputIsNamedWithItsRemedy() {
    assertThat(run("--methods", "magic").ends(2).err()).contains("magic", "filter+prune");
    assertThat(run("--budget", 2).ends(2).err()).contains("--budget", "at most 1");
    assertThat(run("--budget", 0.01, "--methods", "filter+prune").ends(2).err())
        .contains("cannot be met by filter+prune");
    assertThat(run("--seed", 3).ends(2).err()).contains("--seed", "leave it out");
    assertThat(run("--variant", "nothing").ends(2).err()).contains("NAME=METHOD");
    assertThat(run("--variant", "x=random --nonsense 1").ends(2).err()).contains("--nonsense");
    assertThat(run("--rates", "0").ends(2).err()).contains("--rates");
    assertThat(run("--methods", "dense,dense").ends(2).err()).contains("twice");
    assertThat(run("--scenario", "storm").ends(2).err()).contains("storm", "long-tail");
  }
}
