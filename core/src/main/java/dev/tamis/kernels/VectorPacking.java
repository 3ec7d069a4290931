package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.INTS;
import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Copies that bring operands into the order in which the tiles read them. */
final class VectorPacking {
  /** Instead of a list of kept channels: all of them. */
  static final int[] ALL = {};

  private VectorPacking() {}

  /**
   * Weights as panels for the forward product: [pair of vectors of output channels][s][r][c][output
   * channel], the last panel one vector wide if the number of vectors is odd, lanes without a
   * channel zero.
   */
  static void packForward(
      ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    int depth = g.kernelSize();
    int outputs = g.outputChannels();
    int vectors = VectorLanes.vectors(outputs);
    for (int v = 0; v < vectors; v += 2) {
      int wide = Math.min(2, vectors - v) * LANES;
      int to = packedAt + v * LANES * depth;
      int first = v * LANES;
      int lanes = Math.min(wide, outputs - first);
      for (int s = 0; s < g.kernelWidth(); s++) {
        for (int r = 0; r < g.kernelHeight(); r++) {
          int from = weightsAt + first * depth + (r * g.kernelWidth() + s) * g.inputChannels();
          transpose(weights, from, depth, lanes, g.inputChannels(), packed, to, wide);
          to += g.inputChannels() * wide;
        }
      }
    }
  }

  /** to[c][lane] = from[lane][c], lanes up to {@code wide} zero. */
  static void transpose(
      float[] from,
      int fromAt,
      int fromStep,
      int lanes,
      int count,
      float[] to,
      int toAt,
      int wide) {
    for (int c = 0; c < count; c++) {
      int row = toAt + c * wide;
      for (int lane = 0; lane < lanes; lane++) {
        to[row + lane] = from[fromAt + lane * fromStep + c];
      }
      for (int lane = lanes; lane < wide; lane++) {
        to[row + lane] = 0f;
      }
    }
  }

  /**
   * Kept rows of the weights as panels for one phase of error propagation: [pair of vectors of
   * input channels][s][r][kept][c].
   */
  static void packError(
      ConvGeometry g,
      VectorWindow window,
      int phaseRow,
      int phaseColumn,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    int channels = g.inputChannels();
    int vectors = VectorLanes.vectors(channels);
    int to = packedAt;
    for (int v = 0; v < vectors; v += 2) {
      int wide = Math.min(2, vectors - v) * LANES;
      int first = v * LANES;
      int lanes = Math.min(wide, channels - first);
      for (int i = 0; i < window.kernelWidth; i++) {
        int s = VectorWindow.tap(i, window.kernelWidth, g.strideWidth(), phaseColumn + g.padLeft());
        for (int j = 0; j < window.kernelHeight; j++) {
          int r = VectorWindow.tap(j, window.kernelHeight, g.strideHeight(), phaseRow + g.padTop());
          int tap = weightsAt + (r * g.kernelWidth() + s) * channels + first;
          for (int k = 0; k < keptCount; k++, to += wide) {
            System.arraycopy(weights, tap + kept[k] * g.kernelSize(), packed, to, lanes);
            Arrays.fill(packed, to + lanes, to + wide, 0f);
          }
        }
      }
    }
  }

  /**
   * Kept rows of the weights as panels for {@link VectorColumns}: [pair of vectors of r, s and
   * c][kept][lane].
   */
  static void packColumns(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    int size = g.kernelSize();
    int vectors = VectorLanes.vectors(size);
    int to = packedAt;
    for (int v = 0; v < vectors; v += 2) {
      int wide = Math.min(2, vectors - v) * LANES;
      int first = v * LANES;
      int lanes = Math.min(wide, size - first);
      for (int k = 0; k < keptCount; k++, to += wide) {
        System.arraycopy(weights, weightsAt + kept[k] * size + first, packed, to, lanes);
        Arrays.fill(packed, to + lanes, to + wide, 0f);
      }
    }
  }

