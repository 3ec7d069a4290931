package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;

import java.util.Arrays;

/**
 * The three products of a convolution without groups, as sweeps of register tiles over packed
 * operands.
 */
final class VectorConvolution {
  private static final int SLACK = 4 * LANES;

  private VectorConvolution() {}

  static void forward(
      VectorPlan plan,
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
    ConvGeometry g = plan.geometry;
    if (plan.byWinograd) {
      plan.winogradForward.run(
          input,
          inputAt,
          VectorPacking.ALL,
          g.inputChannels(),
          packed,
          packedAt,
          hasBias,
          bias,
          biasAt,
          output,
          outputAt,
          false,
          from,
          to,
          scratch);
      return;
    }
    int outputs = g.outputChannels();
    int stageAt = VectorLanes.padded(outputs);
    int patchAt = stageAt + VectorTiles.STAGE;
    Arrays.fill(scratch, 0, stageAt, 0f);
    if (hasBias) {
      System.arraycopy(bias, biasAt, scratch, 0, outputs);
    }
    if (g.isPointwise()) {
      int last = to * g.outputPixels();
      int step = VectorPlan.flatPixels(g.inputChannels());
      for (int i = from * g.outputPixels(); i < last; i += step) {
        sweep(
            input,
            inputAt + i * g.inputChannels(),
            VectorPlan.IDENTITY,
            g.inputChannels(),
            0,
            Math.min(step, last - i),
            g.inputChannels(),
            packed,
            packedAt,
            scratch,
            stageAt,
            output,
            outputAt + i * outputs,
            VectorPlan.IDENTITY,
            outputs,
            false);
      }
      return;
    }
    for (int n = from; n < to; n++) {
      window(
          plan.forward,
          input,
          inputAt + n * g.inputSize(),
          g.inputChannels(),
          VectorPacking.ALL,
          g.inputChannels(),
          packed,
          packedAt,
          output,
          outputAt + n * g.outputSize(),
          outputs,
          false,
          scratch,
          stageAt,
          patchAt);
    }
  }

  static void backwardError(
      VectorPlan plan,
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
    ConvGeometry g = plan.geometry;
    int channels = g.inputChannels();
    int outputs = g.outputChannels();
    boolean dense = keptCount == outputs;
    if (plan.errorByWinograd(keptCount)) {
      plan.winogradError.run(
          outputError,
          outputErrorAt,
          dense ? VectorPacking.ALL : kept,
          keptCount,
          packed,
          packedAt,
          false,
          outputError,
          0,
          inputError,
          inputErrorAt,
          accumulate,
          from,
          to,
          scratch);
      return;
    }
    int columnStep = VectorLanes.padded(g.kernelSize());
    int stageAt = plan.byColumns ? columnStep : VectorLanes.padded(channels);
    int keptAt = stageAt + VectorTiles.STAGE;
    Arrays.fill(scratch, 0, stageAt, 0f);
    if (g.isPointwise()) {
      int last = to * g.outputPixels();
      int step = VectorPlan.flatPixels(outputs);
      for (int i = from * g.outputPixels(); i < last; i += step) {
        int pixels = Math.min(step, last - i);
        float[] error = outputError;
        int errorAt = outputErrorAt + i * outputs;
        if (!dense) {
          VectorPacking.keepChannels(
              error, errorAt, pixels, outputs, kept, 0, keptCount, scratch, keptAt);
          error = scratch;
          errorAt = keptAt;
        }
        sweep(
            error,
            errorAt,
            VectorPlan.IDENTITY,
            keptCount,
            0,
            pixels,
            keptCount,
            packed,
            packedAt,
            scratch,
            stageAt,
            inputError,
            inputErrorAt + i * channels,
            VectorPlan.IDENTITY,
            channels,
            accumulate);
      }
      return;
    }
    int patchAt = keptAt + plan.keptErrorLength() + SLACK;
    // Channels of one vector are picked while they are copied, without a pass of its own.
    boolean gathered = !dense && (outputs > LANES || !plan.errorIsCopied);
    for (int n = from; n < to; n++) {
      float[] error = outputError;
      int errorAt = outputErrorAt + n * g.outputSize();
      if (gathered) {
        VectorPacking.keepChannels(
            error, errorAt, g.outputPixels(), outputs, kept, 0, keptCount, scratch, keptAt);
        error = scratch;
        errorAt = keptAt;
      }
      if (plan.byColumns) {
        columns(
            g, error, errorAt, keptCount, packed, packedAt, scratch, stageAt, patchAt, columnStep);
        VectorColumns.gather(
            g,
            scratch,
            patchAt,
            columnStep,
            inputError,
            inputErrorAt + n * g.inputSize(),
            accumulate);
        continue;
      }
      int panelAt = packedAt;
      for (VectorWindow window : plan.backward) {
        window(
            window,
            error,
            errorAt,
            dense || gathered ? keptCount : outputs,
            dense || gathered ? VectorPacking.ALL : kept,
            keptCount,
            packed,
            panelAt,
            inputError,
            inputErrorAt + n * g.inputSize(),
            channels,
            accumulate,
            scratch,
            stageAt,
            patchAt);
        panelAt += window.depth(keptCount) * VectorLanes.padded(channels);
      }
    }
  }

