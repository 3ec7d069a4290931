package dev.tamis.network;

import dev.tamis.layer.ParameterSpec;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradients of all trained values, laid out as {@link Parameters}; those of nodes that are not
 * trained stay zero.
 */
public final class Gradients {
  private final ParameterSlab slab;
  private final List<List<ParameterBlock>> blocks = new ArrayList<>();

  /** Zero gradients for a network. */
  public Gradients(NetworkSpec spec) {
    List<List<ParameterSpec>> specs = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      specs.add(spec.layer(i).parameters(spec.inputShapes(i)));
    }
    slab = Parameters.slab(specs, blocks);
  }

  /** All gradients. */
  public ParameterSlab slab() {
    return slab;
  }

  /** Blocks of node i. */
  public List<ParameterBlock> blocks(int i) {
    return blocks.get(i);
  }
}
