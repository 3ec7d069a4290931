package dev.tamis.kernels;

import java.util.Arrays;

/**
 * The specification: every product as its formula reads, in plain Java that runs on every JVM.
 * Inner loops run over contiguous channels so that a JIT compiler can vectorise them.
 */
final class ScalarKernels implements KernelSet {

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public long multiplyAdd(int rounds, float[] sink) {
    float a = 0f;
    float b = 1f;
    float c = 2f;
    float d = 3f;
    float e = 4f;
    float f = 5f;
    float g = 6f;
    float h = 7f;
    for (int i = 0; i < rounds; i++) {
      a = a * 0.5f + 1f;
      b = b * 0.5f + 1f;
      c = c * 0.5f + 1f;
      d = d * 0.5f + 1f;
      e = e * 0.5f + 1f;
      f = f * 0.5f + 1f;
      g = g * 0.5f + 1f;
      h = h * 0.5f + 1f;
    }
    sink[0] = a + b + c + d + e + f + g + h;
    return 16L * rounds;
  }

  @Override
  public int packedForwardLength(ConvGeometry g) {
    return ScalarConvolution.packedForwardLength(g);
  }

  @Override
  public void packForward(
      ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    ScalarConvolution.packForward(g, weights, weightsAt, packed, packedAt);
  }

  @Override
  public int packedErrorLength(ConvGeometry g) {
    return ScalarConvolution.packedErrorLength(g);
  }

