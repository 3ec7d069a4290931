package dev.tamis.onnx;

/** Values of one block of parameters, in the layout of Tamis, made when they are loaded. */
@FunctionalInterface
interface ValueSource {
  /** An array of the caller's own. */
  float[] values() throws OnnxException;

  /** Each value times the factor of its kernel, which has {@code values / factors} of them. */
  static ValueSource scaled(ValueSource source, ValueSource factors) {
    return () -> {
      float[] values = source.values();
      float[] factor = factors.values();
      int kernel = values.length / factor.length;
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor[i / kernel];
      }
      return values;
    };
  }

  /** Sums. */
  static ValueSource sum(ValueSource a, ValueSource b) {
    return () -> {
      float[] values = a.values();
      float[] addends = b.values();
      for (int i = 0; i < values.length; i++) {
        values[i] += addends[i];
      }
      return values;
    };
  }
}
