package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * A function of every value by itself. {@link Relu} is a layer of its own, because other layers can
 * apply it.
 *
 * @param function what it makes of a value
 */
public record Activation(ActivationFunction function) implements LayerSpec {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }

  /** The derivative follows from the output wherever the function is one to one or constant. */
  private boolean needsInput() {
    return function instanceof ActivationFunction.HardSwish;
  }

  @Override
  public boolean savesInput() {
    return needsInput();
  }

  @Override
  public boolean savesOutput() {
    return !needsInput();
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
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new ActivationLayer(function, resources.kernels());
  }
}
