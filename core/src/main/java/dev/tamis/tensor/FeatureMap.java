package dev.tamis.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Values flowing forward: images, activations, logits. A type of its own so that feature maps and
 * error maps cannot be mixed up. Stored as floats, or as bytes with a scale for each instance.
 */
public final class FeatureMap extends BatchTensor {
  private final @Nullable Int8Tensor codes;
  private final int levels;

  /**
   * A view into a slab.
   *
   * @param data the slab
   * @param offset first element
   * @param shape extent of one instance
   * @param capacity largest number of instances; also the initial number
   * @throws IllegalArgumentException if the slab is too short
   */
  public FeatureMap(float[] data, int offset, Shape shape, int capacity) {
    this(data, offset, shape, capacity, 0);
  }

  /**
   * A view of floats that whoever writes them rounds to a few values.
   *
   * @param levels largest integer of a rounded instance; 0 if values are not rounded
   */
  public FeatureMap(float[] data, int offset, Shape shape, int capacity, int levels) {
    super(data, offset, shape, capacity);
    this.codes = null;
    this.levels = levels;
  }

  /**
   * A map that is stored as bytes.
   *
   * @param codes where; may be shared with maps of another shape
   * @param levels largest code, 1 to 127
   * @throws IllegalArgumentException if the shape has another size, or codes do not fit bytes
   */
  public FeatureMap(Int8Tensor codes, Shape shape, int levels) {
    super(shape, codes.capacity());
    if (codes.instanceSize() != shape.size() || levels < 1 || levels > Byte.MAX_VALUE) {
      throw new IllegalArgumentException(
          "instances of " + codes.instanceSize() + " codes up to " + levels + " as " + shape);
    }
    this.codes = codes;
    this.levels = levels;
  }

  /** A feature map with memory of its own, zero filled. */
  public static FeatureMap allocate(Shape shape, int capacity) {
    return new FeatureMap(
        new float[Math.multiplyExact(shape.size(), capacity)], 0, shape, capacity);
  }

  /** Whether the map is stored as bytes, so that it has {@link #codes()} instead of data. */
  public boolean isEncoded() {
    return codes != null;
  }

  /**
   * The bytes.
   *
   * @throws IllegalStateException if the map is stored as floats
   */
  public Int8Tensor codes() {
    if (codes == null) {
      throw new IllegalStateException(this + " is stored as floats");
    }
    return codes;
  }

  /** Largest integer that a value of an instance is rounded to; 0 where values are not rounded. */
  public int levels() {
    return levels;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same memory, not an equal one
  public boolean startsWhere(BatchTensor other) {
    if (codes == null) {
      return !(other instanceof FeatureMap map && map.isEncoded()) && super.startsWhere(other);
    }
    return other instanceof FeatureMap map && codes == map.codes;
  }

  @Override
  void move(int from, int to) {
    if (codes == null) {
      super.move(from, to);
    } else {
      codes.copy(from, codes, to);
    }
  }
}
