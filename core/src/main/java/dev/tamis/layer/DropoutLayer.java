package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.BatchTensor;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is dropped follows from its number and the pass's alone, so that the backward
 * pass works it out again instead of remembering it, and any thread the same.
 */
final class DropoutLayer extends Layer {
  private static final int DRAW_BITS = 24;

  private final long droppedBelow;
  private final float factor;
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  DropoutLayer(float ratio, Kernels kernels) {
    this.droppedBelow = Math.round((double) ratio * (1 << DRAW_BITS));
    this.factor = 1f / (1f - ratio);
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    if (pass.training()) {
      current = pass;
      kernels.workers().run(pass.output().instances(), forwardTask);
    } else {
      hand(pass.input(0), pass.output());
    }
  }

  private static void hand(FeatureMap input, FeatureMap output) {
    if (!input.startsWhere(output)) {
      System.arraycopy(input.data(), input.offset(), output.data(), output.offset(), output.size());
    }
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    for (int n = from; n < to; n++) {
      drop(pass.noise(), n, pass.input(0), pass.output(), false, n);
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
    ErrorMap inputError = Objects.requireNonNull(pass.inputError(0));
    InstanceSet retained = pass.retained();
    for (int n = from; n < to; n++) {
      int forwarded = retained == null ? n : retained.get(n);
      drop(pass.noise(), forwarded, pass.outputError(), inputError, pass.accumulates(0), n);
    }
  }

  private void drop(
      long noise,
      int forwarded,
      BatchTensor source,
      BatchTensor destination,
      boolean accumulate,
      int n) {
    int size = source.shape().size();
    long number = noise + (long) forwarded * size;
    float[] from = source.data();
    float[] to = destination.data();
    int fromAt = source.offset(n);
    int toAt = destination.offset(n);
    for (int i = 0; i < size; i++) {
      long draw = SeededGenerator.mix(number + i) >>> (Long.SIZE - DRAW_BITS);
      float value = draw < droppedBelow ? 0f : from[fromAt + i] * factor;
      to[toAt + i] = accumulate ? to[toAt + i] + value : value;
    }
  }
}
