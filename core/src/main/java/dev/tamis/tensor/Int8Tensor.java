package dev.tamis.tensor;

import java.util.Objects;

/**
 * A batch of instances stored as bytes, with one scale for each instance: value = code x scale.
 * Codes are in -127..127. An instance of zeros has scale 0. One that held a value that was not
 * finite has scale NaN, so that all of it reads as NaN.
 */
public final class Int8Tensor {
  private final byte[] codes;
  private final int offset;
  private final int instanceSize;
  private final float[] scales;

  /**
   * A view into a slab.
   *
   * @param codes the slab
   * @param offset first element
   * @param instanceSize elements of an instance
   * @param capacity largest number of instances
   * @throws IllegalArgumentException if the slab is too short
   */
  public Int8Tensor(byte[] codes, int offset, int instanceSize, int capacity) {
    if (offset < 0 || capacity < 0 || offset + (long) capacity * instanceSize > codes.length) {
      throw new IllegalArgumentException(
          capacity
              + " instances of "
              + instanceSize
              + " bytes at "
              + offset
              + " exceed a slab of "
              + codes.length);
    }
    this.codes = Objects.requireNonNull(codes, "codes");
    this.offset = offset;
    this.instanceSize = instanceSize;
    this.scales = new float[capacity];
  }

  /** The slab; codes of instance n start at {@link #offset(int) offset(n)}. */
  public byte[] codes() {
    return codes;
  }

  /** Index of the first code of an instance. */
  public int offset(int instance) {
    return offset + instance * instanceSize;
  }

  /** Codes of one instance. */
  public int instanceSize() {
    return instanceSize;
  }

  /** Largest number of instances. */
  public int capacity() {
    return scales.length;
  }

  /** What a code of an instance is multiplied by. */
  public float scale(int instance) {
    return scales[instance];
  }

  /** Sets what the codes of an instance are multiplied by. */
  public void scale(int instance, float scale) {
    scales[instance] = scale;
  }

  /** Copies an instance over another of the same or another tensor of the same size. */
  void copy(int from, Int8Tensor destination, int to) {
    System.arraycopy(codes, offset(from), destination.codes, destination.offset(to), instanceSize);
    destination.scales[to] = scales[from];
  }
}
