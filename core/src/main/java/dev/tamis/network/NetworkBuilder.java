package dev.tamis.network;

import dev.tamis.layer.LayerSpec;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a network down node by node; each node reads the one before it unless inputs are given.
 */
public final class NetworkBuilder {
  private final String name;
  private final Shape input;
  private final List<NodeSpec> nodes = new ArrayList<>();

  /** A network without nodes. */
  public NetworkBuilder(String name, Shape input) {
    this.name = name;
    this.input = input;
  }

  /** Number of the node added last, {@link NetworkSpec#IMAGES} where there is none. */
  public int last() {
    return nodes.size() - 1;
  }

  /** Adds a node that reads the last one. */
  public NetworkBuilder add(String nodeName, LayerSpec layer) {
    return add(nodeName, layer, last());
  }

  /** Adds a node that reads the given ones. */
  public NetworkBuilder add(String nodeName, LayerSpec layer, int... inputs) {
    List<Integer> from = new ArrayList<>();
    for (int node : inputs) {
      from.add(node);
    }
    nodes.add(new NodeSpec(nodeName, layer, from));
    return this;
  }

  /** The network. */
  public NetworkSpec build() {
    return new NetworkSpec(name, input, nodes);
  }
}
