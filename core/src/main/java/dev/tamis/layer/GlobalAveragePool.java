package dev.tamis.layer;

import dev.tamis.kernels.PoolGeometry;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/** Mean over all pixels of each channel. */
public record GlobalAveragePool() implements LayerSpec {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.vector(inputs.get(0).channels());
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
    Shape in = inputs.get(0);
    int height = in.height();
    int width = in.width();
    PoolGeometry whole =
        new PoolGeometry(height, width, in.channels(), height, width, 1, 1, 0, 0, 0, 0);
    return new PoolLayer(whole, PoolLayer.Kind.MEAN_OF_INSIDE, resources.kernels());
  }
}
