package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The weight gradient of a 3 x 3 convolution of stride 1 by Winograd's F(3x3, 2x2): 4 x 4 tiles of
 * the input and 2 x 2 tiles of the error are transformed, multiplied at 16 positions and summed over
 * tiles and instances; the sums become 3 x 3 taps once, at the end. That is 16 multiplications a
 * tile instead of 36.
 */
final class VectorWinogradWeights {
  private VectorWinogradWeights() {}

  /** Arguments as of {@link KernelSet#convBackwardWeights}. */
  static void backwardWeights(
      VectorWinogradPlan plan,
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
    int chunk = plan.chunkRows();
    for (int k = from; k < to; k += chunk) {
      int rows = Math.min(chunk, to - k);
      sumRows(
          plan,
          input,
          inputAt,
          outputError,
          outputErrorAt,
          instances,
          kept,
          k,
          rows,
          hasBias,
          scratch);
      int sumsAt = VectorLanes.padded(rows);
      for (int i = 0; i < rows; i++) {
        int o = kept[k + i];
        tileGradient(
            scratch,
            sumsAt + i * plan.inputStep,
            plan.sumsPosition(rows),
            plan.geometry.inputChannels(),
            gradient,
            gradientAt + o * plan.geometry.kernelSize());
        if (hasBias) {
          biasGradient[biasGradientAt + o] = scratch[i];
        }
      }
    }
  }

  /** Leaves bias sums at the start of the scratch and then sums at 16 positions. */
  private static void sumRows(
      VectorWinogradPlan plan,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int instances,
      int[] kept,
      int first,
      int rows,
      boolean hasBias,
      float[] scratch) {
    ConvGeometry g = plan.geometry;
    int sumsAt = VectorLanes.padded(rows);
    int inputTo = sumsAt + 16 * plan.sumsPosition(rows);
    int errorTo = inputTo + 16 * plan.inputPosition();
    int keptTo = errorTo + 16 * plan.errorPosition(rows);
    Arrays.fill(scratch, 0, inputTo, 0f);
    // Of whole vectors of neighbouring channels no copy is needed.
    boolean inPlace = rows >= LANES && kept[first + rows - 1] - kept[first] == rows - 1;
    for (int n = 0; n < instances; n += plan.blockImages) {
      int images = Math.min(plan.blockImages, instances - n);
      for (int tr = 0; tr < plan.tileRows; tr += plan.blockRows) {
        int end = Math.min(plan.tileRows, tr + plan.blockRows);
        int tiles = (end - tr) * plan.tileColumns;
        for (int i = 0; i < images; i++) {
          VectorWinogradInput.transform(
              input,
              inputAt + (n + i) * g.inputSize(),
              g.inputHeight(),
              g.inputWidth(),
              g.inputChannels(),
              -g.padTop(),
              -g.padLeft(),
              tr,
              end,
              plan.tileColumns,
              scratch,
              inputTo + i * tiles * plan.inputStep,
              plan.inputPosition(),
              plan.inputStep);
          float[] error = outputError;
          int errorAt = outputErrorAt + (n + i) * g.outputSize() + kept[first];
          int pixelStep = g.outputChannels();
          if (!inPlace) {
            if (tr == 0) {
              VectorPacking.keepChannels(
                  outputError,
                  outputErrorAt + (n + i) * g.outputSize(),
                  g.outputPixels(),
                  g.outputChannels(),
                  kept,
                  first,
                  rows,
                  scratch,
                  keptTo);
            }
            error = scratch;
            errorAt = keptTo;
            pixelStep = rows;
          }
          VectorWinogradError.transform(
              error,
              errorAt,
              pixelStep,
              g.outputHeight(),
              g.outputWidth(),
              rows,
              tr,
              end,
              plan.tileColumns,
              scratch,
              errorTo + i * tiles * rows,
              plan.errorPosition(rows));
        }
        VectorWinogradTiles.sweep(
            scratch,
            inputTo,
            plan.inputPosition(),
            plan.inputStep,
            images * tiles,
            scratch,
            errorTo,
            plan.errorPosition(rows),
            rows,
            scratch,
            sumsAt,
            plan.sumsPosition(rows));
        if (hasBias) {
          // At this position the errors of a tile are added, a quarter of each.
          VectorPacking.addColumns(
              scratch,
              errorTo + 5 * plan.errorPosition(rows),
              rows,
              images * tiles,
              rows,
              scratch,
              0);
        }
      }
    }
    for (int i = 0; i < rows && hasBias; i++) {
      scratch[i] *= 4;
    }
  }

