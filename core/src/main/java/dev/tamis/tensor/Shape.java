package dev.tamis.tensor;

/**
 * Extent of one instance, without the batch dimension: height x width x channels, channels last. A
 * vector of n features is 1 x 1 x n.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels channels, at least 1
 */
public record Shape(int height, int width, int channels) {

  /**
   * @throws IllegalArgumentException if an extent is below 1 or the instance has 2^31 elements or
   *     more
   */
  public Shape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "shape " + height + "x" + width + "x" + channels + " has an extent below 1");
    }
    if ((long) height * width > Integer.MAX_VALUE
        || (long) height * width * channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape " + height + "x" + width + "x" + channels + " has 2^31 elements or more");
    }
  }

  /** Shape of a vector: 1 x 1 x {@code features}. */
  public static Shape vector(int features) {
    return new Shape(1, 1, features);
  }

  /** Elements of one instance. */
  public int size() {
    return height * width * channels;
  }

  /** Pixels of one instance: height x width. */
  public int pixels() {
    return height * width;
  }

  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
