package dev.tamis.network;

import dev.tamis.tensor.ChannelSet;

/**
 * Chooses the channels of an error map that are propagated through a convolution. Declared here so
 * that a network can be pruned without knowing any policy.
 */
public interface ChannelSelector {
  /** Keeps every channel. */
  ChannelSelector ALL = (node, channels) -> channels;

  /**
   * How many channels of a node's error are kept, asked once per backward pass.
   *
   * @param node number of a convolution or linear layer
   * @param channels how many there are
   * @return 1 to {@code channels}; at {@code channels} nothing is chosen
   */
  int keptCount(int node, int channels);

  /** Whether the choice needs the norms of kernels and error channels. */
  default boolean needsNorms() {
    return false;
  }

  /**
   * Chooses exactly {@link #keptCount} channels.
   *
   * @param node number of the layer
   * @param instances instances in the mini-batch
   * @param kernelNorms L1 norm of each kernel; undefined unless {@link #needsNorms}
   * @param errorNorms L1 norm of each error channel over the mini-batch; undefined unless {@link
   *     #needsNorms}
   * @param kept receives the choice; empty, with its total set
   */
  default void select(
      int node, int instances, float[] kernelNorms, float[] errorNorms, ChannelSet kept) {
    kept.selectAll();
  }

  /** Whether the errors of the kept channels are multiplied by factors before both products. */
  default boolean scales() {
    return false;
  }

  /**
   * Factors of the last choice; asked after {@link #select} if {@link #scales}.
   *
   * @param kept the choice
   * @param factors receives, at each kept channel's number, what its errors are multiplied by
   */
  default void factors(ChannelSet kept, float[] factors) {
    throw new UnsupportedOperationException("a selector that scales has to say by how much");
  }
}
