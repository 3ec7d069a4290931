package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.PiecewiseLinear;
import dev.tamis.kernels.RangeTask;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Value by value, forward from the input, backward by the derivative at the saved value. */
final class ActivationLayer extends Layer {
  private final ActivationFunction function;
  private final @Nullable PiecewiseLinear derivative;
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  ActivationLayer(ActivationFunction function, Kernels kernels) {
    this.function = function;
    this.derivative = derivative(function);
    this.kernels = kernels;
  }

  /** Of the output, or of the input for hard swish; null for the sigmoid, whose is a parabola. */
  private static @Nullable PiecewiseLinear derivative(ActivationFunction function) {
    if (function instanceof LeakyRelu f) {
      return PiecewiseLinear.steps(0f, Float.POSITIVE_INFINITY, f.slope(), 1f, 1f);
    }
    if (function instanceof Clip f) {
      return PiecewiseLinear.steps(f.low(), f.high(), 0f, 1f, 0f);
    }
    if (function instanceof HardSigmoid f) {
      return PiecewiseLinear.steps(0f, 1f, 0f, f.factor(), 0f);
    }
    if (function instanceof HardSwish) {
      return new PiecewiseLinear(-3f, 3f, 0f, 0.5f, 1f / 3, 1f);
    }
    return null;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    FeatureMap input = pass.input(0);
    FeatureMap output = pass.output();
    int count = (to - from) * output.shape().size();
    float[] in = input.data();
    float[] out = output.data();
    int inAt = input.offset(from);
    int outAt = output.offset(from);
    if (function instanceof LeakyRelu f) {
      leakyRelu(f.slope(), in, inAt, out, outAt, count);
    } else if (function instanceof Clip f) {
      clip(f.low(), f.high(), in, inAt, out, outAt, count);
    } else if (function instanceof HardSigmoid f) {
      hardSigmoid(f.factor(), f.term(), in, inAt, out, outAt, count);
    } else if (function instanceof HardSwish) {
      hardSwish(in, inAt, out, outAt, count);
    } else {
      sigmoid(in, inAt, out, outAt, count);
    }
  }

  // Without branches on values, so that the JIT compiler turns these loops into vectors.

  private static void leakyRelu(
      float slope, float[] in, int inAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = in[inAt + i];
      out[outAt + i] = Math.max(x, 0f) + slope * Math.min(x, 0f);
    }
  }

  private static void clip(
      float low, float high, float[] in, int inAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] = Math.min(Math.max(in[inAt + i], low), high);
    }
  }

  private static void hardSigmoid(
      float factor, float term, float[] in, int inAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] = Math.min(Math.max(factor * in[inAt + i] + term, 0f), 1f);
    }
  }

  private static void hardSwish(float[] in, int inAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = in[inAt + i];
      out[outAt + i] = x * Math.min(Math.max(x / 6f + 0.5f, 0f), 1f);
    }
  }

  private static void sigmoid(float[] in, int inAt, float[] out, int outAt, int count) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] = (float) (1 / (1 + Math.exp(-in[inAt + i])));
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    if (pass.inputError(0) != null) {
      current = pass;
      kernels.workers().run(pass.outputError().instances(), backwardTask);
    }
  }

  private void backwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    ErrorMap error = pass.outputError();
    ErrorMap inputError = Objects.requireNonNull(pass.inputError(0));
    if (derivative != null) {
      FeatureMap at = function instanceof HardSwish ? pass.input(0) : pass.output();
      kernels.derivativeBackward(derivative, at, error, inputError, pass.accumulates(0), from, to);
    } else {
      sigmoidBackward(pass.output(), error, inputError, pass.accumulates(0), from, to);
    }
  }

  private static void sigmoidBackward(
      FeatureMap output,
      ErrorMap error,
      ErrorMap inputError,
      boolean accumulate,
      int from,
      int to) {
    int size = output.shape().size();
    sigmoidBackward(
        output.data(),
        output.offset(from),
        error.data(),
        error.offset(from),
        inputError.data(),
        inputError.offset(from),
        (to - from) * size,
        accumulate);
  }

  private static void sigmoidBackward(
      float[] y, int yAt, float[] error, int at, float[] to, int toAt, int count, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] += error[at + i] * (y[yAt + i] * (1f - y[yAt + i]));
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i] = error[at + i] * (y[yAt + i] * (1f - y[yAt + i]));
      }
    }
  }
}
