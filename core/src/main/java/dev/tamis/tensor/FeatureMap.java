package dev.tamis.tensor;

/**
 * Values flowing forward: images, activations, logits. A type of its own so that feature maps and
 * error maps cannot be mixed up.
 */
public final class FeatureMap extends BatchTensor {

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
    super(data, offset, shape, capacity);
  }

  /** A feature map with memory of its own, zero filled. */
  public static FeatureMap allocate(Shape shape, int capacity) {
    return new FeatureMap(
        new float[Math.multiplyExact(shape.size(), capacity)], 0, shape, capacity);
  }
}
