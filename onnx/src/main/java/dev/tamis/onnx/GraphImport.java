package dev.tamis.onnx;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.network.NetworkSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a file's graph into a network: goes through its nodes once, each of which either adds a
 * layer, changes how an earlier layer is seen, or computes a constant.
 */
final class GraphImport {
  private static final int MOST_NODES = 10_000;
  private static final int MOST_NOTED = 5;

  private final ModelFile file;
  private final GraphProto graph;

  private GraphImport(ModelFile file) {
    this.file = file;
    this.graph = file.graph();
  }

  static ImportedModel run(ModelFile file) throws OnnxException {
    return new GraphImport(file).run();
  }

  private ImportedModel run() throws OnnxException {
    if (graph.nodes().size() > MOST_NODES) {
      throw new OnnxException(
          file.source()
              + " has "
              + graph.nodes().size()
              + " nodes, more than "
              + MOST_NODES
              + ": simplify the graph when exporting it");
    }
    ValueInfo output = output();
    List<NodeProto> needed = neededFor(output.name());
    InputBinding input = InputBinding.of(file, needed);
    ImportScope scope = new ImportScope(file, input, uses(needed, output.name()));
    for (NodeProto node : needed) {
      Operators.run(node, scope);
    }
    return finish(scope, input, output);
  }

  private ValueInfo output() throws OnnxException {
    if (graph.outputs().size() == 1) {
      return graph.outputs().get(0);
    }
    List<String> names = new ArrayList<>();
    for (ValueInfo output : graph.outputs()) {
      names.add("'" + output.name() + "'");
    }
    throw new OnnxException(
        file.source()
            + " has "
            + names.size()
            + " outputs"
            + few(names)
            + ": a network that is trained here has one, the logits; export it with that alone");
  }

  /** Names in brackets, the first few of them. */
  private static String few(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String first = String.join(", ", names.subList(0, Math.min(MOST_NOTED, names.size())));
    int more = names.size() - MOST_NOTED;
    return " (" + first + (more > 0 ? " and " + more + " more)" : ")");
  }

  /** The nodes that the output depends on, in the order of the file. */
  private List<NodeProto> neededFor(String output) {
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : graph.nodes()) {
      for (String name : node.outputs()) {
        producers.putIfAbsent(name, node);
      }
    }
    Set<NodeProto> needed = new HashSet<>();
    List<String> wanted = new ArrayList<>(List.of(output));
    while (!wanted.isEmpty()) {
      NodeProto node = producers.get(wanted.remove(wanted.size() - 1));
      if (node != null && needed.add(node)) {
        wanted.addAll(node.inputs());
      }
    }
    return graph.nodes().stream().filter(needed::contains).toList();
  }

  private static Map<String, Integer> uses(List<NodeProto> nodes, String output) {
    Map<String, Integer> uses = new HashMap<>();
    uses.put(output, 1);
    for (NodeProto node : nodes) {
      for (String name : node.inputs()) {
        uses.merge(name, 1, Integer::sum);
      }
    }
    return uses;
  }

  private ImportedModel finish(ImportScope scope, InputBinding input, ValueInfo output)
      throws OnnxException {
    Value value = scope.find(output.name());
    OutputActivation activation = OutputActivation.NONE;
    if (value instanceof ActivatedFeature activated) {
      value = activated.logits();
      activation = activated.activation();
    }
    if (!(value instanceof Feature feature)) {
      throw new OnnxException(
          file.source()
              + ": the output '"
              + output.name()
              + "' does not depend on the images: there is nothing to train");
    }
    feature = scope.asOurs(feature);
    if (feature.node() == NetworkSpec.IMAGES) {
      throw new OnnxException(
          file.source()
              + " has no layer between its input and its output: there is nothing to"
              + " train");
    }
    NetworkDraft draft = scope.draft().upTo(feature.node());
    Map<String, NodeValues> values = new HashMap<>();
    Map<String, OnnxNames> names = new HashMap<>();
    for (NetworkDraft.Node node : draft.nodes()) {
      if (!node.values().isEmpty()) {
        values.put(node.name(), node.values());
      }
      names.put(node.name(), node.names());
    }
    OnnxSignature signature =
        new OnnxSignature(
            input.name(),
            input.channelsLast(),
            output.name(),
            activation,
            names,
            file.properties());
    return new ImportedModel(
        spec(draft), signature, file.sha256(), notes(scope, draft, activation), values, feature);
  }

  private NetworkSpec spec(NetworkDraft draft) throws OnnxException {
    String name = graph.name().isBlank() ? "imported" : graph.name();
    NetworkSpec spec;
    try {
      spec = draft.spec(name);
    } catch (IllegalArgumentException e) {
      throw new OnnxException(file.source() + ": " + e.getMessage(), e);
    }
    long bytes = Float.BYTES * spec.parameterCount();
    long memory = Runtime.getRuntime().maxMemory();
    if (bytes > memory / 2) {
      throw new OnnxException(
          file.source()
              + " has "
              + bytes
              + " bytes of weights for a JVM with "
              + memory
              + ": give it more memory (-Xmx)");
    }
    return spec;
  }

  private List<String> notes(ImportScope scope, NetworkDraft draft, OutputActivation activation) {
    List<String> notes = new ArrayList<>(scope.notes());
    boolean[] normalized = new boolean[draft.size()];
    for (NetworkDraft.Node node : draft.nodes()) {
      if (node.layer() instanceof BatchNorm2d && node.inputs().get(0) != NetworkSpec.IMAGES) {
        normalized[node.inputs().get(0)] = true;
      }
    }
    List<String> folded = new ArrayList<>();
    for (int i = 0; i < draft.size(); i++) {
      NetworkDraft.Node node = draft.node(i);
      if (node.layer() instanceof Conv2d conv && conv.bias() && !normalized[i]) {
        folded.add(node.name());
      }
    }
    if (!folded.isEmpty()) {
      notes.add(
          folded.size()
              + " convolutions have a bias and no batch norm"
              + few(folded)
              + ": if the exporter folded batch norms into them, they train as they stand, and"
              + " need a lower learning rate than the network had");
    }
    if (activation != OutputActivation.NONE) {
      notes.add(
          "the "
              + activation.key()
              + " at the end belongs to the loss: the network gives logits,"
              + " and an export has it again");
    }
    if (scope.input().batch() > 0) {
      notes.add(
          "the file fixes the batch at "
              + scope.input().batch()
              + ": here and in an export any number goes");
    }
    return notes;
  }
}
