package dev.tamis.layer;

import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Constants per channel; the error is multiplied by the factors. */
final class ChannelAffineLayer extends Layer {
  private static final int FACTOR = 0;
  private static final int TERM = 1;
  private static final int ZERO = 2;

  private final int channels;
  private final ParameterBlock factor;
  private final ParameterBlock term;
  private final Kernels kernels;
  private final RangeTask forwardTask = this::forwardRange;
  private final RangeTask backwardTask = this::backwardRange;
  private @Nullable LayerPass current;

  ChannelAffineLayer(int channels, List<ParameterBlock> constants, Kernels kernels) {
    this.channels = channels;
    this.factor = constants.get(0);
    this.term = constants.get(1);
    this.kernels = kernels;
  }

  @Override
  public int[] stateLengths(int capacity) {
    return new int[] {channels, channels, channels};
  }

  @Override
  public void forward(LayerPass pass) {
    current = pass;
    System.arraycopy(factor.data(), factor.offset(), pass.state(FACTOR), 0, channels);
    System.arraycopy(term.data(), term.offset(), pass.state(TERM), 0, channels);
    kernels.workers().run(pass.output().instances(), forwardTask);
  }

  private void forwardRange(int from, int to, float[] scratch) {
    LayerPass pass = Objects.requireNonNull(current);
    kernels.channelAffine(
        pass.input(0), pass.state(FACTOR), pass.state(TERM), null, false, pass.output(), from, to);
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
    kernels.channelAffine(
        pass.outputError(),
        pass.state(FACTOR),
        pass.state(ZERO),
        inputError,
        pass.accumulates(0),
        from,
        to);
  }
}
