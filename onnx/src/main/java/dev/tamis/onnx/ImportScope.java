package dev.tamis.onnx;

import dev.tamis.layer.Flatten;
import dev.tamis.layer.LayerSpec;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known while a graph is imported: the values so far, and the network so far. */
final class ImportScope {
  private static final String WEIGHT = ".weight";

  private final ModelFile file;
  private final InputBinding input;
  private final Map<String, Integer> uses;
  private final Map<String, Value> values = new HashMap<>();
  private final NetworkDraft draft;
  private final Map<Integer, Integer> flattened = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  ImportScope(ModelFile file, InputBinding input, Map<String, Integer> uses) {
    this.file = file;
    this.input = input;
    this.uses = uses;
    this.draft = new NetworkDraft(input.feature().shape());
    file.graph()
        .initializers()
        .forEach((name, tensor) -> values.put(name, Constant.of(name, tensor)));
    values.put(input.name(), input.feature().withSole(isSole(input.name())));
  }

  InputBinding input() {
    return input;
  }

  NetworkDraft draft() {
    return draft;
  }

  /** Version of the operators. */
  int opset() {
    return file.opset();
  }

  Set<String> notes() {
    return notes;
  }

  /** Adds a sentence to the report, once. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** A refusal that names the node. */
  OnnxException refuse(NodeProto node, String what) {
    return new OnnxException(file.source() + ": " + node.place() + " " + what);
  }

  /** The same, because of an exception that says why. */
  OnnxException refuse(NodeProto node, IllegalArgumentException cause) {
    return new OnnxException(
        file.source() + ": " + node.place() + " cannot be trained: " + cause.getMessage(), cause);
  }

  private boolean isSole(String name) {
    return uses.getOrDefault(name, 0) <= 1;
  }

  /** The value of a name of the graph. */
  Value find(String name) throws OnnxException {
    Value value = values.get(name);
    if (value == null) {
      throw new OnnxException(file.source() + ": nothing gives '" + name + "'" + ReadBudget.REMEDY);
    }
    return value;
  }

  /** Input i of a node. */
  Value value(NodeProto node, int i) throws OnnxException {
    String name = node.input(i);
    Value value = values.get(name);
    if (value == null) {
      throw refuse(
          node,
          name.isEmpty()
              ? "lacks its input " + (i + 1) + ReadBudget.REMEDY
              : "reads '" + name + "', which no node before it gives" + ReadBudget.REMEDY);
    }
    return value;
  }

  /** Input i of a node, which must depend on the images. */
  Feature feature(NodeProto node, int i) throws OnnxException {
    Value value = value(node, i);
    if (value instanceof Feature feature) {
      return feature;
    }
    if (value instanceof PaddedFeature) {
      throw refuse(
          node,
          "reads a padded map, but only convolutions and pools take padding over: let one follow the"
              + " Pad");
    }
    if (value instanceof ActivatedFeature) {
      throw refuse(
          node,
          "reads a softmax, which is taken over by the loss only at the end of a network: export"
              + " the network up to its logits");
    }
    throw refuse(
        node,
        "reads the constant '" + node.input(i) + "' in place of a feature map" + ReadBudget.REMEDY);
  }

  /** Input i of a node, which must be a map that operators of ONNX can read. */
  Feature map(NodeProto node, int i) throws OnnxException {
    return requireMap(node, feature(node, i));
  }

  Feature requireMap(NodeProto node, Feature feature) throws OnnxException {
    if (!feature.isMap() || feature.dims().length < 2) {
      throw refuse(
          node,
          "reads "
              + feature.text()
              + ", which is no feature map N x C x H x W as its layer"
              + " gave it: leave out the reshape before it");
    }
    return feature;
  }

  /** Input i of a node, which must be a constant. */
  Constant constant(NodeProto node, int i, String what) throws OnnxException {
    if (value(node, i) instanceof Constant constant) {
      return constant;
    }
    throw refuse(
        node,
        "computes its "
            + what
            + " from the images, but it must be a constant: such an"
            + " operator cannot be trained here");
  }

  /** Input i of a node as a constant, null if it is left out. */
  @Nullable Constant optional(NodeProto node, int i, String what) throws OnnxException {
    return node.input(i).isEmpty() ? null : constant(node, i, what);
  }

  /** Whether a node leaves its input i out. */
  boolean optionalIsAbsent(NodeProto node, int i) {
    return node.input(i).isEmpty();
  }

  /** Gives a node's first output its value. */
  void bind(NodeProto node, Value value) throws OnnxException {
    String name = node.output();
    boolean sole = isSole(name);
    Value bound = value instanceof Feature f ? f.withSole(f.sole() && sole) : value;
    if (values.putIfAbsent(name, bound) != null) {
      throw refuse(node, "gives '" + name + "', which exists already" + ReadBudget.REMEDY);
    }
  }

  /** Adds a layer for a node of the file; the result has the order of the first input. */
  int emit(
      NodeProto node,
      LayerSpec layer,
      List<Feature> inputs,
      NodeValues parameters,
      List<String> parameterNames)
      throws OnnxException {
    List<Integer> from = inputs.stream().map(Feature::node).toList();
    OnnxNames names = new OnnxNames(node.name(), node.output(), parameterNames);
    try {
      return draft.add(name(node, parameterNames), layer, from, parameters, names);
    } catch (IllegalArgumentException e) {
      throw refuse(node, e);
    }
  }

  /** Adds a layer without parameters that leaves the extents as they are. */
  void bindElementwise(NodeProto node, LayerSpec layer, Feature... inputs) throws OnnxException {
    int added = emit(node, layer, List.of(inputs), NodeValues.NONE, List.of());
    bindNew(node, inputs[0].from(added));
  }

  /** Gives a node's first output the result of a layer just added. */
  void bindNew(NodeProto node, Feature feature) throws OnnxException {
    bind(node, feature.withSole(true));
  }

  /**
   * The module that a weight belongs to says more than the name of an operator: "layer1.0.conv1"
   * rather than "Conv_3".
   */
  private static String name(NodeProto node, List<String> parameterNames) {
    String weight = parameterNames.isEmpty() ? "" : parameterNames.get(0);
    if (weight.endsWith(WEIGHT) && weight.length() > WEIGHT.length()) {
      return weight.substring(0, weight.length() - WEIGHT.length());
    }
    return node.name().isEmpty() ? node.output() : node.name();
  }

  /** A flat value as a vector of the network: a Flatten follows what is none yet. */
  Feature asVector(Feature feature) throws OnnxException {
    Shape shape = feature.shape();
    if (shape.pixels() == 1) {
      return feature;
    }
    int added = flattened(feature.node());
    Order order =
        feature.order().isOurs(shape)
            ? Order.CHANNELS_FIRST
            : Order.of(feature.order().indices(shape));
    return new Feature(added, draft.shape(added), order, feature.dims(), feature.sole());
  }

  /** The Flatten behind a node: one, however many read it. */
  private int flattened(int node) {
    Integer known = flattened.get(node);
    if (known != null) {
      return known;
    }
    String before = node == NetworkSpec.IMAGES ? "images" : draft.node(node).name();
    int added =
        draft.add(
            before + ".flatten",
            new Flatten(),
            List.of(node),
            NodeValues.NONE,
            new OnnxNames("", "", List.of()));
    flattened.put(node, added);
    return added;
  }

  /** The output as a network of layers gives it: what the file flattens at its end is flattened. */
  Feature asOurs(Feature feature) throws OnnxException {
    return feature.isFlat() ? asVector(feature) : feature;
  }
}
