package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** a + b; the error passes to both unchanged. */
final class AddLayer extends Layer {
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;
  private int backwardInput;

  AddLayer(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    kernels.add(pass.input(0), pass.input(1), pass.output(), from, to);
  }

  @Override
  public void backwardError(LayerPass pass) {
    current = pass;
    // The aliased input, if any, comes first and costs nothing; the other gets its copy before
    // anyone overwrites the error.
    for (int i = 0; i < 2; i++) {
      if (pass.inputError(i) != null) {
        backwardInput = i;
        kernels.workers().run(pass.outputError().instances(), backwardTask);
      }
    }
  }

  private void backwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    ErrorMap inputError = Objects.requireNonNull(pass.inputError(backwardInput));
    Pass.through(
        kernels, pass.outputError(), inputError, pass.accumulates(backwardInput), from, to);
  }
}
