package dev.tamis.kernels;

/**
 * Extents of a convolution. A linear layer is the 1x1 convolution of a 1x1 image.
 *
 * <p>Weights are stored [outputChannel][kernelRow][kernelColumn][inputChannel / groups] ("ORSC"),
 * so that the rows of kept output channels are contiguous.
 *
 * @param inputHeight rows of the input
 * @param inputWidth columns of the input
 * @param inputChannels channels of the input
 * @param outputChannels channels of the output, one per kernel
 * @param kernelHeight rows of a kernel
 * @param kernelWidth columns of a kernel
 * @param strideHeight rows between outputs
 * @param strideWidth columns between outputs
 * @param padTop zero rows above
 * @param padLeft zero columns to the left
 * @param padBottom zero rows below
 * @param padRight zero columns to the right
 * @param groups groups of channels that are convolved separately; divides both channel counts
 */
public record ConvGeometry(
    int inputHeight,
    int inputWidth,
    int inputChannels,
    int outputChannels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int groups) {

  /**
   * @throws IllegalArgumentException if an extent is out of range or the kernel does not fit the
   *     padded input
   */
  public ConvGeometry {
    if (inputHeight < 1 || inputWidth < 1 || inputChannels < 1 || outputChannels < 1) {
      throw new IllegalArgumentException("convolution extents must be at least 1");
    }
    if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException("convolution kernel and stride must be at least 1");
    }
    if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
      throw new IllegalArgumentException("convolution padding must not be negative");
    }
    if (groups < 1 || inputChannels % groups != 0 || outputChannels % groups != 0) {
      throw new IllegalArgumentException(
          groups
              + " groups do not divide "
              + inputChannels
              + " input and "
              + outputChannels
              + " output channels");
    }
    if (kernelHeight > inputHeight + padTop + padBottom
        || kernelWidth > inputWidth + padLeft + padRight) {
      throw new IllegalArgumentException(
          "a "
              + kernelHeight
              + "x"
              + kernelWidth
              + " kernel does not fit a padded input of "
              + (inputHeight + padTop + padBottom)
              + "x"
              + (inputWidth + padLeft + padRight));
    }
  }

  /** Geometry of a linear layer. */
  public static ConvGeometry linear(int inputFeatures, int outputFeatures) {
    return new ConvGeometry(1, 1, inputFeatures, outputFeatures, 1, 1, 1, 1, 0, 0, 0, 0, 1);
  }

  /** Rows of the output. */
  public int outputHeight() {
    return (inputHeight + padTop + padBottom - kernelHeight) / strideHeight + 1;
  }

  /** Columns of the output. */
  public int outputWidth() {
    return (inputWidth + padLeft + padRight - kernelWidth) / strideWidth + 1;
  }

  /** Pixels of the output. */
  public int outputPixels() {
    return outputHeight() * outputWidth();
  }

  /** Elements of one input instance. */
  public int inputSize() {
    return inputHeight * inputWidth * inputChannels;
  }

  /** Elements of one output instance. */
  public int outputSize() {
    return outputHeight() * outputWidth() * outputChannels;
  }

  /** Input channels that one output channel sees. */
  public int channelsPerGroup() {
    return inputChannels / groups;
  }

  /** Weights of one output channel: kernelHeight x kernelWidth x channelsPerGroup. */
  public int kernelSize() {
    return kernelHeight * kernelWidth * channelsPerGroup();
  }

  /** All weights. */
  public int weightCount() {
    return outputChannels * kernelSize();
  }

  /**
   * Multiply-accumulates of the forward product for one instance; padding is counted as if it were
   * data.
   */
  public long forwardMacs() {
    return (long) outputPixels() * outputChannels * kernelSize();
  }

  /** Whether every output pixel depends on just the input pixel at the same place. */
  public boolean isPointwise() {
    return kernelHeight == 1
        && kernelWidth == 1
        && strideHeight == 1
        && strideWidth == 1
        && padTop == 0
        && padLeft == 0
        && padBottom == 0
        && padRight == 0
        && groups == 1;
  }
}
