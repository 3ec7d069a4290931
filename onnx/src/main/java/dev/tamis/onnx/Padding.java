package dev.tamis.onnx;

/**
 * Rows and columns around a map.
 *
 * @param top rows above
 * @param left columns to the left
 * @param bottom rows below
 * @param right columns to the right
 */
record Padding(int top, int left, int bottom, int right) {
  static final Padding NONE = new Padding(0, 0, 0, 0);

  Padding plus(Padding other) {
    return new Padding(
        top + other.top, left + other.left, bottom + other.bottom, right + other.right);
  }

  boolean isNone() {
    return equals(NONE);
  }
}
