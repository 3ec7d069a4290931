package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Fully connected layer on a vector. Weights are stored [output feature][input feature].
 *
 * @param outputFeatures number of outputs, at least 1
 * @param bias whether a trained bias is added per output
 */
public record Linear(int outputFeatures, boolean bias) implements LayerSpec {

  private ConvGeometry geometry(List<Shape> inputs) {
    Shape input = inputs.get(0);
    if (input.pixels() != 1) {
      throw new IllegalArgumentException(
          "a linear layer takes a vector, not " + input + ": put a Flatten before it");
    }
    return ConvGeometry.linear(input.channels(), outputFeatures);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.vector(geometry(inputs).outputChannels());
  }

  @Override
  public long forwardMacs(List<Shape> inputs) {
    return geometry(inputs).forwardMacs();
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    return ConvolutionLayer.parameters(geometry(inputs), bias);
  }

  @Override
  public boolean savesInput() {
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
    return new ConvolutionLayer(geometry(inputs), parameters, resources.kernels());
  }
}
