package dev.tamis.kernels;

import java.util.Arrays;

/**
 * The three products of a convolution as products of small matrices. A position is one output pixel
 * of one instance; its patch is the part of the input that it sees, [row][column][channel], zero
 * where that lies outside. With W the weights of a group, one row per kernel:
 *
 * <ul>
 *   <li>forward: output[position] = W patch[position];
 *   <li>error: patchError[position] = W' error[position], added up where patches overlap;
 *   <li>weights: gradient of W = sum over positions of error[position] patch[position]'.
 * </ul>
 *
 * <p>Positions go through scratch memory in blocks. All arithmetic is in two loops that keep a tile
 * of 4 x 4 sums in local variables, hence in registers: two additions and multiplications for each
 * value loaded, whatever a JIT compiler makes of it. C2 would not vectorise a loop over arrays at
 * unrelated offsets, as they may overlap. Sums of a tile that has no position, channel or weight of
 * its own are computed from whatever is there and left.
 */
final class ScalarConvolution {
  private static final int TILE = 4;

  /** Positions in a block. */
  private static final int BLOCK = 64;

  private ScalarConvolution() {}

  private static int wholeTiles(int count) {
    return (count + TILE - 1) / TILE * TILE;
  }

  private static int perGroup(ConvGeometry g) {
    return g.outputChannels() / g.groups();
  }

  /** Floats from one patch to the next. */
  private static int patchStep(ConvGeometry g) {
    return wholeTiles(g.kernelSize());
  }

  /** Scratch holds a block of patches, ... */
  private static final int PATCHES_AT = 0;

  /** ... its output or the error of it, ... */
  private static int errorsAt(ConvGeometry g) {
    return PATCHES_AT + BLOCK * patchStep(g);
  }

  /** ... and the gradient of a tile of kernels. */
  private static int gradientsAt(ConvGeometry g) {
    return errorsAt(g) + BLOCK * wholeTiles(perGroup(g));
  }

  static int scratchLength(ConvGeometry g) {
    return gradientsAt(g) + TILE * patchStep(g);
  }

  static int packedForwardLength(ConvGeometry g) {
    return g.groups() * wholeTiles(perGroup(g)) * g.kernelSize();
  }

  /** Packs as [group][tile of kernels][weight of the kernel][kernel of the tile]. */
  static void packForward(
      ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    int perGroup = perGroup(g);
    int size = g.kernelSize();
    int to = packedAt;
    for (int group = 0; group < g.groups(); group++) {
      for (int tile = 0; tile < perGroup; tile += TILE, to += TILE * size) {
        for (int o = 0; o < TILE; o++) {
          boolean exists = tile + o < perGroup;
          int row = weightsAt + (group * perGroup + tile + o) * size;
          for (int i = 0; i < size; i++) {
            packed[to + i * TILE + o] = exists ? weights[row + i] : 0f;
          }
        }
      }
    }
  }

  static int packedErrorLength(ConvGeometry g) {
    return g.outputChannels() * patchStep(g);
  }

