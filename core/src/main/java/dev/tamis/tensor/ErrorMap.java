package dev.tamis.tensor;

/** Gradient of the loss at a layer's output (the paper's delta): values flowing backward. */
public final class ErrorMap extends BatchTensor {

  /**
   * A view into a slab.
   *
   * @param data the slab
   * @param offset first element
   * @param shape extent of one instance
   * @param capacity largest number of instances; also the initial number
   * @throws IllegalArgumentException if the slab is too short
   */
  public ErrorMap(float[] data, int offset, Shape shape, int capacity) {
    super(data, offset, shape, capacity);
  }

  /** An error map with memory of its own, zero filled. */
  public static ErrorMap allocate(Shape shape, int capacity) {
    return new ErrorMap(new float[Math.multiplyExact(shape.size(), capacity)], 0, shape, capacity);
  }
}
