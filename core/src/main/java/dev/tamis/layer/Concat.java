package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Feature maps of one height and width, channels behind channels in the order of the inputs.
 *
 * @param inputCount how many there are, at least 2
 */
public record Concat(int inputCount) implements LayerSpec {

  /**
   * @throws IllegalArgumentException if there are fewer than two inputs
   */
  public Concat {
    if (inputCount < 2) {
      throw new IllegalArgumentException("cannot join " + inputCount + " inputs: give 2 or more");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape input : inputs) {
      if (input.height() != first.height() || input.width() != first.width()) {
        throw new IllegalArgumentException(
            "cannot join the channels of " + first + " and " + input + ": height or width differs");
      }
      channels = Math.addExact(channels, input.channels());
    }
    return new Shape(first.height(), first.width(), channels);
  }

  @Override
  public Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources) {
    return new ConcatLayer(inputCount, resources.kernels());
  }
}
