package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * max(x, 0) and its derivative; the backward pass needs the output only, so it can run in place.
 */
final class ReluLayer extends Layer {
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  ReluLayer(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    if (pass.folded()) {
      return;
    }
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    kernels.reluForward(pass.input(0), pass.output(), from, to, scratch);
  }

  @Override
  public void backwardError(LayerPass pass) {
    if (pass.inputError(0) != null && !pass.folded()) {
      current = pass;
      kernels.workers().run(pass.outputError().instances(), backwardTask);
    }
  }

  private void backwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    ErrorMap inputError = Objects.requireNonNull(pass.inputError(0));
    kernels.reluBackward(
        pass.output(), pass.outputError(), inputError, pass.accumulates(0), from, to);
  }
}
