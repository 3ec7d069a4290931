package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Product of two feature maps, element by element. Either may be a vector with a value for each
 * channel of the other, which then holds for all of its pixels: the gate of squeeze-and-excitation.
 */
public record Multiply() implements LayerSpec {

  @Override
  public int inputCount() {
    return 2;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    boolean gated = a.channels() == b.channels() && (a.pixels() == 1 || b.pixels() == 1);
    if (!a.equals(b) && !gated) {
      throw new IllegalArgumentException(
          "cannot multiply "
              + a
              + " by "
              + b
              + ": the shapes must be equal, or one of them a vector of as many channels");
    }
    return a.pixels() == 1 ? b : a;
  }

  @Override
  public boolean savesInput() {
    return true;
  }

  @Override
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new MultiplyLayer(resources.kernels());
  }
}
