package dev.tamis.kernels;

/**
 * The three products of a convolution as seven loops over doubles: slow, short, and what every
 * kernel set is compared with.
 */
final class NaiveConvolution {
  private NaiveConvolution() {}

  /** What one multiplication of a convolution connects. */
  private interface Term {
    void connect(int input, int weight, int output);
  }

  private static void forEachTerm(ConvGeometry g, int instances, Term term) {
    int perGroup = g.outputChannels() / g.groups();
    for (int n = 0; n < instances; n++) {
      for (int p = 0; p < g.outputHeight(); p++) {
        for (int q = 0; q < g.outputWidth(); q++) {
          for (int o = 0; o < g.outputChannels(); o++) {
            for (int r = 0; r < g.kernelHeight(); r++) {
              for (int s = 0; s < g.kernelWidth(); s++) {
                int h = p * g.strideHeight() + r - g.padTop();
                int w = q * g.strideWidth() + s - g.padLeft();
                if (h < 0 || h >= g.inputHeight() || w < 0 || w >= g.inputWidth()) {
                  continue;
                }
                for (int c = 0; c < g.channelsPerGroup(); c++) {
                  term.connect(
                      ((n * g.inputHeight() + h) * g.inputWidth() + w) * g.inputChannels()
                          + o / perGroup * g.channelsPerGroup()
                          + c,
                      ((o * g.kernelHeight() + r) * g.kernelWidth() + s) * g.channelsPerGroup() + c,
                      ((n * g.outputHeight() + p) * g.outputWidth() + q) * g.outputChannels() + o);
                }
              }
            }
          }
        }
      }
    }
  }

  static double[] forward(
      ConvGeometry g, int instances, float[] input, float[] weights, float[] bias) {
    double[] output = new double[instances * g.outputSize()];
    for (int i = 0; i < output.length; i++) {
      output[i] = bias[i % g.outputChannels()];
    }
    forEachTerm(g, instances, (i, w, o) -> output[o] += (double) input[i] * weights[w]);
    return output;
  }

  static double[] inputError(
      ConvGeometry g, int instances, float[] outputError, float[] weights, boolean[] kept) {
    double[] error = new double[instances * g.inputSize()];
    forEachTerm(
        g,
        instances,
        (i, w, o) -> {
          if (kept[o % g.outputChannels()]) {
            error[i] += (double) outputError[o] * weights[w];
          }
        });
    return error;
  }

  static double[] weightGradient(
      ConvGeometry g, int instances, float[] input, float[] outputError) {
    double[] gradient = new double[g.weightCount()];
    forEachTerm(g, instances, (i, w, o) -> gradient[w] += (double) input[i] * outputError[o]);
    return gradient;
  }

  static double[] biasGradient(ConvGeometry g, int instances, float[] outputError) {
    double[] gradient = new double[g.outputChannels()];
    for (int i = 0; i < instances * g.outputSize(); i++) {
      gradient[i % g.outputChannels()] += outputError[i];
    }
    return gradient;
  }

  static float[] asFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
