package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every pixel's channels are copied behind each other, and their errors back. */
final class ConcatLayer extends Layer {
  private final int inputCount;
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  ConcatLayer(int inputCount, Kernels kernels) {
    this.inputCount = inputCount;
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    FeatureMap output = pass.output();
    int stride = output.shape().channels();
    int first = 0;
    for (int i = 0; i < inputCount; i++) {
      FeatureMap input = pass.input(i);
      int channels = input.shape().channels();
      int at = output.offset(from) + first;
      for (int in = input.offset(from); in < input.offset(to); in += channels, at += stride) {
        System.arraycopy(input.data(), in, output.data(), at, channels);
      }
      first += channels;
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.outputError().instances(), backwardTask);
  }

  private void backwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    ErrorMap error = pass.outputError();
    int stride = error.shape().channels();
    int first = 0;
    for (int i = 0; i < inputCount; i++) {
      int channels = pass.input(i).shape().channels();
      ErrorMap inputError = pass.inputError(i);
      if (inputError != null) {
        int at = error.offset(from) + first;
        int end = inputError.offset(to);
        for (int in = inputError.offset(from); in < end; in += channels, at += stride) {
          hand(error.data(), at, inputError.data(), in, channels, pass.accumulates(i));
        }
      }
      first += channels;
    }
  }

  private static void hand(
      float[] from, int fromAt, float[] to, int toAt, int count, boolean accumulate) {
    if (!accumulate) {
      System.arraycopy(from, fromAt, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }
}