  /** What each output pixel sends to its patch, a block of pixels at a time. */
  private static void columns(
      ConvGeometry g,
      float[] error,
      int errorAt,
      int keptCount,
      float[] packed,
      int packedAt,
      float[] scratch,
      int stageAt,
      int columnsAt,
      int columnStep) {
    int step = VectorPlan.IDENTITY.length;
    for (int i = 0; i < g.outputPixels(); i += step) {
      sweep(
          error,
          errorAt + i * keptCount,
          VectorPlan.IDENTITY,
          keptCount,
          0,
          Math.min(step, g.outputPixels() - i),
          keptCount,
          packed,
          packedAt,
          scratch,
          stageAt,
          scratch,
          columnsAt + i * columnStep,
          VectorPlan.IDENTITY,
          columnStep,
          false);
    }
  }

  /** One image through one window; the scratch begins with what the sums start from. */
  private static void window(
      VectorWindow w,
      float[] source,
      int sourceAt,
      int sourceChannels,
      int[] kept,
      int channels,
      float[] packed,
      int packedAt,
      float[] out,
      int outAt,
      int outChannels,
      boolean accumulate,
      float[] scratch,
      int stageAt,
      int patchAt) {
    int depth = w.depth(channels);
    if (w.direct) {
      sweep(
          source,
          sourceAt,
          w.directSlots,
          channels,
          0,
          w.places.length,
          depth,
          packed,
          packedAt,
          scratch,
          stageAt,
          out,
          outAt,
          w.places,
          outChannels,
          accumulate);
      return;
    }
    int step = w.blockRows(channels);
    for (int p = 0; p < w.outHeight; p += step) {
      int end = Math.min(w.outHeight, p + step);
      VectorPacking.copyPatches(
          w, source, sourceAt, sourceChannels, kept, channels, p, end, scratch, patchAt);
      sweep(
          scratch,
          patchAt - p * w.rowLength(channels),
          w.slots,
          channels,
          p * w.outWidth,
          end * w.outWidth,
          depth,
          packed,
          packedAt,
          scratch,
          stageAt,
          out,
          outAt,
          w.places,
          outChannels,
          accumulate);
    }
  }

  /**
   * All panels over pixels {@code first} to {@code last} - 1.
   *
   * @param start what the sums start from, and at {@code stageAt} room for {@link
   *     VectorTiles#STAGE} floats
   */
  static void sweep(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int first,
      int last,
      int depth,
      float[] packed,
      int packedAt,
      float[] start,
      int stageAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate) {
    int lane = 0;
    for (; lane + LANES < channels; lane += 2 * LANES) {
      VectorTiles.sweep2(
          a,
          aAt,
          slots,
          slotLength,
          first,
          last,
          depth,
          packed,
          packedAt + lane * depth,
          start,
          lane,
          stageAt,
          out,
          outAt + lane,
          places,
          channels,
          accumulate,
          channels - lane >= 2 * LANES,
          VectorLanes.first(channels - lane - LANES));
    }
    if (lane < channels) {
      VectorTiles.sweep1(
          a,
          aAt,
          slots,
          slotLength,
          first,
          last,
          depth,
          packed,
          packedAt + lane * depth,
          start,
          lane,
          stageAt,
          out,
          outAt + lane,
          places,
          channels,
          accumulate,
          channels - lane >= LANES,
          VectorLanes.first(channels - lane));
    }
  }

