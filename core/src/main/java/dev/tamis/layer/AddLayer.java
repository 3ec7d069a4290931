package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** a + b; the error passes to both unchanged. */
final class AddLayer extends Layer implements InstanceWise {
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  AddLayer(Kernels kernels) {
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
    kernels.add(pass.input(0), pass.input(1), pass.output(), from, to, scratch);
    if (pass.rectifies()) {
      kernels.reluForward(pass.output(), pass.output(), from, to, scratch);
    }
  }

  @Override
  public void backwardError(LayerPass pass) {
    if (!pass.errorReady()) {
      current = pass;
      kernels.workers().run(pass.outputError().instances(), backwardTask);
    }
  }

  private void backwardRange(int from, int to, float[] scratch) {
    backward(Objects.requireNonNull(current), from, to, scratch);
  }

  @Override
  public void backward(LayerPass pass, int from, int to, float[] scratch) {
    ErrorMap error = pass.outputError();
    RangeTask epilogue = pass.backwardEpilogue();
    for (int n = from; n < to; n++) {
      if (pass.rectifies()) {
        kernels.reluBackward(pass.output(), error, error, false, n, n + 1);
      }
      // The aliased input, if any, comes first and costs nothing; the other gets its copy before
      // anyone overwrites the error.
      for (int i = 0; i < 2; i++) {
        ErrorMap inputError = pass.inputError(i);
        if (inputError != null) {
          Pass.through(kernels, error, inputError, pass.accumulates(i), n, n + 1);
        }
      }
      if (epilogue != null) {
        epilogue.run(n, n + 1, scratch);
      }
    }
  }
}
