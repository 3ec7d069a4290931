package dev.tamis.network;

import dev.tamis.layer.LayerSpec;
import java.util.List;

/**
 * One node of a network.
 *
 * @param name unique in the network, e.g. "stage1.block0.conv1"
 * @param layer what it computes
 * @param inputs numbers of earlier nodes, or {@link NetworkSpec#IMAGES}
 */
public record NodeSpec(String name, LayerSpec layer, List<Integer> inputs) {

  /** Copies the list. */
  public NodeSpec {
    inputs = List.copyOf(inputs);
  }
}
