package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.BatchTensor;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * a x b; the error of either is the output's times the other. A gate's error is the sum over all
 * pixels, in their order.
 */
final class MultiplyLayer extends Layer {
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  MultiplyLayer(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    FeatureMap a = pass.input(0);
    FeatureMap b = pass.input(1);
    FeatureMap output = pass.output();
    boolean swapped = a.shape().pixels() < b.shape().pixels();
    for (int n = from; n < to; n++) {
      product(swapped ? b : a, swapped ? a : b, output, false, n);
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.outputError().instances(), backwardTask);
  }

  private void backwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    for (int n = from; n < to; n++) {
      backward(pass, 0, n);
      backward(pass, 1, n);
    }
  }

  private static void backward(LayerPass pass, int i, int n) {
    ErrorMap error = pass.outputError();
    ErrorMap inputError = pass.inputError(i);
    if (inputError == null) {
      return;
    }
    FeatureMap other = pass.input(1 - i);
    if (inputError.shape().pixels() < error.shape().pixels()) {
      gateError(error, other, inputError, pass.accumulates(i), n);
    } else {
      product(error, other, inputError, pass.accumulates(i), n);
    }
  }

  /** output (+)= map x other, where the other may be a gate. */
  private static void product(
      BatchTensor map, BatchTensor other, BatchTensor output, boolean accumulate, int n) {
    // A gate is one pixel, to which every pixel of the map goes back.
    int length = other.shape().size();
    int at = map.offset(n);
    int out = output.offset(n);
    for (int done = 0; done < map.shape().size(); done += length) {
      product(
          map.data(),
          at + done,
          other.data(),
          other.offset(n),
          output.data(),
          out + done,
          length,
          accumulate);
    }
  }

  private static void product(
      float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int count, boolean add) {
    if (add) {
      addProduct(a, aAt, b, bAt, out, outAt, count);
    } else {
      for (int i = 0; i < count; i++) {
        out[outAt + i] = a[aAt + i] * b[bAt + i];
      }
    }
  }

  private static void addProduct(
      float[] a, int aAt, float[] b, int bAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] += a[aAt + i] * b[bAt + i];
    }
  }

  private static void gateError(
      ErrorMap error, FeatureMap map, ErrorMap gateError, boolean accumulate, int n) {
    int channels = gateError.shape().channels();
    int gate = gateError.offset(n);
    if (!accumulate) {
      Arrays.fill(gateError.data(), gate, gate + channels, 0f);
    }
    int at = error.offset(n);
    int in = map.offset(n);
    for (int done = 0; done < error.shape().size(); done += channels) {
      addProduct(error.data(), at + done, map.data(), in + done, gateError.data(), gate, channels);
    }
  }
}
