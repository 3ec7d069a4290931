package dev.tamis.onnx;

import dev.tamis.layer.LayerSpec;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NodeSpec;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network that is being written down: layers can still change. */
final class NetworkDraft {
  /** Beyond that a name is no name. */
  private static final int LONGEST_NAME = 256;

  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  NetworkDraft(Shape input) {
    this.input = input;
  }

  /** A node as far as it is known. */
  record Node(
      String name,
      LayerSpec layer,
      List<Integer> inputs,
      Shape shape,
      NodeValues values,
      OnnxNames names) {
    Node with(LayerSpec newLayer, NodeValues newValues, OnnxNames newNames) {
      return new Node(name, newLayer, inputs, shape, newValues, newNames);
    }
  }

  /** Shape of a node, or of the images. */
  Shape shape(int node) {
    return node == NetworkSpec.IMAGES ? input : nodes.get(node).shape();
  }

  Node node(int i) {
    return nodes.get(i);
  }

  int size() {
    return nodes.size();
  }

  void replace(int i, Node node) {
    nodes.set(i, node);
  }

  /**
   * Adds a node.
   *
   * @return its number
   * @throws IllegalArgumentException if the layer cannot take these inputs
   */
  int add(
      String name, LayerSpec layer, List<Integer> inputs, NodeValues values, OnnxNames fileNames) {
    List<Shape> shapes = new ArrayList<>();
    for (int from : inputs) {
      shapes.add(shape(from));
    }
    Shape shape = layer.outputShape(shapes);
    nodes.add(new Node(unused(name), layer, inputs, shape, values, fileNames));
    return nodes.size() - 1;
  }

  private String unused(String wanted) {
    String base = wanted.isEmpty() || wanted.length() > LONGEST_NAME ? "node" : wanted;
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "#" + i;
    }
    return name;
  }

  /** The nodes that the given one depends on, and it as the last. */
  NetworkDraft upTo(int last) {
    boolean[] needed = new boolean[last + 1];
    needed[last] = true;
    for (int i = last; i >= 0; i--) {
      for (int from : nodes.get(i).inputs()) {
        if (needed[i] && from != NetworkSpec.IMAGES) {
          needed[from] = true;
        }
      }
    }
    NetworkDraft pruned = new NetworkDraft(input);
    Map<Integer, Integer> numbers = new HashMap<>();
    numbers.put(NetworkSpec.IMAGES, NetworkSpec.IMAGES);
    for (int i = 0; i <= last; i++) {
      if (needed[i]) {
        Node node = nodes.get(i);
        numbers.put(i, pruned.nodes.size());
        List<Integer> inputs = new ArrayList<>();
        for (int from : node.inputs()) {
          inputs.add(numbers.getOrDefault(from, NetworkSpec.IMAGES));
        }
        pruned.nodes.add(
            new Node(node.name(), node.layer(), inputs, node.shape(), node.values(), node.names()));
      }
    }
    return pruned;
  }

  NetworkSpec spec(String name) {
    List<NodeSpec> specs = new ArrayList<>();
    for (Node node : nodes) {
      specs.add(new NodeSpec(node.name(), node.layer(), node.inputs()));
    }
    return new NetworkSpec(name, input, specs);
  }

  List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }
}
