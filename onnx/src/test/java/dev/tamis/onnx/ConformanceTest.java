package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * ONNX's own cases, one or a few operators each: whatever is imported must give what they say. What
 * is not imported is listed in {@code docs/onnx-operators.md}, which this test compares, and writes
 * if {@code -Dtamis.onnx.writeOperators=true} says so.
 */
@EnabledIf("casesAreThere")
final class ConformanceTest {
  private static final Path CASES = Path.of("/usr/share/libonnx-testdata/data");
  private static final List<String> FOLDERS =
      List.of("node", "pytorch-converted", "pytorch-operator");
  private static final Path REPORT = Path.of("..", "docs", "onnx-operators.md");

  private final Map<String, String> refused = new TreeMap<>();
  private final Map<String, Integer> unknown = new TreeMap<>();
  private final List<String> passed = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  static boolean casesAreThere() {
    return Files.isDirectory(CASES);
  }

  @Test
  void whatIsImportedGivesWhatTheCaseSays() throws IOException {
    try (ComputeResources resources = new ComputeResources(1)) {
      for (String folder : FOLDERS) {
        try (Stream<Path> cases = Files.list(CASES.resolve(folder))) {
          for (Path one : cases.sorted().toList()) {
            if (Files.exists(one.resolve("model.onnx"))) {
              run(folder + "/" + one.getFileName(), one, resources);
            }
          }
        }
      }
    }
    String report = report();
    if (Boolean.getBoolean("tamis.onnx.writeOperators")) {
      Files.writeString(REPORT, report);
    }
    assertThat(wrong).isEmpty();
    assertThat(passed)
        .hasSizeGreaterThan(100)
        .contains(
            "node/test_basic_conv_with_padding",
            "node/test_batchnorm_example",
            "node/test_maxpool_2d_same_upper",
            "node/test_averagepool_2d_pads_count_include_pad",
            "node/test_hardsigmoid_example",
            "pytorch-converted/test_Conv2d_groups",
            "pytorch-converted/test_Linear");
    assertThat(Files.readString(REPORT))
        .as("run this test with -Dtamis.onnx.writeOperators=true after a change")
        .isEqualTo(report);
  }

  private void run(String name, Path folder, ComputeResources resources) throws IOException {
    ModelFile file;
    try {
      ModelFile plain = ModelFile.read(folder.resolve("model.onnx"));
      TreeSet<String> operators = new TreeSet<>();
      plain.graph().nodes().forEach(node -> operators.add(node.operator()));
      operators.removeAll(Operators.names());
      operators.forEach(operator -> unknown.merge(operator, 1, Integer::sum));
      if (!operators.isEmpty()) {
        return;
      }
      file = withConstants(plain, folder);
    } catch (OnnxException e) {
      refused.put(name, reason(e, folder));
      return;
    }
    if (name.startsWith("node/test_training_dropout") && !name.contains("zero_ratio")) {
      refused.put(name, "draws random numbers: there is nothing to compare");
      return;
    }
    ImportedModel model;
    try {
      model = GraphImport.run(file);
    } catch (OnnxException e) {
      refused.put(name, reason(e, folder));
      return;
    }
    Network network = model.toNetwork(resources);
    Tensor input = GivenModels.tensor(folder.resolve("test_data_set_0").resolve("input_0.pb"));
    Tensor output = GivenModels.tensor(folder.resolve("test_data_set_0").resolve("output_0.pb"));
    int count = input.dims()[0];
    float[] predicted = Prediction.of(model, network, input.floats(), count);
    if (output.size() != predicted.length
        || !(Prediction.difference(output.floats(), predicted) < 1e-5)) {
      wrong.add(name);
    } else {
      passed.add(name);
    }
  }

  /** Inputs but the first are constants: weights, axes, bounds. */
  private static ModelFile withConstants(ModelFile file, Path folder) throws IOException {
    GraphProto graph = file.graph();
    Map<String, Tensor> constants = new HashMap<>(graph.initializers());
    for (int k = 1; k < graph.inputs().size(); k++) {
      Path value = folder.resolve("test_data_set_0").resolve("input_" + k + ".pb");
      constants.put(graph.inputs().get(k).name(), GivenModels.tensor(value));
    }
    List<ValueInfo> first = graph.inputs().subList(0, Math.min(1, graph.inputs().size()));
    GraphProto bound =
        new GraphProto(graph.name(), graph.nodes(), constants, first, graph.outputs());
    return new ModelFile(
        file.source(), file.sha256(), file.opset(), file.producer(), bound, file.properties());
  }

  private static String reason(OnnxException e, Path folder) {
    String text = String.valueOf(e.getMessage());
    int from = text.indexOf(": ");
    String prefix = folder.resolve("model.onnx").toString();
    String rest = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    rest = from >= 0 && rest.startsWith(": ") ? rest.substring(2) : rest.strip();
    return rest.replace(folder.toString(), "").replace("|", "\\|").replace("\n", " ");
  }

  private String report() {
    StringBuilder text = new StringBuilder();
    text.append("# ONNX operators\n\n");
    text.append("Written by `ConformanceTest`; see there how to write it anew.\n\n");
    text.append("Read: ").append(String.join(", ", Operators.names())).append(".\n\n");
    text.append("Of ONNX's own cases (Debian's `libonnx-testdata`: ");
    text.append(String.join(", ", FOLDERS)).append("), with every input but the first bound");
    text.append(" as a constant, and the first dimension taken as the batch, ");
    text.append(passed.size()).append(" are imported and give what they should.\n\n");
    text.append("## Refused though the operators are read\n\n");
    text.append("A network here has one input of float32 whose first dimension is the batch, one");
    text.append(" output, and weights that are constants. ").append(refused.size());
    text.append(" cases are something else.\n\n| case | why |\n|---|---|\n");
    refused.forEach(
        (name, why) -> text.append("| `").append(name).append("` | ").append(why).append(" |\n"));
    text.append("\n## Operators that are not read\n\n| operator | cases |\n|---|---|\n");
    unknown.forEach(
        (name, cases) -> text.append("| ").append(name).append(" | ").append(cases).append(" |\n"));
    return text.toString();
  }
}
