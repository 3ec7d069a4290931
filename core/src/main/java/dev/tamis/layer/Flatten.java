package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/** A feature map seen as a vector, in row, column, channel order. */
public record Flatten() implements LayerSpec {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.vector(inputs.get(0).size());
  }

  @Override
  public InPlace forwardInPlace() {
    return InPlace.SAME_VALUES;
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
    return new FlattenLayer(resources.kernels());
  }
}
