package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.tensor.BatchTensor;
import dev.tamis.tensor.ErrorMap;

/** Values and errors handed on as they are, or times constants. */
final class Pass {
  private Pass() {}

  /** Unchanged: nothing to do in place, a copy or an addition otherwise. */
  static <T extends BatchTensor> void through(
      Kernels kernels, T source, T destination, boolean accumulate, int from, int to) {
    if (accumulate) {
      kernels.add(destination, source, destination, from, to);
    } else if (!source.startsWhere(destination)) {
      int size = source.shape().size();
      System.arraycopy(
          source.data(),
          source.offset(from),
          destination.data(),
          destination.offset(from),
          (to - from) * size);
    }
  }

  /** Input error (+)= output error x factor, per channel; may be in place. */
  static void scaled(
      ErrorMap error, float[] factor, ErrorMap inputError, boolean accumulate, int from, int to) {
    int channels = error.shape().channels();
    float[] source = error.data();
    float[] destination = inputError.data();
    int at = error.offset(from);
    int in = inputError.offset(from);
    for (; at < error.offset(to); at += channels, in += channels) {
      if (accumulate) {
        for (int c = 0; c < channels; c++) {
          destination[in + c] += source[at + c] * factor[c];
        }
      } else {
        for (int c = 0; c < channels; c++) {
          destination[in + c] = source[at + c] * factor[c];
        }
      }
    }
  }
}
