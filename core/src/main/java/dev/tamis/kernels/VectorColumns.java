package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Error propagation by columns: first what every output pixel sends to every element of its patch,
 * one matrix product with lanes over the patch, then for every input pixel the sum of what it is
 * sent.
 *
 * <p>It multiplies nothing by the zeros around a small error map and fills its lanes however few
 * the input channels are, at the price of a buffer and a pass of additions: it wins for large
 * kernels without padding and for few channels.
 */
final class VectorColumns {
  private VectorColumns() {}

  /**
   * Sums one image's columns.
   *
   * @param columns [output pixel][r][s][c], {@code columnStep} apart, readable up to a vector
   *     beyond the last
   */
  static void gather(
      ConvGeometry g,
      float[] columns,
      int columnsAt,
      int columnStep,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate) {
    int channels = g.inputChannels();
    int strideHeight = g.strideHeight();
    int strideWidth = g.strideWidth();
    int rowStep = strideHeight * g.kernelWidth() * channels - g.outputWidth() * columnStep;
    int tapStep = strideWidth * channels - columnStep;
    int out = inputErrorAt;
    for (int h = 0; h < g.inputHeight(); h++) {
      int bottom = Math.min(g.outputHeight() - 1, (h + g.padTop()) / strideHeight);
      int r = h + g.padTop() - bottom * strideHeight;
      int rows = terms(r, g.kernelHeight(), strideHeight, bottom);
      for (int w = 0; w < g.inputWidth(); w++, out += channels) {
        int right = Math.min(g.outputWidth() - 1, (w + g.padLeft()) / strideWidth);
        int s = w + g.padLeft() - right * strideWidth;
        int taps = terms(s, g.kernelWidth(), strideWidth, right);
        int at =
            columnsAt
                + (bottom * g.outputWidth() + right) * columnStep
                + (r * g.kernelWidth() + s) * channels;
        for (int c = 0; c < channels; c += LANES) {
          gatherPixel(
              columns,
              at + c,
              rows,
              rowStep,
              taps,
              tapStep,
              inputError,
              out + c,
              accumulate,
              VectorLanes.first(channels - c));
        }
      }
    }
  }

  /**
   * Taps first, first + stride, .. that both lie in the kernel and come from an output pixel number
   * >= 0.
   */
  static int terms(int first, int kernel, int stride, int pixel) {
    return first < kernel ? Math.min((kernel - first + stride - 1) / stride, pixel + 1) : 0;
  }

  private static void gatherPixel(
      float[] columns,
      int at,
      int rows,
      int rowStep,
      int taps,
      int tapStep,
      float[] out,
      int outAt,
      boolean accumulate,
      VectorMask<Float> lanes) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < taps; i++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, columns, at + j * rowStep + i * tapStep));
      }
    }
    if (accumulate) {
      sum = sum.add(FloatVector.fromArray(SPECIES, out, outAt, lanes));
    }
    sum.intoArray(out, outAt, lanes);
  }
}