  /**
   * Copies the patches of output rows {@code from} to {@code to} - 1 of one image, with zeros where
   * there is no source.
   *
   * @param channels channels of a copied pixel: all of the source, or the kept ones
   * @param kept numbers of the kept channels, ascending, or {@link #ALL}
   */
  static void copyPatches(
      VectorWindow w,
      float[] source,
      int sourceAt,
      int sourceChannels,
      int[] kept,
      int channels,
      int from,
      int to,
      float[] copy,
      int copyAt) {
    int step = w.kernelHeight * channels;
    int rowLength = w.rowLength(channels);
    int left = Math.min(w.columns, Math.max(0, -w.firstColumn));
    int right = Math.max(left, Math.min(w.columns, w.sourceWidth - w.firstColumn));
    for (int p = from; p < to; p++) {
      int row = copyAt + (p - from) * rowLength;
      Arrays.fill(copy, row, row + left * step, 0f);
      Arrays.fill(copy, row + right * step, row + rowLength, 0f);
      int h = w.firstRow + p * w.rowStep;
      for (int r = 0; r < w.kernelHeight; r++) {
        if (h + r < 0 || h + r >= w.sourceHeight) {
          zeroRuns(copy, row + left * step + r * channels, step, right - left, channels);
        }
      }
    }
    int last = w.firstRow + (to - 1) * w.rowStep + w.kernelHeight;
    for (int h = Math.max(0, w.firstRow + from * w.rowStep);
        h < Math.min(w.sourceHeight, last);
        h++) {
      int row = h - w.firstRow;
      int above = Math.max(0, row - w.kernelHeight + 1);
      int first = Math.max(from, (above + w.rowStep - 1) / w.rowStep);
      int rows = Math.min(to, row / w.rowStep + 1) - first;
      int r = row - first * w.rowStep;
      spread(
          source,
          sourceAt + (h * w.sourceWidth + w.firstColumn + left) * sourceChannels,
          sourceChannels,
          right - left,
          kept,
          channels,
          copy,
          copyAt + (first - from) * rowLength + left * step + r * channels,
          step,
          rows,
          rowLength - w.rowStep * channels);
    }
  }

  /** Copies an image and puts zeros at its sides. */
  static void widen(
      VectorWindow w, float[] source, int sourceAt, int channels, float[] copy, int copyAt) {
    int row = w.sourceWidth * channels;
    int step = w.columns * channels;
    int left = Math.min(step, -w.firstColumn * channels);
    int length = Math.min(row, step - left);
    for (int h = 0; h < w.sourceHeight; h++) {
      int at = copyAt + h * step;
      Arrays.fill(copy, at, at + left, 0f);
      System.arraycopy(source, sourceAt + h * row, copy, at + left, length);
      Arrays.fill(copy, at + left + length, at + step, 0f);
    }
  }

  private static void zeroRuns(float[] to, int toAt, int toStep, int runs, int length) {
    for (int i = 0; i < runs; i++) {
      Arrays.fill(to, toAt + i * toStep, toAt + i * toStep + length, 0f);
    }
  }

  /** Pixels of a row to the same place of {@code rows} rows of patches. */
  private static void spread(
      float[] from,
      int fromAt,
      int fromStep,
      int pixels,
      int[] kept,
      int channels,
      float[] to,
      int toAt,
      int toStep,
      int rows,
      int rowStep) {
    if (kept.length > 0) {
      int j = 0;
      while (j < channels) {
        int window = kept[j] / LANES;
        int end = window(kept, j, channels);
        permute(
            from,
            fromAt + window * LANES,
            fromStep,
            VectorLanes.first(fromStep - window * LANES),
            kept,
            j,
            to,
            toAt + j,
            toStep,
            VectorLanes.first(end - j),
            pixels,
            rows,
            rowStep);
        j = end;
      }
      return;
    }
    if (channels == 1) {
      for (int j = 0; j < rows; j++) {
        spreadValues(from, fromAt, pixels, to, toAt + j * rowStep, toStep);
      }
      return;
    }
    int lane = 0;
    for (; lane + LANES <= channels; lane += LANES) {
      spreadVectors(from, fromAt + lane, fromStep, pixels, to, toAt + lane, toStep, rows, rowStep);
    }
    if (lane < channels) {
      spreadVectors(
          from,
          fromAt + lane,
          fromStep,
          pixels,
          to,
          toAt + lane,
          toStep,
          rows,
          rowStep,
          VectorLanes.first(channels - lane));
    }
  }

  private static void spreadValues(
      float[] from, int fromAt, int pixels, float[] to, int toAt, int toStep) {
    for (int i = 0; i < pixels; i++) {
      to[toAt + i * toStep] = from[fromAt + i];
    }
  }

  private static void spreadVectors(
      float[] from,
      int fromAt,
      int fromStep,
      int pixels,
      float[] to,
      int toAt,
      int toStep,
      int rows,
      int rowStep) {
    for (int i = 0; i < pixels; i++) {
      FloatVector x = FloatVector.fromArray(SPECIES, from, fromAt + i * fromStep);
      int at = toAt + i * toStep;
      for (int j = 0; j < rows; j++) {
        x.intoArray(to, at + j * rowStep);
      }
    }
  }

