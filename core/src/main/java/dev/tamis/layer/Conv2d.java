package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field). Weights are stored
 * [output channel][kernel row][kernel column][input channel].
 *
 * @param outputChannels number of kernels, at least 1
 * @param kernelHeight rows of a kernel, at least 1
 * @param kernelWidth columns of a kernel, at least 1
 * @param strideHeight rows between outputs, at least 1
 * @param strideWidth columns between outputs, at least 1
 * @param padTop zero rows above
 * @param padLeft zero columns to the left
 * @param padBottom zero rows below
 * @param padRight zero columns to the right
 * @param groups groups of channels convolved separately; divides both channel counts
 * @param bias whether a trained bias is added per output channel
 */
public record Conv2d(
    int outputChannels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int groups,
    boolean bias)
    implements LayerSpec {

  /** Square kernel, equal stride and padding on all sides, one group. */
  public static Conv2d square(
      int outputChannels, int kernel, int stride, int padding, boolean bias) {
    return new Conv2d(
        outputChannels,
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding,
        padding,
        padding,
        1,
        bias);
  }

  ConvGeometry geometry(Shape input) {
    return new ConvGeometry(
        input.height(),
        input.width(),
        input.channels(),
        outputChannels,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        padTop,
        padLeft,
        padBottom,
        padRight,
        groups);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    ConvGeometry g = geometry(inputs.get(0));
    return new Shape(g.outputHeight(), g.outputWidth(), outputChannels);
  }

  @Override
  public long forwardMacs(List<Shape> inputs) {
    return geometry(inputs.get(0)).forwardMacs();
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    return ConvolutionLayer.parameters(geometry(inputs.get(0)), bias);
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
    return new ConvolutionLayer(geometry(inputs.get(0)), parameters, resources.kernels());
  }
}
