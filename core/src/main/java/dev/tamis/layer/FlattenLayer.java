package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The same values under another shape; free where the plan lets them share memory. */
final class FlattenLayer extends Layer {
  private final Kernels kernels;
  private final RangeTask copyTask = this::copyRange;
  private @Nullable LayerPass current;

  FlattenLayer(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    if (!pass.input(0).startsWhere(pass.output())) {
      current = pass;
      kernels.workers().run(pass.output().instances(), copyTask);
    }
  }

  private void copyRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    kernels.copy(pass.input(0), pass.output(), from, to, scratch);
  }

  @Override
  public void backwardError(LayerPass pass) {
    ErrorMap inputError = pass.inputError(0);
    if (inputError != null) {
      ErrorMap error = pass.outputError();
      Pass.through(kernels, error, inputError, pass.accumulates(0), 0, error.instances());
    }
  }
}
