package dev.tamis.layer;

import dev.tamis.kernels.PoolGeometry;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Largest value of each window; padding never wins.
 *
 * @param kernelHeight rows of the window, at least 1
 * @param kernelWidth columns of the window, at least 1
 * @param strideHeight rows between windows, at least 1
 * @param strideWidth columns between windows, at least 1
 * @param padTop rows above, below kernelHeight
 * @param padLeft columns to the left, below kernelWidth
 * @param padBottom rows below, below kernelHeight
 * @param padRight columns to the right, below kernelWidth
 */
public record MaxPool2d(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight)
    implements LayerSpec {

  /** Square windows side by side, without padding. */
  public static MaxPool2d square(int kernel) {
    return new MaxPool2d(kernel, kernel, kernel, kernel, 0, 0, 0, 0);
  }

  private PoolGeometry geometry(Shape input) {
    return new PoolGeometry(
        input.height(),
        input.width(),
        input.channels(),
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        padTop,
        padLeft,
        padBottom,
        padRight);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    PoolGeometry g = geometry(inputs.get(0));
    return new Shape(g.outputHeight(), g.outputWidth(), g.channels());
  }

  @Override
  public boolean savesInput() {
    return true;
  }

  @Override
  public boolean savesOutput() {
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
    return new PoolLayer(geometry(inputs.get(0)), PoolLayer.Kind.MAX, resources.kernels());
  }
}
