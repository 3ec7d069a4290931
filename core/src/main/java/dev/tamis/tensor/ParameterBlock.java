package dev.tamis.tensor;

import java.util.Objects;

/**
 * Part of a slab: the weights of one layer, say.
 *
 * @param slab where the values are
 * @param offset index of the first
 * @param length how many
 */
public record ParameterBlock(ParameterSlab slab, int offset, int length) {

  /**
   * @throws IndexOutOfBoundsException if the block does not lie inside the slab
   */
  public ParameterBlock {
    Objects.checkFromIndexSize(offset, length, slab.data().length);
  }

  /** The slab's array; this block's values start at {@link #offset()}. */
  public float[] data() {
    return slab.data();
  }
}
