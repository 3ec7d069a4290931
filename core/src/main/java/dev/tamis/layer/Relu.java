package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/** Rectified linear unit: max(x, 0). */
public record Relu() implements LayerSpec {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public boolean savesOutput() {
    return true;
  }

  @Override
  public InPlace forwardInPlace() {
    return InPlace.OVERWRITES;
  }

  @Override
  public boolean backwardInPlace() {
    return true;
  }

  @Override
  public boolean worksOnBytes() {
    return true;
  }

  @Override
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new ReluLayer(resources.kernels());
  }
}
