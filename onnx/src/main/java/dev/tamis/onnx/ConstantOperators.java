package dev.tamis.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators on constants, above all on the shapes that exporters compute with. */
final class ConstantOperators {
  static final Map<String, OperatorImport> ALL =
      Map.of(
          "Constant", ConstantOperators::constant,
          "Shape", ConstantOperators::shape,
          "Gather", ConstantOperators::gather,
          "Slice", ConstantOperators::slice,
          "ConstantOfShape", ConstantOperators::constantOfShape);

  /** Constants that are computed at import are those of shapes and scales, not weights. */
  private static final int MOST = 1 << 16;

  private ConstantOperators() {}

  private static void constant(NodeProto node, ImportScope scope) throws OnnxException {
    Attribute tensor = node.find("value");
    if (tensor != null && tensor.tensor() != null) {
      scope.bind(node, Constant.of(node.output(), tensor.tensor()));
    } else if (node.has("value_float")) {
      scope.bind(node, Constant.ofFloats(new int[0], node.real("value_float", 0)));
    } else if (node.has("value_int")) {
      scope.bind(node, Constant.ofIntegers(new int[0], node.number("value_int", 0)));
    } else if (node.has("value_ints")) {
      long[] values = node.numbers("value_ints");
      scope.bind(node, Constant.ofIntegers(new int[] {values.length}, values));
    } else if (node.has("value_floats")) {
      float[] values = node.reals("value_floats");
      scope.bind(node, Constant.ofFloats(new int[] {values.length}, values));
    } else {
      throw scope.refuse(
          node,
          "holds neither a tensor nor numbers, which are all that is read" + ReadBudget.REMEDY);
    }
  }

  private static void shape(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    long[] dims;
    if (value instanceof Constant constant) {
      dims = Arrays.stream(constant.dims()).asLongStream().toArray();
    } else {
      Feature feature = scope.feature(node, 0);
      dims = new long[feature.dims().length + 1];
      dims[0] = Constant.BATCH;
      for (int i = 1; i < dims.length; i++) {
        dims[i] = feature.dims()[i - 1];
      }
    }
    int start = clamp(node.number("start", 0), dims.length);
    int end = clamp(node.number("end", dims.length), dims.length);
    long[] part = Arrays.copyOfRange(dims, start, Math.max(start, end));
    scope.bind(node, Constant.ofIntegers(new int[] {part.length}, part));
  }

  private static int clamp(long index, int length) {
    long at = index < 0 ? index + length : index;
    return (int) Math.max(0, Math.min(length, at));
  }

  private static Constant small(NodeProto node, ImportScope scope, int i, String what)
      throws OnnxException {
    Constant constant = scope.constant(node, i, what);
    if (constant.size() > MOST) {
      throw scope.refuse(
          node, "computes with large constants: simplify the graph when exporting it");
    }
    return constant;
  }

  /** A vector or number of whole numbers. */
  private static long[] list(NodeProto node, ImportScope scope, int i) throws OnnxException {
    if (!(scope.value(node, i) instanceof Constant)) {
      throw scope.refuse(
          node,
          "takes a part of a feature map, which cannot be trained here: only shapes can be"
              + " computed with");
    }
    Constant constant = small(node, scope, i, "input");
    if (constant.dims().length > 1 || constant.isReal()) {
      throw scope.refuse(
          node,
          "takes a part of "
              + constant
              + ", but only shapes are computed with: simplify the"
              + " graph when exporting it");
    }
    return constant.integers();
  }

  private static void gather(NodeProto node, ImportScope scope) throws OnnxException {
    long[] from = list(node, scope, 0);
    Constant indices = small(node, scope, 1, "indices");
    long[] at = indices.integers();
    long[] values = new long[at.length];
    for (int i = 0; i < at.length; i++) {
      values[i] = from[Axes.index(at[i], from.length, node, scope)];
    }
    scope.bind(node, Constant.ofIntegers(indices.dims(), values));
  }

  private static void slice(NodeProto node, ImportScope scope) throws OnnxException {
    long[] from = list(node, scope, 0);
    boolean inputs = node.inputs().size() > 1;
    long[] starts = inputs ? small(node, scope, 1, "starts").integers() : node.numbers("starts");
    long[] ends = inputs ? small(node, scope, 2, "ends").integers() : node.numbers("ends");
    Constant given = scope.optional(node, 4, "steps");
    long step = given == null || given.size() != 1 ? 1 : given.integers()[0];
    if (starts.length != 1 || ends.length != 1 || step != 1) {
      throw scope.refuse(
          node,
          "cuts a shape in a way that is not computed here: simplify the graph when exporting"
              + " it");
    }
    int start = clamp(starts[0], from.length);
    long[] part = Arrays.copyOfRange(from, start, Math.max(start, clamp(ends[0], from.length)));
    scope.bind(node, Constant.ofIntegers(new int[] {part.length}, part));
  }

  /** Lists behind one another. */
  static void concat(NodeProto node, ImportScope scope) throws OnnxException {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      for (long value : list(node, scope, i)) {
        all.add(value);
      }
      if (all.size() > MOST) {
        throw scope.refuse(
            node, "computes with large constants: simplify the graph when exporting it");
      }
    }
    long[] values = all.stream().mapToLong(Long::longValue).toArray();
    scope.bind(node, Constant.ofIntegers(new int[] {values.length}, values));
  }

  private static void constantOfShape(NodeProto node, ImportScope scope) throws OnnxException {
    int[] dims = Dims.checked(list(node, scope, 0), node.place());
    int size = Dims.size(dims);
    if (size > MOST) {
      throw scope.refuse(
          node,
          "makes a constant of " + Dims.text(dims) + ": simplify the graph when exporting it");
    }
    Attribute given = node.find("value");
    Tensor tensor = given == null ? null : given.tensor();
    if (tensor != null && tensor.size() != 1) {
      throw scope.refuse(node, "repeats " + tensor.size() + " values" + ReadBudget.REMEDY);
    }
    if (tensor == null || tensor.type().isReal()) {
      float[] values = new float[size];
      Arrays.fill(values, tensor == null ? 0 : tensor.floats()[0]);
      scope.bind(node, Constant.ofFloats(dims, values));
    } else {
      long[] values = new long[size];
      Arrays.fill(values, tensor.integers()[0]);
      scope.bind(node, Constant.ofIntegers(dims, values));
    }
  }
}