  @Override
  public void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    ScalarConvolution.packError(g, weights, weightsAt, kept, keptCount, packed, packedAt);
  }

  @Override
  public int scratchLength(ConvGeometry g) {
    return ScalarConvolution.scratchLength(g);
  }

  @Override
  public void convForward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] packed,
      int packedAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      float[] scratch) {
    ScalarConvolution.forward(
        g, input, inputAt, packed, packedAt, hasBias, bias, biasAt, output, outputAt, from, to,
        scratch);
  }

  @Override
  public void convBackwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] packed,
      int packedAt,
      int[] kept,
      int keptCount,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    if (!accumulate) {
      Arrays.fill(
          inputError, inputErrorAt + from * g.inputSize(), inputErrorAt + to * g.inputSize(), 0f);
    }
    ScalarConvolution.backwardError(
        g,
        outputError,
        outputErrorAt,
        packed,
        packedAt,
        kept,
        keptCount,
        inputError,
        inputErrorAt,
        from,
        to,
        scratch);
  }

  @Override
  public void convBackwardWeights(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int instances,
      int[] kept,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      int from,
      int to,
      float[] scratch) {
    ScalarConvolution.backwardWeights(
        g,
        input,
        inputAt,
        outputError,
        outputErrorAt,
        instances,
        kept,
        gradient,
        gradientAt,
        from,
        to,
        scratch);
    if (hasBias) {
      for (int k = from; k < to; k++) {
        biasGradient[biasGradientAt + kept[k]] = 0f;
      }
      for (int i = 0; i < instances * g.outputPixels(); i++) {
        int error = outputErrorAt + i * g.outputChannels();
        for (int k = from; k < to; k++) {
          biasGradient[biasGradientAt + kept[k]] += outputError[error + kept[k]];
        }
      }
    }
  }

  /** to[.] += factor * from[.] */
  private static void addScaled(
      float factor, float[] from, int fromAt, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      to[toAt + i] += factor * from[fromAt + i];
    }
  }

  @Override
  public void reluForward(
      float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    for (int i = from; i < to; i++) {
      output[outputAt + i] = Math.max(input[inputAt + i], 0f);
    }
  }

  @Override
  public void reluBackward(
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float error = output[outputAt + i] > 0f ? outputError[outputErrorAt + i] : 0f;
      inputError[inputErrorAt + i] = accumulate ? inputError[inputErrorAt + i] + error : error;
    }
  }

  @Override
  public void derivativeBackward(
      PiecewiseLinear derivative,
      float[] values,
      int valuesAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float error = outputError[outputErrorAt + i] * derivative.at(values[valuesAt + i]);
      inputError[inputErrorAt + i] = accumulate ? inputError[inputErrorAt + i] + error : error;
    }
  }

  @Override
  public void add(
      float[] a, int aAt, float[] b, int bAt, float[] output, int outputAt, int from, int to) {
    for (int i = from; i < to; i++) {
      output[outputAt + i] = a[aAt + i] + b[bAt + i];
    }
  }

  @Override
  public void maxPoolForward(
      PoolGeometry g, float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    int channels = g.channels();
    for (int n = from; n < to; n++) {
      int in = inputAt + n * g.inputSize();
      int out = outputAt + n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          Arrays.fill(output, out, out + channels, Float.NEGATIVE_INFINITY);
          for (int h = firstRow(g, p); h < lastRow(g, p); h++) {
            for (int w = firstColumn(g, q); w < lastColumn(g, q); w++) {
              int pixel = in + (h * g.inputWidth() + w) * channels;
              for (int c = 0; c < channels; c++) {
                output[out + c] = Math.max(output[out + c], input[pixel + c]);
              }
            }
          }
        }
      }
    }
  }

  @Override
  public void maxPoolBackward(
      PoolGeometry g,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    int channels = g.channels();
    if (!accumulate) {
      Arrays.fill(
          inputError, inputErrorAt + from * g.inputSize(), inputErrorAt + to * g.inputSize(), 0f);
    }
    for (int n = from; n < to; n++) {
      int in = n * g.inputSize();
      int out = n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          for (int c = 0; c < channels; c++) {
            int winner = firstEqual(g, input, inputAt + in + c, p, q, output[outputAt + out + c]);
            inputError[inputErrorAt + in + c + winner] += outputError[outputErrorAt + out + c];
          }
        }
      }
    }
  }

  /**
   * Offset of the first value of a window that equals its largest; a window of NaNs names its
   * first.
   */
  private static int firstEqual(
      PoolGeometry g, float[] input, int in, int p, int q, float largest) {
    for (int h = firstRow(g, p); h < lastRow(g, p); h++) {
      for (int w = firstColumn(g, q); w < lastColumn(g, q); w++) {
        int pixel = (h * g.inputWidth() + w) * g.channels();
        if (input[in + pixel] == largest) {
          return pixel;
        }
      }
    }
    return (firstRow(g, p) * g.inputWidth() + firstColumn(g, q)) * g.channels();
  }

  @Override
  public void averagePoolForward(
      PoolGeometry g,
      boolean countPadding,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      int from,
      int to) {
    int channels = g.channels();
    for (int n = from; n < to; n++) {
      int in = inputAt + n * g.inputSize();
      int out = outputAt + n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          Arrays.fill(output, out, out + channels, 0f);
          float share = 1f / windowSize(g, countPadding, p, q);
          for (int h = firstRow(g, p); h < lastRow(g, p); h++) {
            for (int w = firstColumn(g, q); w < lastColumn(g, q); w++) {
              addScaled(
                  share, input, in + (h * g.inputWidth() + w) * channels, output, out, channels);
            }
          }
        }
      }
    }
  }

  @Override
  public void averagePoolBackward(
      PoolGeometry g,
      boolean countPadding,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    int channels = g.channels();
    if (!accumulate) {
      Arrays.fill(
          inputError, inputErrorAt + from * g.inputSize(), inputErrorAt + to * g.inputSize(), 0f);
    }
    for (int n = from; n < to; n++) {
      int in = inputErrorAt + n * g.inputSize();
      int out = outputErrorAt + n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          float share = 1f / windowSize(g, countPadding, p, q);
          for (int h = firstRow(g, p); h < lastRow(g, p); h++) {
            for (int w = firstColumn(g, q); w < lastColumn(g, q); w++) {
              int pixel = in + (h * g.inputWidth() + w) * channels;
              addScaled(share, outputError, out, inputError, pixel, channels);
            }
          }
        }
      }
    }
  }

  private static int firstRow(PoolGeometry g, int p) {
    return Math.max(0, p * g.strideHeight() - g.padTop());
  }

  private static int lastRow(PoolGeometry g, int p) {
    return Math.min(g.inputHeight(), p * g.strideHeight() - g.padTop() + g.kernelHeight());
  }

  private static int firstColumn(PoolGeometry g, int q) {
    return Math.max(0, q * g.strideWidth() - g.padLeft());
  }

  private static int lastColumn(PoolGeometry g, int q) {
    return Math.min(g.inputWidth(), q * g.strideWidth() - g.padLeft() + g.kernelWidth());
  }

  private static int windowSize(PoolGeometry g, boolean countPadding, int p, int q) {
    return countPadding
        ? g.kernelHeight() * g.kernelWidth()
        : (lastRow(g, p) - firstRow(g, p)) * (lastColumn(g, q) - firstColumn(g, q));
  }

  @Override
  public void channelSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int in = valuesAt + n * pixels * channels;
      Arrays.fill(sums, out, out + channels, 0f);
      for (int pixel = 0; pixel < pixels; pixel++, in += channels) {
        for (int c = 0; c < channels; c++) {
          sums[out + c] += values[in + c];
        }
      }
    }
  }

  @Override
  public void channelAbsoluteSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int in = valuesAt + n * pixels * channels;
      Arrays.fill(sums, out, out + channels, 0f);
      for (int pixel = 0; pixel < pixels; pixel++, in += channels) {
        for (int c = 0; c < channels; c++) {
          sums[out + c] += Math.abs(values[in + c]);
        }
      }
    }
  }

  @Override
  public void channelCentredSquareSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int in = valuesAt + n * pixels * channels;
      Arrays.fill(sums, out, out + channels, 0f);
      for (int pixel = 0; pixel < pixels; pixel++, in += channels) {
        for (int c = 0; c < channels; c++) {
          float centred = values[in + c] - mean[meanAt + c];
          sums[out + c] += centred * centred;
        }
      }
    }
  }

  @Override
  public void channelAffine(
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      boolean hasAddend,
      float[] addend,
      int addendAt,
      boolean rectifies,
      float[] output,
      int outputAt,
      int from,
      int to) {
    float floor = rectifies ? 0f : Float.NEGATIVE_INFINITY;
    for (int i = from * pixels; i < to * pixels; i++) {
      int in = inputAt + i * channels;
      int other = addendAt + i * channels;
      int out = outputAt + i * channels;
      for (int c = 0; c < channels; c++) {
        float value = input[in + c] * factor[factorAt + c] + term[termAt + c];
        float sum = hasAddend ? value + addend[other + c] : value;
        output[out + c] = Math.max(sum, floor);
      }
    }
  }

  @Override
  public void channelCentredProductSums(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int at = n * pixels * channels;
      Arrays.fill(sums, out, out + channels, 0f);
      for (int pixel = 0; pixel < pixels; pixel++, at += channels) {
        for (int c = 0; c < channels; c++) {
          sums[out + c] += a[aAt + at + c] * (b[bAt + at + c] - mean[meanAt + c]);
        }
      }
    }
  }

  @Override
  public void channelBlend(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    for (int i = from * pixels; i < to * pixels; i++) {
      int at = i * channels;
      for (int c = 0; c < channels; c++) {
        float error =
            outputError[outputErrorAt + at + c] * errorFactor[errorFactorAt + c]
                + input[inputAt + at + c] * inputFactor[inputFactorAt + c]
                + term[termAt + c];
        int in = inputErrorAt + at + c;
        inputError[in] = accumulate ? inputError[in] + error : error;
      }
    }
  }
}
