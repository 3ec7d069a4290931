package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The weight gradient of a 3 x 3 convolution of stride 1 by Winograd's F(3x3, 2x2): 4 x 4 tiles of
 * the input and 2 x 2 tiles of the error are transformed, multiplied at 16 positions and summed
 * over tiles and instances; the sums become 3 x 3 taps once, at the end. That is 16 multiplications
 * a tile instead of 36.
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
    int chunk = VectorWinogradPlan.chunkRows(plan.lanes);
    for (int k = from; k < to; k += chunk) {
      int rows = Math.min(chunk, to - k);
      Arrays.fill(scratch, 0, plan.inputAt(rows), 0f);
      for (int n = 0; n < instances; n += plan.blockImages) {
        sumBlocks(
            plan,
            input,
            inputAt,
            outputError,
            outputErrorAt,
            n,
            Math.min(plan.blockImages, instances - n),
            kept,
            k,
            rows,
            hasBias,
            scratch);
      }
      storeRows(
          plan,
          kept,
          k,
          rows,
          0,
          plan.lanes,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt,
          false,
          scratch);
    }
  }

  /** Adds to the sums in the scratch what a few images give, block by block. */
  private static void sumBlocks(
      VectorWinogradPlan plan,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int first,
      int images,
      int[] kept,
      int firstRow,
      int rows,
      boolean hasBias,
      float[] scratch) {
    int inputTo = plan.inputAt(rows);
    int errorTo = plan.errorAt(rows);
    for (int tr = 0; tr < plan.tileRows; tr += plan.blockRows) {
      int end = Math.min(plan.tileRows, tr + plan.blockRows);
      int tiles = (end - tr) * plan.tileColumns;
      for (int i = 0; i < images; i++) {
        transformInput(
            plan,
            input,
            inputAt + (first + i) * plan.geometry.inputSize(),
            tr,
            end,
            scratch,
            inputTo + i * tiles * plan.inputStep,
            plan.inputPosition());
        transformError(
            plan,
            outputError,
            outputErrorAt + (first + i) * plan.geometry.outputSize(),
            kept,
            firstRow,
            rows,
            tr,
            end,
            scratch,
            errorTo + i * tiles * rows,
            plan.errorPosition(rows),
            rows,
            scratch,
            plan.keptAt(rows));
      }
      sum(
          plan,
          scratch,
          inputTo,
          plan.inputPosition(),
          images * tiles,
          errorTo,
          plan.errorPosition(rows),
          rows,
          rows,
          plan.lanes,
          hasBias,
          scratch);
    }
  }

  /**
   * Transforms images {@code from} to {@code to} - 1 of a group, where a gradient is so large that
   * its rows are shared out among threads: each would otherwise transform all of the input.
   *
   * @param inputAt where the first image of the group begins
   * @param transformed receives {@link VectorWinogradPlan#groupLength} floats
   */
  static void transformGroup(
      VectorWinogradPlan plan,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int[] kept,
      int rows,
      int from,
      int to,
      float[] transformed,
      float[] scratch) {
    int errorTo = 16 * plan.groupInputPosition();
    for (int n = from; n < to; n++) {
      transformInput(
          plan,
          input,
          inputAt + n * plan.geometry.inputSize(),
          0,
          plan.tileRows,
          transformed,
          n * plan.tiles * plan.inputStep,
          plan.groupInputPosition());
      transformError(
          plan,
          outputError,
          outputErrorAt + n * plan.geometry.outputSize(),
          kept,
          0,
          rows,
          0,
          plan.tileRows,
          transformed,
          errorTo + n * plan.tiles * plan.groupErrorStep(rows),
          plan.groupErrorPosition(rows),
          plan.groupErrorStep(rows),
          scratch,
          0);
    }
  }

  /**
   * Gradient rows of kept channels number {@code from} to {@code to} - 1 of {@code keptCount} from
   * a transformed group of images.
   *
   * @param accumulate whether to add to what the gradients hold, or overwrite it
   */
  static void multiplyGroup(
      VectorWinogradPlan plan,
      float[] transformed,
      int images,
      int[] kept,
      int keptCount,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    for (int lane = 0; lane < plan.lanes; lane += plan.groupLanes) {
      int lanes = Math.min(plan.groupLanes, plan.lanes - lane);
      int chunk = VectorWinogradPlan.chunkRows(plan.groupLanes);
      for (int k = from; k < to; k += chunk) {
        int rows = Math.min(chunk, to - k);
        Arrays.fill(scratch, 0, VectorWinogradPlan.sumsEnd(rows, lanes), 0f);
        sum(
            plan,
            transformed,
            lane,
            plan.groupInputPosition(),
            images * plan.tiles,
            16 * plan.groupInputPosition() + k,
            plan.groupErrorPosition(keptCount),
            plan.groupErrorStep(keptCount),
            rows,
            lanes,
            hasBias && lane == 0,
            scratch);
        storeRows(
            plan,
            kept,
            k,
            rows,
            lane,
            lanes,
            gradient,
            gradientAt,
            hasBias && lane == 0,
            biasGradient,
            biasGradientAt,
            accumulate,
            scratch);
      }
    }
  }

  private static void transformInput(
      VectorWinogradPlan plan,
      float[] input,
      int imageAt,
      int tileRow,
      int tileRowEnd,
      float[] to,
      int toAt,
      int positionStep) {
    ConvGeometry g = plan.geometry;
    VectorWinogradInput.transform(
        input,
        imageAt,
        g.inputHeight(),
        g.inputWidth(),
        g.inputChannels(),
        -g.padTop(),
        -g.padLeft(),
        tileRow,
        tileRowEnd,
        plan.tileColumns,
        to,
        toAt,
        positionStep,
        plan.inputStep);
  }

  /** Errors of kept channels are copied together, if they are not whole neighbouring vectors. */
  private static void transformError(
      VectorWinogradPlan plan,
      float[] outputError,
      int imageAt,
      int[] kept,
      int first,
      int rows,
      int tileRow,
      int tileRowEnd,
      float[] to,
      int toAt,
      int positionStep,
      int tileStep,
      float[] copy,
      int copyAt) {
    ConvGeometry g = plan.geometry;
    boolean inPlace = rows >= LANES && kept[first + rows - 1] - kept[first] == rows - 1;
    if (!inPlace && tileRow == 0) {
      VectorPacking.keepChannels(
          outputError,
          imageAt,
          g.outputPixels(),
          g.outputChannels(),
          kept,
          first,
          rows,
          copy,
          copyAt);
    }
    VectorWinogradError.transform(
        inPlace ? outputError : copy,
        inPlace ? imageAt + kept[first] : copyAt,
        inPlace ? g.outputChannels() : rows,
        g.outputHeight(),
        g.outputWidth(),
        rows,
        tileRow,
        tileRowEnd,
        plan.tileColumns,
        to,
        toAt,
        positionStep,
        tileStep);
  }

  /** Adds the products of transformed tiles to the sums in the scratch, and to those of biases. */
  private static void sum(
      VectorWinogradPlan plan,
      float[] transformed,
      int inputAt,
      int inputPosition,
      int tiles,
      int errorAt,
      int errorPosition,
      int errorStep,
      int rows,
      int lanes,
      boolean hasBias,
      float[] scratch) {
    VectorWinogradWeightTiles.sweep(
        transformed,
        inputAt,
        inputPosition,
        plan.inputStep,
        tiles,
        transformed,
        errorAt,
        errorPosition,
        errorStep,
        rows,
        scratch,
        VectorWinogradPlan.sumsAt(rows),
        lanes,
        VectorWinogradPlan.sumsPosition(rows, lanes),
        lanes);
    if (hasBias) {
      // At this position the errors of a tile are added, a quarter of each.
      VectorPacking.addColumns(
          transformed, errorAt + 5 * errorPosition, errorStep, tiles, rows, scratch, 0);
    }
  }

  /** Input channels {@code lane} to {@code lane} + {@code lanes} - 1 of gradient rows. */
  private static void storeRows(
      VectorWinogradPlan plan,
      int[] kept,
      int first,
      int rows,
      int lane,
      int lanes,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      boolean accumulate,
      float[] scratch) {
    ConvGeometry g = plan.geometry;
    int position = VectorWinogradPlan.sumsPosition(rows, lanes);
    for (int i = 0; i < rows; i++) {
      int o = kept[first + i];
      int sumsAt = VectorWinogradPlan.sumsAt(rows) + i * lanes;
      tile4Columns(scratch, sumsAt, position, lanes);
      tile3Rows(
          scratch,
          sumsAt,
          position,
          Math.min(lanes, g.inputChannels() - lane),
          gradient,
          gradientAt + o * g.kernelSize() + lane,
          g.inputChannels(),
          accumulate);
      if (hasBias) {
        float before = accumulate ? biasGradient[biasGradientAt + o] : 0f;
        biasGradient[biasGradientAt + o] = before + 4 * scratch[i];
      }
    }
  }

  /** S A for one row of sums S, in place: the first three of every four positions hold it. */
  static void tile4Columns(float[] sums, int sumsAt, int position, int lanes) {
    for (int at = sumsAt; at < sumsAt + lanes; at += LANES) {
      for (int p = at, r = 0; r < 4; r++, p += 4 * position) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, sums, p);
        FloatVector s1 = FloatVector.fromArray(SPECIES, sums, p + position);
        FloatVector s2 = FloatVector.fromArray(SPECIES, sums, p + 2 * position);
        FloatVector s3 = FloatVector.fromArray(SPECIES, sums, p + 3 * position);
        FloatVector both = s1.add(s2);
        s0.add(both).intoArray(sums, p);
        s1.sub(s2).intoArray(sums, p + position);
        both.sub(s3).intoArray(sums, p + 2 * position);
      }
    }
  }

  /** A^T (S A): 3 x 3 taps of each channel of one row. */
  static void tile3Rows(
      float[] sums,
      int sumsAt,
      int position,
      int channels,
      float[] gradient,
      int gradientAt,
      int tapStep,
      boolean accumulate) {
    int below = 3 * tapStep;
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> lanes = VectorLanes.first(channels - c);
      VectorMask<Float> before = accumulate ? lanes : VectorLanes.first(0);
      for (int s = 0; s < 3; s++) {
        int at = sumsAt + c + s * position;
        int to = gradientAt + c + s * tapStep;
        FloatVector t0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector t1 = FloatVector.fromArray(SPECIES, sums, at + 4 * position);
        FloatVector t2 = FloatVector.fromArray(SPECIES, sums, at + 8 * position);
        FloatVector t3 = FloatVector.fromArray(SPECIES, sums, at + 12 * position);
        FloatVector g0 = FloatVector.fromArray(SPECIES, gradient, to, before);
        FloatVector g1 = FloatVector.fromArray(SPECIES, gradient, to + below, before);
        FloatVector g2 = FloatVector.fromArray(SPECIES, gradient, to + 2 * below, before);
        FloatVector both = t1.add(t2);
        g0.add(t0.add(both)).intoArray(gradient, to, lanes);
        g1.add(t1.sub(t2)).intoArray(gradient, to + below, lanes);
        g2.add(both.sub(t3)).intoArray(gradient, to + 2 * below, lanes);
      }
    }
  }
}
