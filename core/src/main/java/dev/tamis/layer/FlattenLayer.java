package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.tensor.ErrorMap;

/** The same values under another shape; free where the plan lets them share memory. */
final class FlattenLayer extends Layer {
  private final Kernels kernels;

  FlattenLayer(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    Pass.through(kernels, pass.input(0), pass.output(), false, 0, pass.output().instances());
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
