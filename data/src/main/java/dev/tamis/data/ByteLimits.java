package dev.tamis.data;

/** How many bytes one data set may take: no more than one array, or than the heap, can hold. */
final class ByteLimits {
  private static final long MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  private ByteLimits() {}

  /**
   * Checks a size before memory is taken for it.
   *
   * @param bytes how many bytes of pixels {@code source} says it has; negative is refused too
   * @return the same number
   */
  static int require(long bytes, String source) throws InvalidDataException {
    long limit = Math.min(MAX_ARRAY_BYTES, Runtime.getRuntime().maxMemory());
    if (bytes < 0 || bytes > limit) {
      throw new InvalidDataException(
          source
              + ": its images take "
              + (bytes < 0 ? "more than 2^63" : bytes)
              + " bytes but at most "
              + limit
              + " fit here; use fewer images, or a larger heap (-Xmx) if that is the limit.");
    }
    return (int) bytes;
  }
}
