package dev.tamis.onnx;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that does not depend on the images. Weights stay in the file until somebody asks for
 * them.
 */
final class Constant implements Value {
  /** Stands for the number of instances among whole numbers: what Shape says of a batch. */
  static final long BATCH = Long.MIN_VALUE;

  private final String name;
  private final int[] dims;
  private final boolean real;
  private final @Nullable Tensor tensor;
  private final @Nullable ValueSource mapped;
  private final float[] floats;
  private final long[] integers;

  private Constant(
      String name,
      int[] dims,
      boolean real,
      @Nullable Tensor tensor,
      @Nullable ValueSource mapped,
      float[] floats,
      long[] integers) {
    this.name = name;
    this.dims = dims;
    this.real = real;
    this.tensor = tensor;
    this.mapped = mapped;
    this.floats = floats;
    this.integers = integers;
  }

  /** A tensor of the file, under the name by which nodes read it. */
  static Constant of(String name, Tensor tensor) {
    boolean real = tensor.type().isReal();
    return new Constant(name, tensor.dims(), real, tensor, null, new float[0], new long[0]);
  }

  static Constant ofFloats(int[] dims, float... values) {
    return new Constant("", dims, true, null, null, values, new long[0]);
  }

  static Constant ofIntegers(int[] dims, long... values) {
    return new Constant("", dims, false, null, null, new float[0], values);
  }

  /** The same elements under other extents. */
  Constant reshaped(int... newDims) {
    return new Constant(name, newDims, real, tensor, mapped, floats, integers);
  }

  /** The elements in another order, which they are put in when somebody asks for them. */
  Constant mapped(int[] newDims, UnaryOperator<float[]> order) {
    ValueSource source = () -> order.apply(floats());
    return new Constant(name, newDims, true, null, source, floats, integers);
  }

  /** Name of the initializer it is; empty if it was computed. */
  String name() {
    return name;
  }

  int[] dims() {
    return dims;
  }

  int size() {
    return Dims.size(dims);
  }

  /** Whether its elements are real numbers rather than whole ones. */
  boolean isReal() {
    return real;
  }

  /** Elements as floats, an array of the caller's own. */
  float[] floats() throws OnnxException {
    if (mapped != null) {
      return mapped.values();
    }
    if (tensor != null) {
      return tensor.floats();
    }
    if (real) {
      return floats.clone();
    }
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i];
    }
    return values;
  }

  /** Elements as whole numbers, an array of the caller's own. */
  long[] integers() throws OnnxException {
    if (tensor != null) {
      return tensor.integers();
    }
    if (!real) {
      return integers.clone();
    }
    float[] own = floats();
    long[] values = new long[own.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) own[i];
    }
    return values;
  }

  @Override
  public String toString() {
    return (name.isEmpty() ? "a computed constant" : "'" + name + "'")
        + " "
        + Arrays.toString(dims);
  }
}
