package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The three products of a convolution whose every channel is a group of its own.
 *
 * <p>Lanes are channels, and all three are the same sum: start + sum over rows and columns of a *
 * b, lane by lane, where a and b are pixels of two maps, or taps of the kernel stored as [row]
 * [column][channel]. Nothing is copied or packed but the weights; taps outside the image are left
 * out of the sum.
 *
 * <p>Only whole vectors of channels can be left out, for picking single channels out of two maps
 * costs more than nine products: a vector is worked on if it holds a kept channel.
 */
final class VectorDepthwise {
  private VectorDepthwise() {}

  static boolean handles(ConvGeometry g) {
    return g.groups() > 1 && g.groups() == g.inputChannels() && g.groups() == g.outputChannels();
  }

  static int packedLength(ConvGeometry g) {
    return g.kernelSize() * VectorLanes.padded(g.groups());
  }

  static int scratchLength(ConvGeometry g) {
    return (1 + g.kernelSize()) * VectorLanes.padded(g.groups());
  }

  /** [row][column][channel], lanes without a channel zero. */
  static void packForward(
      ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    int step = VectorLanes.padded(g.groups());
    Arrays.fill(packed, packedAt, packedAt + packedLength(g), 0f);
    for (int o = 0; o < g.groups(); o++) {
      packKernel(
          weights, weightsAt + o * g.kernelSize(), g.kernelSize(), packed, packedAt + o, step);
    }
  }

