package dev.tamis.onnx;

import org.jspecify.annotations.Nullable;

/** Weights between the layouts of files and of Tamis. */
final class WeightLayout {
  private WeightLayout() {}

  /** Kernels O x C x R x S as O x R x S x C. */
  static float[] kernelsFromFile(float[] from, int kernels, int channels) {
    float[] to = new float[from.length];
    int pixels = from.length / kernels / channels;
    for (int o = 0; o < kernels; o++) {
      for (int c = 0; c < channels; c++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          to[(o * pixels + pixel) * channels + c] = from[(o * channels + c) * pixels + pixel];
        }
      }
    }
    return to;
  }

  /** Kernels O x R x S x C as O x C x R x S. */
  static float[] kernelsToFile(float[] from, int kernels, int channels) {
    // The same exchange of the two inner extents, the other way round.
    return kernelsFromFile(from, kernels, from.length / kernels / channels);
  }

  /** A matrix with its rows as columns. */
  static float[] transposed(float[] from, int rows, int columns) {
    float[] to = new float[from.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
    return to;
  }

  /** Rows whose column k is the file's column {@code order[k]}; as they are if null. */
  static float[] columnsFromFile(float[] from, int columns, int @Nullable [] order) {
    if (order == null) {
      return from;
    }
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int column = i % columns;
      to[i] = from[i - column + order[column]];
    }
    return to;
  }

  /** The inverse of {@link #columnsFromFile}. */
  static float[] columnsToFile(float[] from, int columns, int @Nullable [] order) {
    if (order == null) {
      return from;
    }
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int column = i % columns;
      to[i - column + order[column]] = from[i];
    }
    return to;
  }
}
