package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.PoolGeometry;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Largest or mean value of windows. */
final class PoolLayer extends Layer {

  /** What is taken of a window. */
  enum Kind {
    MAX,
    MEAN_OF_INSIDE,
    MEAN_WITH_PADDING
  }

  private final PoolGeometry geometry;
  private final Kind kind;
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  PoolLayer(PoolGeometry geometry, Kind kind, Kernels kernels) {
    this.geometry = geometry;
    this.kind = kind;
    this.kernels = kernels;
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    if (kind == Kind.MAX) {
      kernels.maxPoolForward(geometry, pass.input(0), pass.output(), from, to, scratch);
    } else {
      kernels.averagePoolForward(
          geometry,
          kind == Kind.MEAN_WITH_PADDING,
          pass.input(0),
          pass.output(),
          from,
          to,
          scratch);
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
    boolean accumulate = pass.accumulates(0);
    if (kind == Kind.MAX) {
      kernels.maxPoolBackward(
          geometry, pass.input(0), pass.output(), error, inputError, accumulate, from, to, scratch);
    } else {
      boolean countPadding = kind == Kind.MEAN_WITH_PADDING;
      kernels.averagePoolBackward(geometry, countPadding, error, inputError, accumulate, from, to);
    }
  }
}
