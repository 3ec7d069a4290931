package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.tensor.BatchTensor;

/** Values handed on unchanged: nothing to do in place, a copy or an addition otherwise. */
final class Pass {
  private Pass() {}

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
}
