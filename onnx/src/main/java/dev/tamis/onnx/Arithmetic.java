package dev.tamis.onnx;

import dev.tamis.layer.Add;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Multiply;

/** The four operations, on constants, on maps with constants, and on maps. */
enum Arithmetic {
  ADD {
    @Override
    float of(float a, float b) {
      return a + b;
    }
  },
  SUBTRACT {
    @Override
    float of(float a, float b) {
      return a - b;
    }
  },
  MULTIPLY {
    @Override
    float of(float a, float b) {
      return a * b;
    }
  },
  DIVIDE {
    @Override
    float of(float a, float b) {
      return a / b;
    }
  };

  /** Constants that are computed at import are those of shapes and scales, not weights. */
  private static final int MOST = 1 << 16;

  abstract float of(float a, float b);

  /** What a map is multiplied by, and what is added: of one number. */
  record Affine(float factor, float term) {}

  /** From the number on the right to what it does. */
  @FunctionalInterface
  interface ToAffine {
    Affine of(float constant);
  }

  /** Map, operation, constant. */
  ToAffine rightConstant() {
    return switch (this) {
      case ADD -> c -> new Affine(1, c);
      case SUBTRACT -> c -> new Affine(1, -c);
      case MULTIPLY -> c -> new Affine(c, 0);
      case DIVIDE -> c -> new Affine(1 / c, 0);
    };
  }

  /** Constant, operation, map. */
  ToAffine leftConstant(NodeProto node, ImportScope scope) throws OnnxException {
    return switch (this) {
      case ADD, MULTIPLY -> rightConstant();
      case SUBTRACT -> c -> new Affine(-1, c);
      case DIVIDE ->
          throw scope.refuse(node, "divides by a feature map, which cannot be trained here");
    };
  }

  /** Map, operation, map. */
  LayerSpec layer(NodeProto node, ImportScope scope) throws OnnxException {
    if (this == ADD) {
      return new Add();
    } else if (this == MULTIPLY) {
      return new Multiply();
    }
    throw scope.refuse(
        node,
        "joins two feature maps in a way that cannot be trained here: they can be added and multiplied");
  }

  /** Constant, operation, constant, with ONNX's rules for extents that differ. */
  Constant ofConstants(Constant a, Constant b, NodeProto node, ImportScope scope)
      throws OnnxException {
    int[] dims = Broadcast.dims(a.dims(), b.dims(), node, scope);
    if (Dims.size(dims) > MOST || a.size() > MOST || b.size() > MOST) {
      throw scope.refuse(
          node, "computes with large constants: simplify the graph when exporting it");
    }
    int[] left = Broadcast.indices(a.dims(), dims);
    int[] right = Broadcast.indices(b.dims(), dims);
    if (a.isReal() || b.isReal()) {
      float[] x = a.floats();
      float[] y = b.floats();
      float[] values = new float[left.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = of(x[left[i]], y[right[i]]);
      }
      return Constant.ofFloats(dims, values);
    }
    long[] x = a.integers();
    long[] y = b.integers();
    long[] values = new long[left.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = of(x[left[i]], y[right[i]], node, scope);
    }
    return Constant.ofIntegers(dims, values);
  }

  private long of(long a, long b, NodeProto node, ImportScope scope) throws OnnxException {
    if (a == Constant.BATCH || b == Constant.BATCH || (this == DIVIDE && b == 0)) {
      throw scope.refuse(
          node, "computes with the number of instances: let the shape be open there (-1)");
    }
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }
}