  private static void spreadVectors(
      float[] from,
      int fromAt,
      int fromStep,
      int pixels,
      float[] to,
      int toAt,
      int toStep,
      int rows,
      int rowStep,
      VectorMask<Float> lanes) {
    for (int i = 0; i < pixels; i++) {
      FloatVector x = FloatVector.fromArray(SPECIES, from, fromAt + i * fromStep, lanes);
      int at = toAt + i * toStep;
      for (int j = 0; j < rows; j++) {
        x.intoArray(to, at + j * rowStep, lanes);
      }
    }
  }

  /** to[pixel][j] = from[pixel][kept[first + j]], j below {@code count}; kept channels ascend. */
  static void keepChannels(
      float[] from,
      int fromAt,
      int pixels,
      int channels,
      int[] kept,
      int first,
      int count,
      float[] to,
      int toAt) {
    int j = 0;
    while (j < count) {
      int window = kept[first + j] / LANES;
      int end = window(kept, first + j, first + count) - first;
      permute(
          from,
          fromAt + window * LANES,
          channels,
          VectorLanes.first(channels - window * LANES),
          kept,
          first + j,
          to,
          toAt + j,
          count,
          VectorLanes.first(end - j),
          pixels,
          1,
          0);
      j = end;
    }
  }

  /**
   * to[pixel * toStep + j] = from[pixel][kept[j]], j below {@code count}, then zeros up to toStep,
   * which is less than a vector more than count.
   */
  static void keepPadded(
      float[] from,
      int fromAt,
      int pixels,
      int channels,
      int[] kept,
      int count,
      float[] to,
      int toAt,
      int toStep) {
    int j = 0;
    while (j < count) {
      int window = kept[j] / LANES;
      int end = window(kept, j, count);
      permutePadded(
          from,
          fromAt + window * LANES,
          channels,
          VectorLanes.first(channels - window * LANES),
          kept,
          j,
          VectorLanes.first(end - j),
          to,
          toAt + j,
          toStep,
          VectorLanes.first(toStep - j),
          pixels);
      j = end;
    }
  }

  private static void permutePadded(
      float[] from,
      int fromAt,
      int fromStep,
      VectorMask<Float> readable,
      int[] kept,
      int keptAt,
      VectorMask<Float> picked,
      float[] to,
      int toAt,
      int toStep,
      VectorMask<Float> written,
      int pixels) {
    VectorShuffle<Float> order =
        IntVector.fromArray(INTS, kept, keptAt, picked.cast(INTS))
            .and(LANES - 1)
            .toShuffle()
            .cast(SPECIES);
    for (int i = 0; i < pixels; i++) {
      FloatVector.fromArray(SPECIES, from, fromAt + i * fromStep, readable)
          .rearrange(order, picked)
          .intoArray(to, toAt + i * toStep, written);
    }
  }

  /** The end of the channels from number {@code j} on that lie in one vector. */
  private static int window(int[] kept, int j, int count) {
    int end = j + 1;
    while (end < count && kept[end] / LANES == kept[j] / LANES) {
      end++;
    }
    return end;
  }

  private static void permute(
      float[] from,
      int fromAt,
      int fromStep,
      VectorMask<Float> readable,
      int[] kept,
      int keptAt,
      float[] to,
      int toAt,
      int toStep,
      VectorMask<Float> written,
      int pixels,
      int rows,
      int rowStep) {
    VectorShuffle<Float> order =
        IntVector.fromArray(INTS, kept, keptAt, written.cast(INTS))
            .and(LANES - 1)
            .toShuffle()
            .cast(SPECIES);
    for (int i = 0; i < pixels; i++) {
      FloatVector x =
          FloatVector.fromArray(SPECIES, from, fromAt + i * fromStep, readable).rearrange(order);
      int at = toAt + i * toStep;
      for (int j = 0; j < rows; j++) {
        x.intoArray(to, at + j * rowStep, written);
      }
    }
  }

  /** sums[j] += sum over pixels of from[pixel][j]. */
  static void addColumns(
      float[] from, int fromAt, int fromStep, int pixels, int count, float[] sums, int sumsAt) {
    for (int j = 0; j < count; j += LANES) {
      VectorMask<Float> lanes = VectorLanes.first(count - j);
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + j, lanes);
      for (int i = 0; i < pixels; i++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, from, fromAt + i * fromStep + j, lanes));
      }
      sum.intoArray(sums, sumsAt + j, lanes);
    }
  }
}
