package dev.tamis.network;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.ParameterSpec;
import dev.tamis.layer.RangeBatchNorm2d;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network is, without its weights: nodes in topological order, the last of which is the
 * output.
 *
 * @param name e.g. "resnet20"
 * @param input shape of one image
 * @param nodes at least one, each reading the images or earlier nodes
 */
public record NetworkSpec(String name, Shape input, List<NodeSpec> nodes) {
  /** The number under which nodes name the network's images as input. */
  public static final int IMAGES = -1;

  /**
   * Checks the graph.
   *
   * @throws IllegalArgumentException naming the node, if an input is not an earlier node, a name
   *     occurs twice, a layer cannot take its inputs, or a node other than the last is never read
   */
  public NetworkSpec {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("network " + name + " has no nodes");
    }
    Set<String> names = new HashSet<>();
    boolean[] read = new boolean[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      NodeSpec node = nodes.get(i);
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("two nodes are named " + node.name());
      }
      if (node.inputs().size() != node.layer().inputCount()) {
        throw new IllegalArgumentException(
            "node " + node.name() + " needs " + node.layer().inputCount() + " inputs");
      }
      for (int from : node.inputs()) {
        if (from < IMAGES || from >= i) {
          throw new IllegalArgumentException(
              "node " + node.name() + " reads node " + from + ", which is not before it");
        }
        if (from != IMAGES) {
          read[from] = true;
        }
      }
    }
    for (int i = 0; i < read.length - 1; i++) {
      if (!read[i]) {
        throw new IllegalArgumentException("node " + nodes.get(i).name() + " is never read");
      }
    }
    shapes(input, nodes);
  }

  private static List<Shape> shapes(Shape input, List<NodeSpec> nodes) {
    List<Shape> shapes = new ArrayList<>();
    for (NodeSpec node : nodes) {
      try {
        shapes.add(node.layer().outputShape(inputShapes(input, node, shapes)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node " + node.name() + ": " + e.getMessage(), e);
      }
    }
    return shapes;
  }

  private static List<Shape> inputShapes(Shape input, NodeSpec node, List<Shape> shapes) {
    List<Shape> inputs = new ArrayList<>();
    for (int from : node.inputs()) {
      inputs.add(from == IMAGES ? input : shapes.get(from));
    }
    return inputs;
  }

  /** Output shape of every node. */
  public List<Shape> shapes() {
    return List.copyOf(shapes(input, nodes));
  }

  /** Shape of the network's output. */
  public Shape output() {
    return shapes().get(nodes.size() - 1);
  }

  /** Shapes of the inputs of node i. */
  public List<Shape> inputShapes(int i) {
    return inputShapes(input, nodes.get(i), shapes());
  }

  /** Layer of node i. */
  public LayerSpec layer(int i) {
    return nodes.get(i).layer();
  }

  /** Numbers of the nodes that read node i; a node that reads it twice occurs twice. */
  public List<Integer> consumers(int i) {
    List<Integer> consumers = new ArrayList<>();
    for (int k = i + 1; k < nodes.size(); k++) {
      for (int from : nodes.get(k).inputs()) {
        if (from == i) {
          consumers.add(k);
        }
      }
    }
    return consumers;
  }

  /**
   * The network of the first nodes alone.
   *
   * @param count how many, from 1
   * @throws IllegalArgumentException if one of them but the last is not read by another of them
   */
  public NetworkSpec prefix(int count) {
    return new NetworkSpec(
        name + "." + nodes.get(count - 1).name(), input, nodes.subList(0, count));
  }

  /**
   * This network with {@link RangeBatchNorm2d} in place of every {@link BatchNorm2d}, each with the
   * same epsilon and momentum.
   */
  public NetworkSpec withRangeBatchNorm() {
    List<NodeSpec> replaced = new ArrayList<>();
    for (NodeSpec node : nodes) {
      replaced.add(
          node.layer() instanceof BatchNorm2d norm
              ? new NodeSpec(
                  node.name(), new RangeBatchNorm2d(norm.epsilon(), norm.momentum()), node.inputs())
              : node);
    }
    return new NetworkSpec(name, input, replaced);
  }

  /** Multiply-accumulates of the forward product of node i for one instance. */
  public long forwardMacs(int i) {
    return nodes.get(i).layer().forwardMacs(inputShapes(i));
  }

  /** Multiply-accumulates of one instance's forward pass. */
  public long forwardMacs() {
    long macs = 0;
    for (int i = 0; i < nodes.size(); i++) {
      macs += forwardMacs(i);
    }
    return macs;
  }

  /** Number of trained values. */
  public long parameterCount() {
    long count = 0;
    for (int i = 0; i < nodes.size(); i++) {
      for (ParameterSpec parameter : nodes.get(i).layer().parameters(inputShapes(i))) {
        count += parameter.length();
      }
    }
    return count;
  }
}
