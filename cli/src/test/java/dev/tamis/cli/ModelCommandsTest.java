package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkZoo;
import dev.tamis.network.Parameters;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.training.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in and out, and training that starts from one. */
class ModelCommandsTest {
  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    data = Tamis.data(folder.resolve("data"), 200, 50);
    run = folder.resolve("run");
    Tamis.run(training(run, "--network", "resnet8", "--iterations", 12)).ends(0);
  }

  private static Object[] training(Path to, Object... more) {
    List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--run", to));
    line.addAll(List.of("--batch-size", 16, "--quiet", "--threads", 1));
    line.addAll(List.of(more));
    if (!line.contains("--method")) {
      line.addAll(List.of("--method", "dense"));
    }
    return line.toArray();
  }

  @Test
  void aRunWithRangeBatchNormLeavesAnOnnxModelThatSaysTheSame() throws IOException {
    Path ranged = to("ranged");
    Tamis.run(
            training(
                ranged,
                "--network",
                "resnet8",
                "--batch-norm",
                "range",
                "--iterations",
                12,
                "--bits",
                8))
        .ends(0);
    // In inference it is an ordinary batch norm. The file has floats, the run rounds.
    Path floats = to("ranged.tamis");
    Tamis.run("import", ranged.resolve("model.onnx"), "--out", floats).ends(0);
    double file = accuracy(ranged.resolve("model.onnx"));
    assertThat(accuracy(floats)).isEqualTo(file);
    assertThat(accuracy(ranged)).isCloseTo(file, within(0.1));
  }

  private static Path onnx() {
    return run.resolve("model.onnx");
  }

  private static Path to(String name) {
    return folder.resolve(name);
  }

  private static double accuracy(Object model) {
    return Tamis.run("evaluate", model, "--data", data, "--json")
        .ends(0)
        .object()
        .get("accuracyRatio")
        .getAsDouble();
  }

  private static Parameters parameters(Path file) throws IOException {
    try (ComputeResources resources = new ComputeResources(1)) {
      return SavedNetwork.read(file).network(resources).parameters();
    }
  }

  private static float[] values(ParameterBlock block) {
    return Arrays.copyOfRange(block.data(), block.offset(), block.offset() + block.length());
  }

  @Test
  void aRunLeavesAnOnnxModelThatPredictsTheSame() {
    JsonObject own = Tamis.run("evaluate", run, "--json").ends(0).object();
    JsonObject exported =
        Tamis.run("evaluate", onnx(), "--data", data, "--json", "--quiet").ends(0).object();

    assertThat(exported.get("accuracyRatio")).isEqualTo(own.get("accuracyRatio"));
    assertThat(exported.get("confusion")).isEqualTo(own.get("confusion"));
    assertThat(exported.get("classes")).isEqualTo(own.get("classes"));
  }

  @Test
  void thereAndBackTheValuesAreTheSame() throws IOException {
    Parameters own = parameters(Tamis.checkpoint(run));
    Tamis.run("import", onnx(), "--out", to("back.tamis")).ends(0);
    Tamis.run("export", run, "--out", to("weights.safetensors")).ends(0);
    Tamis.run(
            "import",
            to("weights.safetensors"),
            "--like",
            onnx(),
            "--out",
            to("backFromWeights.tamis"))
        .ends(0);
    Tamis.run("export", to("back.tamis"), "--out", to("again.onnx")).ends(0);
    Tamis.run("import", to("again.onnx"), "--out", to("again.tamis")).ends(0);

    for (String name : new String[] {"back.tamis", "backFromWeights.tamis", "again.tamis"}) {
      Parameters back = parameters(to(name));
      assertThat(back.trained().data()).as(name).containsExactly(own.trained().data());
      assertThat(back.statistics().data()).as(name).containsExactly(own.statistics().data());
    }
    assertThat(accuracy(to("again.tamis"))).isEqualTo(accuracy(run));
  }

  @Test
  void importSaysHowImagesAreFedAndRemembersIt() throws IOException {
    Tamis.run("import", onnx(), "--out", to("fed.tamis"), "--input-scale", 0.5, "--input-mean", 3)
        .ends(0);

    Map<String, String> metadata = SavedNetwork.read(to("fed.tamis")).metadata();
    assertThat(metadata)
        .containsEntry("input.scale", "0.5")
        .containsEntry("input.mean", "3.0")
        .containsEntry("input.std", "1.0");
    assertThat(metadata.get("source.sha256")).hasSize(64);
  }

  @Test
  void inspectListsTheLayersOfAnOnnxModel() {
    JsonObject json = Tamis.run("inspect", onnx(), "--json").ends(0).object();
    JsonObject frozen = Tamis.run("inspect", onnx(), "--json", "--freeze", "st*").ends(0).object();

    assertThat(json.getAsJsonArray("layers").size()).isGreaterThan(20);
    assertThat(json.getAsJsonObject("filter").get("shareOfMainForwardRatio").getAsDouble())
        .isBetween(0.001, 0.1);
    assertThat(frozen.getAsJsonObject("macs").get("weightGradient").getAsLong()).isEqualTo(640);
    assertThat(frozen.getAsJsonObject("macs").get("errorPropagation").getAsLong()).isZero();
  }

  @Test
  void trainingGoesOnFromAModel() throws IOException {
    Path next = to("next");
    JsonObject summary =
        Tamis.run(
                training(
                    next, "--init", onnx(), "--iterations", 2, "--learning-rate", 1e-9, "--json"))
            .ends(0)
            .object();

    // Weights stay as they are; running statistics move a little.
    float[] before = parameters(Tamis.checkpoint(run)).trained().data();
    float[] after = parameters(Tamis.checkpoint(next)).trained().data();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(1e-4f));
    }
    assertThat(summary.getAsJsonObject("provenance").get("network").getAsString())
        .isNotEqualTo("lenet");
    Map<String, String> metadata = SavedNetwork.read(Tamis.checkpoint(next)).metadata();
    assertThat(metadata)
        .containsEntry("lineage.instancesSeen", "32")
        .containsKey("source.sha256")
        .containsKey("onnx.input");
  }

  @Test
  void workAddsUpFromRunToRun() throws IOException {
    Tamis.run(training(to("second"), "--init", run, "--iterations", 3)).ends(0);

    Map<String, String> first = SavedNetwork.read(Tamis.checkpoint(run)).metadata();
    Map<String, String> second = SavedNetwork.read(Tamis.checkpoint(to("second"))).metadata();
    assertThat(first).containsEntry("lineage.instancesSeen", Integer.toString(12 * 16));
    assertThat(second).containsEntry("lineage.instancesSeen", Integer.toString(15 * 16));
    assertThat(Long.parseLong(second.get("lineage.computationMacs")))
        .isEqualTo(Long.parseLong(first.get("lineage.computationMacs")) * 15 / 12);
  }

  @Test
  void frozenLayersStayAndCostNothing() throws IOException {
    Path tuned = to("tuned");
    JsonObject summary =
        Tamis.run(
                training(
                    tuned,
                    "--init",
                    onnx(),
                    "--iterations",
                    3,
                    "--freeze",
                    "stem.*",
                    "--freeze",
                    "stage?.*",
                    "--json"))
            .ends(0)
            .object();

    Parameters before = parameters(Tamis.checkpoint(run));
    Parameters after = parameters(Tamis.checkpoint(tuned));
    assertThat(after.statistics().data()).containsExactly(before.statistics().data());
    List<String> changed = new ArrayList<>();
    SavedNetwork saved = SavedNetwork.read(Tamis.checkpoint(tuned));
    for (int i = 0; i < saved.spec().nodes().size(); i++) {
      for (int b = 0; b < before.trained(i).size(); b++) {
        boolean same =
            Arrays.equals(values(before.trained(i).get(b)), values(after.trained(i).get(b)));
        if (!same) {
          changed.add(saved.spec().nodes().get(i).name());
        }
      }
    }
    assertThat(changed).containsOnly("fc").isNotEmpty();
    JsonObject macs = summary.getAsJsonObject("macs");
    assertThat(macs.get("weightGradient").getAsLong()).isEqualTo(3 * 16 * 640);
    assertThat(macs.get("errorPropagation").getAsLong()).isZero();
    assertThat(macs.get("dense")).isEqualTo(macs.get("total"));
  }

  @Test
  void frozenStatisticsStayWhileWeightsMove() throws IOException {
    Path tuned = to("frozenStatistics");
    Tamis.run(
            training(
                tuned, "--init", onnx(), "--iterations", 3, "--batch-norm-statistics", "frozen"))
        .ends(0);

    Parameters before = parameters(Tamis.checkpoint(run));
    Parameters after = parameters(Tamis.checkpoint(tuned));
    assertThat(after.statistics().data()).containsExactly(before.statistics().data());
    assertThat(after.trained(0).get(0).data()).isNotEqualTo(before.trained(0).get(0).data());
  }

  @Test
  void theMethodWorksOnAnyModel() {
    Path method = to("method");
    JsonObject summary =
        Tamis.run(
                training(
                    method,
                    "--init",
                    onnx(),
                    "--iterations",
                    5,
                    "--method",
                    "filter+prune",
                    "--freeze",
                    "stem.*",
                    "--json"))
            .ends(0)
            .object();

    assertThat(summary.get("savingRatio").getAsDouble()).isPositive();
    assertThat(summary.getAsJsonObject("filter").get("mode").getAsString()).isNotEqualTo("none");
  }

  @Test
  void aHeadForOtherClassesIsNewAndTheRestIsKept() throws IOException {
    Path twelve = to("twelve");
    Object[] line =
        training(
            twelve, "--init", onnx(), "--classes", 12, "--iterations", 1, "--learning-rate", 1e-9);
    Tamis.run(line).ends(0);

    Parameters before = parameters(Tamis.checkpoint(run));
    Parameters after = parameters(Tamis.checkpoint(twelve));
    SavedNetwork saved = SavedNetwork.read(Tamis.checkpoint(twelve));
    int head = saved.spec().nodes().size() - 1;
    assertThat(saved.spec().output()).isEqualTo(Shape.vector(12));
    assertThat(after.trained(head).get(0).length()).isEqualTo(12 * 64);
    assertThat(values(after.trained(0).get(0)))
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(values(before.trained(0).get(0)));

    Tamis.Result refused = Tamis.run(training(to("no1"), "--init", twelve, "--iterations", 1));
    assertThat(refused.ends(2).err())
        .contains("knows 12 classes")
        .contains("has 10")
        .contains("--replace-head")
        .contains("--classes 12");
    assertThat(to("no1")).doesNotExist();
    Tamis.run(training(to("ten"), "--init", twelve, "--iterations", 1, "--replace-head")).ends(0);
    assertThat(SavedNetwork.read(Tamis.checkpoint(to("ten"))).spec().output())
        .isEqualTo(Shape.vector(10));
    Tamis.run(training(to("kept"), "--init", twelve, "--iterations", 1, "--classes", 12)).ends(0);
  }

  @Test
  void aRunIsResumedWithoutTheModelItStartedFrom() throws IOException {
    Path model = Files.copy(onnx(), to("moves.onnx"));
    Path whole = to("whole");
    Path copy = to("copy");
    Object[] more = {"--iterations", 4, "--init", model, "--classes", 11};
    Tamis.run(training(whole, more)).ends(0);
    Tamis.run(training(copy, more)).ends(0);
    Files.delete(Tamis.checkpoint(copy));
    Files.delete(copy.resolve("summary.json"));
    Files.delete(model);

    Tamis.run("train", "--resume", copy, "--quiet").ends(0);
    assertThat(Tamis.parameters(copy)).isEqualTo(Tamis.parameters(whole));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing.*", "relu*", "stage1"})
  void aPatternOfNoLayerIsRefused(String pattern) {
    Tamis.Result result =
        Tamis.run(training(to("no2"), "--init", onnx(), "--iterations", 1, "--freeze", pattern));

    assertThat(result.ends(2).err()).contains("'" + pattern + "'").contains("tamis inspect");
    assertThat(to("no2")).doesNotExist();
  }

  @Test
  void nothingLeftToTrainIsRefused() {
    Tamis.Result result =
        Tamis.run(training(to("no3"), "--init", onnx(), "--iterations", 1, "--freeze", "*"));

    assertThat(result.ends(2).err()).contains("nothing").contains("to train");
  }

  @Test
  void imagesOfAnotherKindAreRefused() throws IOException {
    Path colour = to("colour.tamis");
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network =
          new Network(
              NetworkZoo.lenet(new Shape(28, 28, 3), 10), resources, new SeededGenerator(1));
      SavedNetwork.write(network, Map.of(), colour);
    }
    Tamis.Result result = Tamis.run(training(to("no4"), "--init", colour, "--iterations", 1));

    assertThat(result.ends(2).err()).contains("28x28x3").contains("1 channel");
  }

  @Test
  void imagesOfAnotherSizeAreResized() throws IOException {
    Path small = to("small.tamis");
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network =
          new Network(
              NetworkZoo.lenet(new Shape(20, 20, 1), 10), resources, new SeededGenerator(1));
      SavedNetwork.write(
          network, Map.of("input.scale", "0.00392157", "input.mean", "0", "input.std", "1"), small);
    }
    Object[] line = training(to("resized"), "--init", small, "--iterations", 1);
    Object[] loud = Arrays.stream(line).filter(word -> !word.equals("--quiet")).toArray();
    assertThat(Tamis.run(loud).ends(0).err()).containsOnlyOnce("28x28 and are resized");

    assertThat(accuracy(to("resized"))).isBetween(0.0, 1.0);
  }

  @Test
  void aModelThatDoesNotSayHowItIsFedIsNotGuessedAt() throws IOException {
    Path silent = to("silent.tamis");
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network =
          new Network(
              NetworkZoo.lenet(new Shape(28, 28, 1), 10), resources, new SeededGenerator(1));
      SavedNetwork.write(network, Map.of(), silent);
    }
    Tamis.Result result = Tamis.run(training(to("no5"), "--init", silent, "--iterations", 1));

    assertThat(result.ends(2).err()).contains("--input-scale");
    Tamis.run(training(to("told"), "--init", silent, "--iterations", 1, "--input-scale", 1))
        .ends(0);
  }

  @Test
  void filesThatAreNoModelsAreNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(onnx());
    Path cut = Files.write(to("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    Path text = Files.writeString(to("text.onnx"), "no model at all, but long enough to be one");
    Path other = Files.writeString(to("other.txt"), "no model");
    for (String command : new String[] {"evaluate", "inspect"}) {
      for (Path file : List.of(cut, text, other, to("missing.onnx"))) {
        Tamis.Result result = Tamis.run(command, file);
        assertThat(result.code()).as("%s %s", command, file).isBetween(1, 2);
        assertThat(result.err()).contains(file.toString()).doesNotContain("Exception");
      }
    }
    Tamis.Result weights = Tamis.run("export", run, "--out", to("alone.safetensors")).ends(0);
    assertThat(weights.out()).contains("alone.safetensors");
    assertThat(Tamis.run("evaluate", to("alone.safetensors")).ends(1).err()).contains("--like");
  }

  @Test
  void whatCannotBeMeantIsWrongUse() {
    assertThat(Tamis.run("export", run, "--out", onnx()).ends(2).err()).contains("exists already");
    assertThat(Tamis.run("export", run, "--out", to("model.h5")).ends(2).err()).contains(".onnx");
    assertThat(Tamis.run("import", onnx(), "--like", run, "--out", to("x.tamis")).ends(2).err())
        .contains("--like");
    assertThat(Tamis.run(training(to("no6"), "--init", onnx(), "--network", "lenet")).ends(2).err())
        .contains("--init and --network");
    assertThat(Tamis.run(training(to("no7"), "--replace-head")).ends(2).err()).contains("--init");
    assertThat(Tamis.run(training(to("no8"), "--classes", 9)).ends(2).err()).contains("--classes");
    assertThat(
            Tamis.run(training(to("no9"), "--init", to("missing.onnx"), "--iterations", 1))
                .ends(1)
                .err())
        .contains("missing.onnx");
  }

  @Test
  void aComparisonStartsEveryMethodFromTheModel() throws IOException {
    Path comparison = to("comparison");
    Tamis.run(
            "compare",
            "lenet-fashion",
            "--data",
            data,
            "--init",
            onnx(),
            "--freeze",
            "stem.*",
            "--freeze",
            "stage1.*",
            "--methods",
            "dense,random",
            "--seeds",
            1,
            "--iterations",
            2,
            "--batch-size",
            16,
            "--folder",
            comparison,
            "--quiet")
        .ends(0);

    String json = Files.readString(comparison.resolve("comparison.json"));
    JsonElement parsed = JsonParser.parseString(json);
    assertThat(parsed.isJsonObject()).isTrue();
    assertThat(json).contains("--freeze");
  }
}
