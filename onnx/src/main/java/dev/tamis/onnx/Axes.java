package dev.tamis.onnx;

/** Numbers of dimensions, which ONNX also counts from the end. */
final class Axes {
  private Axes() {}

  /** The dimension, from 0. */
  static int index(long axis, int rank, NodeProto node, ImportScope scope) throws OnnxException {
    if (axis < -rank || axis >= rank) {
      throw scope.refuse(
          node, "names the axis " + axis + " of " + rank + " dimensions" + ReadBudget.REMEDY);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
