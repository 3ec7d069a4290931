package dev.tamis.onnx;

import java.util.Arrays;

/** Extents of tensors, outermost first. */
final class Dims {
  private Dims() {}

  /** Elements; extents that come from a file were checked by {@link #checked}. */
  static int size(int[] dims) {
    int size = 1;
    for (int extent : dims) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /**
   * Extents as ints.
   *
   * @throws OnnxException if one is negative, or there are 2^31 elements or more
   */
  static int[] checked(long[] dims, String where) throws OnnxException {
    long size = 1;
    boolean empty = false;
    for (long extent : dims) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new OnnxException(
            where
                + " claims the extents "
                + Arrays.toString(dims)
                + ", of which "
                + extent
                + " is out of range"
                + ReadBudget.REMEDY);
      }
      empty |= extent == 0;
      size = Math.min(size * Math.max(1, extent), 1L << 31);
    }
    if (size > Integer.MAX_VALUE && !empty) {
      throw new OnnxException(
          where
              + " claims the extents "
              + Arrays.toString(dims)
              + ", 2^31 elements or more"
              + ReadBudget.REMEDY);
    }
    int[] checked = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      checked[i] = empty ? Math.min((int) dims[i], 1) : (int) dims[i];
    }
    return checked;
  }

  /** As in "1x3x32x32"; "a scalar" if there are none. */
  static String text(int[] dims) {
    if (dims.length == 0) {
      return "a scalar";
    }
    StringBuilder text = new StringBuilder();
    for (int extent : dims) {
      text.append(text.isEmpty() ? "" : "x").append(extent);
    }
    return text.toString();
  }
}
