package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Sets values to zero at random in training and divides the others by the share that is left
 * (Srivastava et al. 2014); hands everything on otherwise.
 *
 * @param ratio share of the values that are set to zero, in [0,1)
 */
public record Dropout(float ratio) implements LayerSpec {

  /**
   * @throws IllegalArgumentException if the ratio is out of range
   */
  public Dropout {
    if (!(ratio >= 0f && ratio < 1f)) {
      throw new IllegalArgumentException("dropout takes a ratio in [0,1), not " + ratio);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
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
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new DropoutLayer(ratio, resources.kernels());
  }
}
