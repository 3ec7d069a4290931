package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Per channel x * factor + term with constants that belong to the model and are never trained: how
 * a network that was made elsewhere prepares its images. Starts as the identity.
 */
public record ChannelAffine() implements LayerSpec {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<ParameterSpec> statistics(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    return List.of(
        new ParameterSpec("factor", channels, 0, 1f), new ParameterSpec("term", channels, 0, 0f));
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
    return new ChannelAffineLayer(inputs.get(0).channels(), statistics, resources.kernels());
  }
}