  /** One row: from sums at 16 positions to 3 x 3 taps of each channel, A^T S A. */
  static void tileGradient(
      float[] sums, int sumsAt, int position, int channels, float[] gradient, int gradientAt) {
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> lanes = VectorLanes.first(channels - c);
      int p0 = sumsAt + c;
      FloatVector s00 = FloatVector.fromArray(SPECIES, sums, p0);
      FloatVector s01 = FloatVector.fromArray(SPECIES, sums, p0 + position);
      FloatVector s02 = FloatVector.fromArray(SPECIES, sums, p0 + 2 * position);
      FloatVector s03 = FloatVector.fromArray(SPECIES, sums, p0 + 3 * position);
      FloatVector a0 = s00.add(s01.add(s02));
      FloatVector b0 = s01.sub(s02);
      FloatVector c0 = s01.add(s02).sub(s03);
      int p1 = p0 + 4 * position;
      FloatVector s10 = FloatVector.fromArray(SPECIES, sums, p1);
      FloatVector s11 = FloatVector.fromArray(SPECIES, sums, p1 + position);
      FloatVector s12 = FloatVector.fromArray(SPECIES, sums, p1 + 2 * position);
      FloatVector s13 = FloatVector.fromArray(SPECIES, sums, p1 + 3 * position);
      FloatVector a1 = s10.add(s11.add(s12));
      FloatVector b1 = s11.sub(s12);
      FloatVector c1 = s11.add(s12).sub(s13);
      int p2 = p1 + 4 * position;
      FloatVector s20 = FloatVector.fromArray(SPECIES, sums, p2);
      FloatVector s21 = FloatVector.fromArray(SPECIES, sums, p2 + position);
      FloatVector s22 = FloatVector.fromArray(SPECIES, sums, p2 + 2 * position);
      FloatVector s23 = FloatVector.fromArray(SPECIES, sums, p2 + 3 * position);
      FloatVector a2 = s20.add(s21.add(s22));
      FloatVector b2 = s21.sub(s22);
      FloatVector c2 = s21.add(s22).sub(s23);
      int p3 = p2 + 4 * position;
      FloatVector s30 = FloatVector.fromArray(SPECIES, sums, p3);
      FloatVector s31 = FloatVector.fromArray(SPECIES, sums, p3 + position);
      FloatVector s32 = FloatVector.fromArray(SPECIES, sums, p3 + 2 * position);
      FloatVector s33 = FloatVector.fromArray(SPECIES, sums, p3 + 3 * position);
      FloatVector a3 = s30.add(s31.add(s32));
      FloatVector b3 = s31.sub(s32);
      FloatVector c3 = s31.add(s32).sub(s33);
      int to = gradientAt + c;
      a0.add(a1.add(a2)).intoArray(gradient, to, lanes);
      a1.sub(a2).intoArray(gradient, to + 3 * channels, lanes);
      a1.add(a2).sub(a3).intoArray(gradient, to + 6 * channels, lanes);
      b0.add(b1.add(b2)).intoArray(gradient, to + channels, lanes);
      b1.sub(b2).intoArray(gradient, to + 4 * channels, lanes);
      b1.add(b2).sub(b3).intoArray(gradient, to + 7 * channels, lanes);
      c0.add(c1.add(c2)).intoArray(gradient, to + 2 * channels, lanes);
      c1.sub(c2).intoArray(gradient, to + 5 * channels, lanes);
      c1.add(c2).sub(c3).intoArray(gradient, to + 8 * channels, lanes);
    }
  }
}