  static void backwardWeights(
      VectorPlan plan,
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
    boolean contiguous = from < to && kept[to - 1] - kept[from] == to - 1 - from;
    if (contiguous && VectorLinear.sumsInPlace(plan.geometry, instances)) {
      VectorLinear.backwardWeights(
          plan.geometry,
          input,
          inputAt,
          outputError,
          outputErrorAt,
          instances,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt,
          kept[from],
          kept[to - 1] + 1);
      return;
    }
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
      storeRows(
          plan,
          scratch,
          kept,
          k,
          rows,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt);
    }
  }

  /** Leaves bias sums at the start of the scratch and then rows of weight sums. */
  private static void sumRows(
      VectorPlan plan,
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
    int channels = g.inputChannels();
    int outputs = g.outputChannels();
    int rowStep = VectorLanes.padded(g.kernelSize());
    int sumsAt = VectorLanes.padded(rows);
    int keptAt = sumsAt + rows * rowStep;
    int patchAt = keptAt + plan.keptErrorLength() + SLACK;
    Arrays.fill(scratch, 0, keptAt, 0f);
    boolean contiguous = kept[first + rows - 1] - kept[first] == rows - 1;
    boolean flat = g.isPointwise();
    int blocks = flat ? 1 : instances;
    int blockPixels = g.outputPixels();
    if (flat) {
      int pixels = instances * g.outputPixels();
      blockPixels = Math.min(VectorPlan.flatPixels(channels), VectorPlan.flatPixels(outputs));
      blocks = (pixels + blockPixels - 1) / blockPixels;
    }
    for (int n = 0; n < blocks; n++) {
      int pixels =
          flat
              ? Math.min(blockPixels, instances * g.outputPixels() - n * blockPixels)
              : blockPixels;
      float[] error = outputError;
      int errorAt = outputErrorAt + n * blockPixels * outputs;
      int errorStep = outputs;
      if (contiguous) {
        errorAt += kept[first];
      } else {
        VectorPacking.keepChannels(
            error, errorAt, pixels, outputs, kept, first, rows, scratch, keptAt);
        error = scratch;
        errorAt = keptAt;
        errorStep = rows;
      }
      if (hasBias) {
        VectorPacking.addColumns(error, errorAt, errorStep, pixels, rows, scratch, 0);
      }
      if (flat) {
        flatWeights(
            input,
            inputAt + n * blockPixels * channels,
            channels,
            pixels,
            error,
            errorAt,
            errorStep,
            scratch,
            sumsAt,
            rowStep,
            rows,
            patchAt);
      } else if (plan.byKernelRows) {
        kernelRowWeights(
            plan,
            input,
            inputAt + n * g.inputSize(),
            error,
            errorAt,
            errorStep,
            scratch,
            sumsAt,
            rowStep,
            rows,
            patchAt);
      } else {
        windowWeights(
            plan.forward,
            input,
            inputAt + n * g.inputSize(),
            channels,
            error,
            errorAt,
            errorStep,
            scratch,
            sumsAt,
            rowStep,
            rows,
            patchAt);
      }
    }
  }

  private static void flatWeights(
      float[] input,
      int inputAt,
      int channels,
      int pixels,
      float[] error,
      int errorAt,
      int errorStep,
      float[] scratch,
      int sumsAt,
      int rowStep,
      int rows,
      int patchAt) {
    float[] a = input;
    int aAt = inputAt;
    // Whole vectors are read, the last one perhaps beyond the last channel: harmless inside the
    // array only.
    if (inputAt + (pixels - 1) * channels + rowStep > input.length) {
      System.arraycopy(input, inputAt, scratch, patchAt, pixels * channels);
      a = scratch;
      aAt = patchAt;
    }
    VectorWeightTiles.sweep(
        a,
        aAt,
        VectorPlan.IDENTITY,
        channels,
        0,
        pixels,
        error,
        errorAt,
        errorStep,
        scratch,
        sumsAt,
        rowStep,
        rows,
        rowStep);
  }

  /** One image, kernel row by kernel row; leaves sums as [r][s][c]. */
  private static void kernelRowWeights(
      VectorPlan plan,
      float[] input,
      int inputAt,
      float[] error,
      int errorAt,
      int errorStep,
      float[] scratch,
      int sumsAt,
      int rowStep,
      int rows,
      int patchAt) {
    VectorWindow w = plan.forward;
    int channels = plan.geometry.inputChannels();
    int lanes = w.kernelWidth * channels;
    VectorPacking.widen(w, input, inputAt, channels, scratch, patchAt);
    int step = plan.sweptRows(rows);
    for (int p = 0; p < w.outHeight; p += step) {
      for (int r = 0; r < w.kernelHeight; r++) {
        int above = w.firstRow + r;
        int first = Math.max(p, (Math.max(0, -above) + w.rowStep - 1) / w.rowStep);
        int end = Math.min(p + step, w.outHeight);
        if (above < w.sourceHeight) {
          end = Math.min(end, (w.sourceHeight - 1 - above) / w.rowStep + 1);
        }
        if (above >= w.sourceHeight || first >= end) {
          continue;
        }
        VectorWeightTiles.sweep(
            scratch,
            patchAt + above * w.columns * channels,
            w.rowSlots,
            channels,
            first * w.outWidth,
            (end - first) * w.outWidth,
            error,
            errorAt + first * w.outWidth * errorStep,
            errorStep,
            scratch,
            sumsAt + r * lanes,
            rowStep,
            rows,
            lanes);
      }
    }
  }

  private static void windowWeights(
      VectorWindow w,
      float[] input,
      int inputAt,
      int channels,
      float[] error,
      int errorAt,
      int errorStep,
      float[] scratch,
      int sumsAt,
      int rowStep,
      int rows,
      int patchAt) {
    if (w.direct
        && inputAt + w.directSlots[w.directSlots.length - 1] * channels + rowStep <= input.length) {
      VectorWeightTiles.sweep(
          input,
          inputAt,
          w.directSlots,
          channels,
          0,
          w.directSlots.length,
          error,
          errorAt,
          errorStep,
          scratch,
          sumsAt,
          rowStep,
          rows,
          rowStep);
      return;
    }
    int step = w.blockRows(channels);
    for (int p = 0; p < w.outHeight; p += step) {
      int end = Math.min(w.outHeight, p + step);
      VectorPacking.copyPatches(
          w, input, inputAt, channels, VectorPacking.ALL, channels, p, end, scratch, patchAt);
      VectorWeightTiles.sweep(
          scratch,
          patchAt - p * w.rowLength(channels),
          w.slots,
          channels,
          p * w.outWidth,
          (end - p) * w.outWidth,
          error,
          errorAt + p * w.outWidth * errorStep,
          errorStep,
          scratch,
          sumsAt,
          rowStep,
          rows,
          rowStep);
    }
  }

  /** Sums are [s][r][c] or already as gradients are, [r][s][c]. */
  private static void storeRows(
      VectorPlan plan,
      float[] scratch,
      int[] kept,
      int first,
      int rows,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt) {
    ConvGeometry g = plan.geometry;
    int channels = g.inputChannels();
    int rowStep = VectorLanes.padded(g.kernelSize());
    int sumsAt = VectorLanes.padded(rows);
    for (int k = 0; k < rows; k++) {
      int o = kept[first + k];
      int row = gradientAt + o * g.kernelSize();
      int from = sumsAt + k * rowStep;
      if (plan.byKernelRows) {
        System.arraycopy(scratch, from, gradient, row, g.kernelSize());
      }
      for (int s = 0; s < g.kernelWidth() && !plan.byKernelRows; s++) {
        for (int r = 0; r < g.kernelHeight(); r++, from += channels) {
          System.arraycopy(
              scratch, from, gradient, row + (r * g.kernelWidth() + s) * channels, channels);
        }
      }
      if (hasBias) {
        biasGradient[biasGradientAt + o] = scratch[k];
      }
    }
  }
}
