package dev.tamis.onnx;

/** ONNX's rule for two constants of different extents: aligned at the end, 1 stands for any. */
final class Broadcast {
  private Broadcast() {}

  /** Extents of the result. */
  static int[] dims(int[] a, int[] b, NodeProto node, ImportScope scope) throws OnnxException {
    long[] dims = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= dims.length; i++) {
      int x = i <= a.length ? a[a.length - i] : 1;
      int y = i <= b.length ? b[b.length - i] : 1;
      if (x != y && x != 1 && y != 1) {
        throw scope.refuse(
            node,
            "computes with constants of "
                + Dims.text(a)
                + " and "
                + Dims.text(b)
                + ReadBudget.REMEDY);
      }
      dims[dims.length - i] = x == 1 ? y : x;
    }
    return Dims.checked(dims, node.place());
  }

  /** Index in an operand of each element of the result. */
  static int[] indices(int[] operand, int[] result) {
    int[] indices = new int[Dims.size(result)];
    for (int i = 0; i < indices.length; i++) {
      int rest = i;
      int stride = 1;
      for (int k = 1; k <= result.length; k++) {
        int extent = result[result.length - k];
        int at = rest % extent;
        rest /= extent;
        int own = k <= operand.length ? operand[operand.length - k] : 1;
        indices[i] += own == 1 ? 0 : at * stride;
        stride *= own;
      }
    }
    return indices;
  }
}