  /** Packs as [group][tile of a kernel's weights][kept kernel of the group][weight of the tile]. */
  static void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    int size = g.kernelSize();
    int to = packedAt;
    int end;
    for (int begin = 0; begin < keptCount; begin = end) {
      end = endOfGroup(g, kept, begin, keptCount);
      for (int tile = 0; tile < size; tile += TILE) {
        for (int k = begin; k < end; k++, to += TILE) {
          for (int i = 0; i < TILE; i++) {
            packed[to + i] = tile + i < size ? weights[weightsAt + kept[k] * size + tile + i] : 0f;
          }
        }
      }
    }
  }

  /** The end of the run of kept channels that are in the group of number {@code begin}. */
  private static int endOfGroup(ConvGeometry g, int[] kept, int begin, int limit) {
    int group = kept[begin] / perGroup(g);
    int end = begin + 1;
    while (end < limit && kept[end] / perGroup(g) == group) {
      end++;
    }
    return end;
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
    int perGroup = perGroup(g);
    int sumStep = wholeTiles(perGroup);
    int size = g.kernelSize();
    int step = patchStep(g);
    int sums = errorsAt(g);
    int lastPosition = to * g.outputPixels();
    for (int first = from * g.outputPixels(); first < lastPosition; first += BLOCK) {
      int count = Math.min(BLOCK, lastPosition - first);
      for (int group = 0; group < g.groups(); group++) {
        movePatches(g, group, true, input, inputAt, first, count, scratch);
        int groupWeights = packedAt + group * sumStep * size;
        for (int tile = 0; tile < perGroup; tile += TILE) {
          for (int i = 0; i < count; i += TILE) {
            multiplyRows(
                scratch,
                PATCHES_AT + i * step,
                step,
                packed,
                groupWeights + tile * size,
                size,
                scratch,
                sums + i * sumStep + tile,
                sumStep);
          }
        }
        for (int i = 0; i < count; i++) {
          int sum = sums + i * sumStep;
          int channel = group * perGroup;
          int out = outputAt + (first + i) * g.outputChannels() + channel;
          if (hasBias) {
            for (int o = 0; o < perGroup; o++) {
              output[out + o] = bias[biasAt + channel + o] + scratch[sum + o];
            }
          } else {
            System.arraycopy(scratch, sum, output, out, perGroup);
          }
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
      int from,
      int to,
      float[] scratch) {
    int step = patchStep(g);
    int errors = errorsAt(g);
    int lastPosition = to * g.outputPixels();
    for (int first = from * g.outputPixels(); first < lastPosition; first += BLOCK) {
      int count = Math.min(BLOCK, lastPosition - first);
      int end;
      for (int begin = 0; begin < keptCount; begin = end) {
        end = endOfGroup(g, kept, begin, keptCount);
        int channels = end - begin;
        for (int i = 0; i < count; i++) {
          int error = outputErrorAt + (first + i) * g.outputChannels();
          for (int k = 0; k < channels; k++) {
            scratch[errors + i * channels + k] = outputError[error + kept[begin + k]];
          }
        }
        int groupWeights = packedAt + begin * step;
        for (int tile = 0; tile < step; tile += TILE) {
          for (int i = 0; i < count; i += TILE) {
            multiplyRows(
                scratch,
                errors + i * channels,
                channels,
                packed,
                groupWeights + tile * channels,
                channels,
                scratch,
                PATCHES_AT + i * step + tile,
                step);
          }
        }
        int group = kept[begin] / perGroup(g);
        movePatches(g, group, false, inputError, inputErrorAt, first, count, scratch);
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
      int from,
      int to,
      float[] scratch) {
    int size = g.kernelSize();
    int step = patchStep(g);
    int errors = errorsAt(g);
    int sums = gradientsAt(g);
    int end;
    for (int begin = from; begin < to; begin = end) {
      end = endOfGroup(g, kept, begin, to);
      int group = kept[begin] / perGroup(g);
      for (int k = begin; k < end; k++) {
        int row = gradientAt + kept[k] * size;
        Arrays.fill(gradient, row, row + size, 0f);
      }
      int positions = instances * g.outputPixels();
      for (int first = 0; first < positions; first += BLOCK) {
        int count = Math.min(BLOCK, positions - first);
        movePatches(g, group, true, input, inputAt, first, count, scratch);
        for (int k = begin; k < end; k += TILE) {
          int kernels = Math.min(TILE, end - k);
          for (int m = 0; m < kernels; m++) {
            int error = outputErrorAt + first * g.outputChannels() + kept[k + m];
            for (int i = 0; i < count; i++, error += g.outputChannels()) {
              scratch[errors + i * TILE + m] = outputError[error];
            }
          }
          for (int tile = 0; tile < size; tile += TILE) {
            multiplyColumns(
                scratch,
                errors,
                scratch,
                PATCHES_AT + tile,
                step,
                count,
                scratch,
                sums + tile,
                step);
          }
          for (int m = 0; m < kernels; m++) {
            add(scratch, sums + m * step, gradient, gradientAt + kept[k + m] * size, size);
          }
        }
      }
    }
  }

  /**
   * Gathers the patches of a block of positions, one group's channels, from an image into scratch,
   * or adds them from scratch to where they would be gathered from.
   */
  private static void movePatches(
      ConvGeometry g,
      int group,
      boolean gather,
      float[] image,
      int imageAt,
      int first,
      int count,
      float[] scratch) {
    int cpg = g.channelsPerGroup();
    int channels = g.inputChannels();
    int inputHeight = g.inputHeight();
    int inputWidth = g.inputWidth();
    int kernelHeight = g.kernelHeight();
    int kernelWidth = g.kernelWidth();
    int row = kernelWidth * cpg;
    int step = patchStep(g);
    int columns = g.groups() == 1 ? kernelWidth : 1; // that lie side by side
    int width = g.outputWidth();
    int height = g.outputHeight();
    int q = first % width;
    int p = first / width % height;
    int n = first / width / height;
    for (int i = 0; i < count; i++) {
      int left = q * g.strideWidth() - g.padLeft();
      int begin = Math.max(0, -left);
      int end = Math.min(kernelWidth, inputWidth - left);
      int patch = PATCHES_AT + i * step;
      for (int r = 0; r < kernelHeight; r++, patch += row) {
        int h = p * g.strideHeight() + r - g.padTop();
        boolean outside = h < 0 || h >= inputHeight;
        if (gather && (outside || begin > 0 || end < kernelWidth)) {
          Arrays.fill(scratch, patch, patch + row, 0f);
        }
        if (outside) {
          continue;
        }
        int pixel = (n * inputHeight + h) * inputWidth + left;
        int at = imageAt + pixel * channels + group * cpg;
        for (int s = begin; s < end; s += columns) {
          int length = Math.min(columns, end - s) * cpg;
          if (gather) {
            System.arraycopy(image, at + s * channels, scratch, patch + s * cpg, length);
          } else {
            add(scratch, patch + s * cpg, image, at + s * channels, length);
          }
        }
      }
      if (++q == width) {
        q = 0;
        if (++p == height) {
          p = 0;
          n++;
        }
      }
    }
  }

  private static void add(float[] from, int fromAt, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  /** out[m][j] = sum over i of rows[m][i] * columns[i][j], for a tile of m and j. */
  private static void multiplyRows(
      float[] rows,
      int rowsAt,
      int rowStep,
      float[] columns,
      int columnsAt,
      int length,
      float[] out,
      int outAt,
      int outStep) {
    multiplyRows(
        rows,
        rowsAt,
        rowsAt + rowStep,
        rowsAt + 2 * rowStep,
        rowsAt + 3 * rowStep,
        columns,
        columnsAt,
        length,
        out,
        outAt,
        outStep);
  }

  /** The rows' places are arguments, as C2 takes sums of invariants apart again: a fifth slower. */
  private static void multiplyRows(
      float[] rows,
      int row0,
      int row1,
      int row2,
      int row3,
      float[] columns,
      int columnsAt,
      int length,
      float[] out,
      int outAt,
      int outStep) {
    float s00 = 0f, s01 = 0f, s02 = 0f, s03 = 0f;
    float s10 = 0f, s11 = 0f, s12 = 0f, s13 = 0f;
    float s20 = 0f, s21 = 0f, s22 = 0f, s23 = 0f;
    float s30 = 0f, s31 = 0f, s32 = 0f, s33 = 0f;
    for (int i = 0; i < length; i++) {
      float c0 = columns[columnsAt + TILE * i];
      float c1 = columns[columnsAt + TILE * i + 1];
      float c2 = columns[columnsAt + TILE * i + 2];
      float c3 = columns[columnsAt + TILE * i + 3];
      float x0 = rows[row0 + i];
      s00 += x0 * c0;
      s01 += x0 * c1;
      s02 += x0 * c2;
      s03 += x0 * c3;
      float x1 = rows[row1 + i];
      s10 += x1 * c0;
      s11 += x1 * c1;
      s12 += x1 * c2;
      s13 += x1 * c3;
      float x2 = rows[row2 + i];
      s20 += x2 * c0;
      s21 += x2 * c1;
      s22 += x2 * c2;
      s23 += x2 * c3;
      float x3 = rows[row3 + i];
      s30 += x3 * c0;
      s31 += x3 * c1;
      s32 += x3 * c2;
      s33 += x3 * c3;
    }
    store(out, outAt, s00, s01, s02, s03);
    store(out, outAt + outStep, s10, s11, s12, s13);
    store(out, outAt + 2 * outStep, s20, s21, s22, s23);
    store(out, outAt + 3 * outStep, s30, s31, s32, s33);
  }

  /** out[m][j] = sum over i of left[i][m] * right[i][j], for a tile of m and j. */
  private static void multiplyColumns(
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStep,
      int length,
      float[] out,
      int outAt,
      int outStep) {
    float s00 = 0f, s01 = 0f, s02 = 0f, s03 = 0f;
    float s10 = 0f, s11 = 0f, s12 = 0f, s13 = 0f;
    float s20 = 0f, s21 = 0f, s22 = 0f, s23 = 0f;
    float s30 = 0f, s31 = 0f, s32 = 0f, s33 = 0f;
    int at = rightAt;
    for (int i = 0; i < length; i++, at += rightStep) {
      float c0 = right[at];
      float c1 = right[at + 1];
      float c2 = right[at + 2];
      float c3 = right[at + 3];
      float x0 = left[leftAt + TILE * i];
      s00 += x0 * c0;
      s01 += x0 * c1;
      s02 += x0 * c2;
      s03 += x0 * c3;
      float x1 = left[leftAt + TILE * i + 1];
      s10 += x1 * c0;
      s11 += x1 * c1;
      s12 += x1 * c2;
      s13 += x1 * c3;
      float x2 = left[leftAt + TILE * i + 2];
      s20 += x2 * c0;
      s21 += x2 * c1;
      s22 += x2 * c2;
      s23 += x2 * c3;
      float x3 = left[leftAt + TILE * i + 3];
      s30 += x3 * c0;
      s31 += x3 * c1;
      s32 += x3 * c2;
      s33 += x3 * c3;
    }
    store(out, outAt, s00, s01, s02, s03);
    store(out, outAt + outStep, s10, s11, s12, s13);
    store(out, outAt + 2 * outStep, s20, s21, s22, s23);
    store(out, outAt + 3 * outStep, s30, s31, s32, s33);
  }

  private static void store(float[] to, int at, float a, float b, float c, float d) {
    to[at] = a;
    to[at + 1] = b;
    to[at + 2] = c;
    to[at + 3] = d;
  }
}
