package dev.tamis.tensor;

/**
 * One array that holds all values of one kind (parameters, running statistics, gradients), with a
 * version that says when they changed, so that forms derived from them (packed weights) are made
 * anew only then.
 */
public final class ParameterSlab {
  private final float[] data;
  private long version;

  /** A slab of {@code size} zeros. */
  public ParameterSlab(int size) {
    this.data = new float[size];
  }

  /** The values; call {@link #markChanged()} after writing. */
  public float[] data() {
    return data;
  }

  /** Counts changes. */
  public long version() {
    return version;
  }

  /** Says that values were written. */
  public void markChanged() {
    version++;
  }

  /** A view of {@code length} values from {@code offset}. */
  public ParameterBlock block(int offset, int length) {
    return new ParameterBlock(this, offset, length);
  }
}
