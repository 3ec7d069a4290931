package dev.tamis.kernels;

/**
 * Extents of a pooling window moved over an image.
 *
 * @param inputHeight rows of the input
 * @param inputWidth columns of the input
 * @param channels channels of input and output
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight rows between windows
 * @param strideWidth columns between windows
 * @param padTop rows above
 * @param padLeft columns to the left
 * @param padBottom rows below
 * @param padRight columns to the right
 */
public record PoolGeometry(
    int inputHeight,
    int inputWidth,
    int channels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {

  /**
   * @throws IllegalArgumentException if an extent is out of range, or a window could lie in the
   *     padding alone
   */
  public PoolGeometry {
    if (inputHeight < 1 || inputWidth < 1 || channels < 1) {
      throw new IllegalArgumentException("pooling extents must be at least 1");
    }
    if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException("pooling window and stride must be at least 1");
    }
    if (Math.min(Math.min(padTop, padBottom), Math.min(padLeft, padRight)) < 0
        || Math.max(padTop, padBottom) >= kernelHeight
        || Math.max(padLeft, padRight) >= kernelWidth) {
      throw new IllegalArgumentException("pooling padding must be 0 to window - 1");
    }
    if (kernelHeight > inputHeight + padTop + padBottom
        || kernelWidth > inputWidth + padLeft + padRight) {
      throw new IllegalArgumentException(
          "a " + kernelHeight + "x" + kernelWidth + " pooling window does not fit the input");
    }
  }

  /** Rows of the output. */
  public int outputHeight() {
    return (inputHeight + padTop + padBottom - kernelHeight) / strideHeight + 1;
  }

  /** Columns of the output. */
  public int outputWidth() {
    return (inputWidth + padLeft + padRight - kernelWidth) / strideWidth + 1;
  }

  /** Elements of one input instance. */
  public int inputSize() {
    return inputHeight * inputWidth * channels;
  }

  /** Elements of one output instance. */
  public int outputSize() {
    return outputHeight() * outputWidth() * channels;
  }
}
