package dev.tamis.onnx;

import java.nio.ByteBuffer;

/**
 * A tensor of the file: its extents and where its elements are. Data and extents agree.
 *
 * @param name name; may be empty
 * @param type type of the elements
 * @param dims extents, outermost first; empty for a scalar
 * @param data the elements, in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Tensor(String name, ElementType type, int[] dims, TensorData data) {
  /** Elements that are read at once from a file beside the model. */
  private static final int CHUNK = 1 << 16;

  /** Elements. */
  int size() {
    return Dims.size(dims);
  }

  /** The elements as floats. */
  float[] floats() throws OnnxException {
    float[] values = new float[size()];
    if (data instanceof TensorData.Raw raw) {
      for (int from = 0; from < values.length; from += CHUNK) {
        int count = Math.min(CHUNK, values.length - from);
        ByteBuffer bytes = raw.read((long) from * type.bytes(), count * type.bytes());
        for (int i = 0; i < count; i++) {
          values[from + i] = (float) type.real(bytes);
        }
      }
    } else if (data instanceof TensorData.Runs runs) {
      int at = 0;
      for (Slice run : runs.runs()) {
        ByteBuffer bytes = run.buffer();
        while (bytes.hasRemaining()) {
          values[at++] = (float) type.real(bytes);
        }
      }
    } else if (data instanceof TensorData.Integers integers) {
      for (int i = 0; i < values.length; i++) {
        values[i] = integers.values()[i];
      }
    }
    return values;
  }

  /** The elements as whole numbers; fractions are cut off. */
  long[] integers() throws OnnxException {
    if (data instanceof TensorData.Integers integers) {
      return integers.values().clone();
    }
    long[] values = new long[size()];
    if (data instanceof TensorData.Raw raw) {
      for (int from = 0; from < values.length; from += CHUNK) {
        int count = Math.min(CHUNK, values.length - from);
        ByteBuffer bytes = raw.read((long) from * type.bytes(), count * type.bytes());
        for (int i = 0; i < count; i++) {
          values[from + i] = type.integer(bytes);
        }
      }
    } else {
      float[] floats = floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = (long) floats[i];
      }
    }
    return values;
  }
}