  /** The same with zeros for channels that are not kept. */
  static void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    int step = VectorLanes.padded(g.groups());
    Arrays.fill(packed, packedAt, packedAt + packedLength(g), 0f);
    for (int k = 0; k < keptCount; k++) {
      int from = weightsAt + kept[k] * g.kernelSize();
      packKernel(weights, from, g.kernelSize(), packed, packedAt + kept[k], step);
    }
  }

  private static void packKernel(
      float[] weights, int weightsAt, int taps, float[] packed, int packedAt, int step) {
    for (int t = 0; t < taps; t++) {
      packed[packedAt + t * step] = weights[weightsAt + t];
    }
  }

  static void forward(
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
    int channels = g.groups();
    int step = VectorLanes.padded(channels);
    int width = g.inputWidth();
    Arrays.fill(scratch, 0, step, 0f);
    if (hasBias) {
      System.arraycopy(bias, biasAt, scratch, 0, channels);
    }
    int out = outputAt + from * g.outputSize();
    for (int n = from; n < to; n++) {
      int image = inputAt + n * g.inputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        int h = p * g.strideHeight() - g.padTop();
        int r = Math.max(0, -h);
        int rows = Math.min(g.kernelHeight(), g.inputHeight() - h) - r;
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          int w = q * g.strideWidth() - g.padLeft();
          int s = Math.max(0, -w);
          int columns = Math.min(g.kernelWidth(), width - w) - s;
          sum(
              input,
              image + ((h + r) * width + w + s) * channels,
              width * channels,
              channels,
              packed,
              packedAt + (r * g.kernelWidth() + s) * step,
              g.kernelWidth() * step,
              step,
              rows,
              columns,
              scratch,
              0,
              output,
              out,
              channels);
        }
      }
    }
  }

  static void backwardError(
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
    Arrays.fill(scratch, 0, VectorLanes.padded(g.groups()), 0f);
    int first = inputErrorAt + from * g.inputSize();
    if (!accumulate && !inEveryVector(kept, keptCount, g.groups())) {
      Arrays.fill(inputError, first, inputErrorAt + to * g.inputSize(), 0f);
    }
    for (int k = 0; k < keptCount; ) {
      int end = run(kept, k, keptCount);
      int lane = kept[k] / LANES * LANES;
      int channels = Math.min(g.groups(), (kept[end - 1] / LANES + 1) * LANES) - lane;
      for (int n = from; n < to; n++) {
        errorOfImage(
            g,
            outputError,
            outputErrorAt + n * g.outputSize() + lane,
            packed,
            packedAt + lane,
            inputError,
            inputErrorAt + n * g.inputSize() + lane,
            channels,
            accumulate,
            scratch);
      }
      k = end;
    }
  }

  /** Whether every vector of channels holds a kept one, and is written for that reason. */
  private static boolean inEveryVector(int[] kept, int keptCount, int channels) {
    return keptCount > 0
        && kept[0] < LANES
        && kept[keptCount - 1] / LANES == (channels - 1) / LANES
        && run(kept, 0, keptCount) == keptCount;
  }

  /** The end of the kept channels from number k on that lie in vectors one beside the other. */
  private static int run(int[] kept, int k, int keptCount) {
    int end = k + 1;
    while (end < keptCount && kept[end] / LANES - kept[end - 1] / LANES <= 1) {
      end++;
    }
    return end;
  }

  private static void errorOfImage(
      ConvGeometry g,
      float[] outputError,
      int errorAt,
      float[] packed,
      int packedAt,
      float[] inputError,
      int inputErrorAt,
      int channels,
      boolean accumulate,
      float[] zeros) {
    int step = VectorLanes.padded(g.groups());
    int out = inputErrorAt;
    for (int h = 0; h < g.inputHeight(); h++) {
      int p = Math.min(g.outputHeight() - 1, (h + g.padTop()) / g.strideHeight());
      int r = h + g.padTop() - p * g.strideHeight();
      int rows = VectorColumns.terms(r, g.kernelHeight(), g.strideHeight(), p);
      for (int w = 0; w < g.inputWidth(); w++, out += g.groups()) {
        int q = Math.min(g.outputWidth() - 1, (w + g.padLeft()) / g.strideWidth());
        int s = w + g.padLeft() - q * g.strideWidth();
        int columns = VectorColumns.terms(s, g.kernelWidth(), g.strideWidth(), q);
        sum(
            outputError,
            errorAt + (p * g.outputWidth() + q) * g.groups(),
            -g.outputWidth() * g.groups(),
            -g.groups(),
            packed,
            packedAt + (r * g.kernelWidth() + s) * step,
            g.strideHeight() * g.kernelWidth() * step,
            g.strideWidth() * step,
            rows,
            columns,
            accumulate ? inputError : zeros,
            accumulate ? out : 0,
            inputError,
            out,
            channels);
      }
    }
  }

  static void backwardWeights(
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
    int step = VectorLanes.padded(g.groups());
    Arrays.fill(scratch, 0, scratchLength(g), 0f);
    for (int k = from; k < to; ) {
      int end = run(kept, k, to);
      int lane = kept[k] / LANES * LANES;
      int channels = Math.min(g.groups(), (kept[end - 1] / LANES + 1) * LANES) - lane;
      for (int n = 0; n < instances; n++) {
        int error = outputErrorAt + n * g.outputSize() + lane;
        if (hasBias) {
          VectorPacking.addColumns(
              outputError, error, g.groups(), g.outputPixels(), channels, scratch, lane);
        }
        sumImage(
            g,
            input,
            inputAt + n * g.inputSize() + lane,
            outputError,
            error,
            channels,
            scratch,
            step + lane);
      }
      k = end;
    }
    for (int k = from; k < to; k++) {
      int o = kept[k];
      for (int t = 0; t < g.kernelSize(); t++) {
        gradient[gradientAt + o * g.kernelSize() + t] = scratch[(1 + t) * step + o];
      }
      if (hasBias) {
        biasGradient[biasGradientAt + o] = scratch[o];
      }
    }
  }

  /** sums[row][column][channel] += what one image adds. */
  private static void sumImage(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] error,
      int errorAt,
      int channels,
      float[] sums,
      int sumsAt) {
    int all = g.groups();
    int width = g.inputWidth();
    int out = sumsAt;
    for (int r = 0; r < g.kernelHeight(); r++) {
      int above = r - g.padTop();
      int p = first(above, g.strideHeight());
      int rows = last(above, g.strideHeight(), g.inputHeight(), g.outputHeight()) - p;
      for (int s = 0; s < g.kernelWidth(); s++, out += VectorLanes.padded(all)) {
        int left = s - g.padLeft();
        int q = first(left, g.strideWidth());
        int columns = last(left, g.strideWidth(), width, g.outputWidth()) - q;
        sum(
            input,
            inputAt + ((p * g.strideHeight() + above) * width + q * g.strideWidth() + left) * all,
            g.strideHeight() * width * all,
            g.strideWidth() * all,
            error,
            errorAt + (p * g.outputWidth() + q) * all,
            g.outputWidth() * all,
            all,
            rows,
            columns,
            sums,
            out,
            sums,
            out,
            channels);
      }
    }
  }

  /** The first output row (or column) whose tap at {@code offset} lies in the image. */
  private static int first(int offset, int stride) {
    return offset < 0 ? (-offset + stride - 1) / stride : 0;
  }

  /** One more than the last. */
  private static int last(int offset, int stride, int size, int outputs) {
    return offset < size ? Math.min(outputs, (size - 1 - offset) / stride + 1) : 0;
  }

  /** All channels of one place. */
  private static void sum(
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      int bStep,
      int rows,
      int columns,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int channels) {
    int c = 0;
    for (; c + 4 * LANES <= channels; c += 4 * LANES) {
      tile4(
          a,
          aAt + c,
          aRow,
          aStep,
          b,
          bAt + c,
          bRow,
          bStep,
          rows,
          columns,
          start,
          startAt + c,
          out,
          outAt + c);
    }
    if (c + 2 * LANES <= channels) {
      tile2(
          a,
          aAt + c,
          aRow,
          aStep,
          b,
          bAt + c,
          bRow,
          bStep,
          rows,
          columns,
          start,
          startAt + c,
          out,
          outAt + c);
      c += 2 * LANES;
    }
    if (c + LANES <= channels) {
      tile1(
          a,
          aAt + c,
          aRow,
          aStep,
          b,
          bAt + c,
          bRow,
          bStep,
          rows,
          columns,
          start,
          startAt + c,
          out,
          outAt + c);
      c += LANES;
    }
    if (c < channels) {
      tile1(
          a,
          aAt + c,
          aRow,
          aStep,
          b,
          bAt + c,
          bRow,
          bStep,
          rows,
          columns,
          start,
          startAt + c,
          out,
          outAt + c,
          VectorLanes.first(channels - c));
    }
  }

  static void tile4(
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      int bStep,
      int rows,
      int columns,
      float[] start,
      int startAt,
      float[] out,
      int outAt) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, start, startAt + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, start, startAt + 3 * LANES);
    for (int j = 0; j < rows; j++) {
      int x = aAt + j * aRow;
      int y = bAt + j * bRow;
      for (int i = 0; i < columns; i++, x += aStep, y += bStep) {
        s0 = FloatVector.fromArray(SPECIES, a, x).fma(FloatVector.fromArray(SPECIES, b, y), s0);
        s1 =
            FloatVector.fromArray(SPECIES, a, x + LANES)
                .fma(FloatVector.fromArray(SPECIES, b, y + LANES), s1);
        s2 =
            FloatVector.fromArray(SPECIES, a, x + 2 * LANES)
                .fma(FloatVector.fromArray(SPECIES, b, y + 2 * LANES), s2);
        s3 =
            FloatVector.fromArray(SPECIES, a, x + 3 * LANES)
                .fma(FloatVector.fromArray(SPECIES, b, y + 3 * LANES), s3);
      }
    }
    s0.intoArray(out, outAt);
    s1.intoArray(out, outAt + LANES);
    s2.intoArray(out, outAt + 2 * LANES);
    s3.intoArray(out, outAt + 3 * LANES);
  }

  static void tile2(
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      int bStep,
      int rows,
      int columns,
      float[] start,
      int startAt,
      float[] out,
      int outAt) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
    for (int j = 0; j < rows; j++) {
      int x = aAt + j * aRow;
      int y = bAt + j * bRow;
      for (int i = 0; i < columns; i++, x += aStep, y += bStep) {
        s0 = FloatVector.fromArray(SPECIES, a, x).fma(FloatVector.fromArray(SPECIES, b, y), s0);
        s1 =
            FloatVector.fromArray(SPECIES, a, x + LANES)
                .fma(FloatVector.fromArray(SPECIES, b, y + LANES), s1);
      }
    }
    s0.intoArray(out, outAt);
    s1.intoArray(out, outAt + LANES);
  }

  static void tile1(
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      int bStep,
      int rows,
      int columns,
      float[] start,
      int startAt,
      float[] out,
      int outAt) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    for (int j = 0; j < rows; j++) {
      int x = aAt + j * aRow;
      int y = bAt + j * bRow;
      for (int i = 0; i < columns; i++, x += aStep, y += bStep) {
        s0 = FloatVector.fromArray(SPECIES, a, x).fma(FloatVector.fromArray(SPECIES, b, y), s0);
      }
    }
    s0.intoArray(out, outAt);
  }

  /** The same for the lanes that exist. */
  static void tile1(
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      int bStep,
      int rows,
      int columns,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      VectorMask<Float> lanes) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt, lanes);
    for (int j = 0; j < rows; j++) {
      int x = aAt + j * aRow;
      int y = bAt + j * bRow;
      for (int i = 0; i < columns; i++, x += aStep, y += bStep) {
        s0 =
            FloatVector.fromArray(SPECIES, a, x, lanes)
                .fma(FloatVector.fromArray(SPECIES, b, y, lanes), s0);
      }
    }
    s0.intoArray(out, outAt, lanes);
  }
}
