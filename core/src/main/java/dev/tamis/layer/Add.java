package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/** Sum of two feature maps of one shape: the residual connection. */
public record Add() implements LayerSpec {

  @Override
  public int inputCount() {
    return 2;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.get(0).equals(inputs.get(1))) {
      throw new IllegalArgumentException(
          "cannot add " + inputs.get(0) + " and " + inputs.get(1) + ": shapes differ");
    }
    return inputs.get(0);
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
    return new AddLayer(resources.kernels());
  }
}
