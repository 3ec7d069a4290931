package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;

import java.util.Arrays;

/**
 * A 3x3 product of stride 1 as Winograd's F(2x2, 3x3): 16 multiplications where 4 outputs take 36.
 * Used for the forward product and, with kernels turned round, for error propagation.
 *
 * <p>Tiles of several rows, or of several small images, form a block. Its transformed inputs and
 * its products stay in the cache, and large weights are read once for all of its tiles. What a
 * block holds changes no bit: an output's sums run over the same channels in the same order.
 */
final class VectorWinograd {
  static final int POSITIONS = 16;

  private static final int TAPS = 9;

  /**
   * Tiles of a block at least, where there are as many: 64 outlast the reading of any weights from
   * memory, and at 16 to 64 channels their inputs and products stay in the second-level cache.
   */
  private static final int TILES = 64;

  /** Rows of weights that are packed at a time, to be transformed while they are in the cache. */
  private static final int PACKED_ROWS = 64;

  private final int sourceHeight;
  private final int sourceWidth;
  private final int firstRow;
  private final int firstColumn;
  private final int outHeight;
  private final int outWidth;

  /** Channels of the source: at most so many are multiplied. */
  private final int channels;

  private final int outChannels;
  private final int tileRows;
  private final int tileColumns;
  private final int blockRows;
  private final int blockImages;

  private VectorWinograd(
      int sourceHeight,
      int sourceWidth,
      int firstRow,
      int firstColumn,
      int outHeight,
      int outWidth,
      int channels,
      int outChannels) {
    this.sourceHeight = sourceHeight;
    this.sourceWidth = sourceWidth;
    this.firstRow = firstRow;
    this.firstColumn = firstColumn;
    this.outHeight = outHeight;
    this.outWidth = outWidth;
    this.channels = channels;
    this.outChannels = outChannels;
    this.tileRows = (outHeight + 1) / 2;
    this.tileColumns = (outWidth + 1) / 2;
    this.blockRows = Math.min(tileRows, Math.max(1, TILES / tileColumns));
    this.blockImages = blockRows < tileRows ? 1 : Math.max(1, TILES / (tileRows * tileColumns));
  }

  static VectorWinograd forward(ConvGeometry g) {
    return new VectorWinograd(
        g.inputHeight(),
        g.inputWidth(),
        -g.padTop(),
        -g.padLeft(),
        g.outputHeight(),
        g.outputWidth(),
        g.inputChannels(),
        g.outputChannels());
  }

  static VectorWinograd backward(ConvGeometry g) {
    return new VectorWinograd(
        g.outputHeight(),
        g.outputWidth(),
        g.padTop() - 2,
        g.padLeft() - 2,
        g.inputHeight(),
        g.inputWidth(),
        g.outputChannels(),
        g.inputChannels());
  }

  /** Whether a product of this geometry can be done this way. */
  static boolean handles(ConvGeometry g) {
    return g.groups() == 1
        && g.kernelHeight() == 3
        && g.kernelWidth() == 3
        && g.strideHeight() == 1
        && g.strideWidth() == 1
        && g.padTop() <= 2
        && g.padLeft() <= 2
        && g.inputWidth() <= VectorPlan.IDENTITY.length
        && g.outputWidth() <= VectorPlan.IDENTITY.length;
  }

  /**
   * Longest reduction of integers whose sums are exact: all intermediate values are quarters, so
   * they must stay below 2^22. In one dimension no sum of transformed products exceeds 4 times the
   * largest product, in whatever order it is taken: m0 + m1 = d0 g0 + d1 (g0 + g1 + g2) / 2 + d2
   * (g1 + g2 - g0) / 2. In two dimensions that is 16 for each channel, which has 9 kernel elements.
   */
  static int exactReductionLength(int largest) {
    return TAPS * ((1 << 22) / (16 * largest));
  }

  /** Floats from one position's weights to the next: no power of two, which would share a set. */
  private static int weightStep(int depth, int outChannels) {
    return depth * VectorLanes.padded(outChannels) + LANES;
  }

  int packedLength() {
    return POSITIONS * weightStep(channels, outChannels);
  }

  /** Images of a block: a call with fewer reads the weights for fewer tiles. */
  int blockImages() {
    return blockImages;
  }

  /** Floats from one position's transformed inputs to the next. */
  private int inputStep() {
    return blockRows * tileColumns * blockImages * Math.max(channels, LANES) + LANES;
  }

  private int productStep() {
    return blockRows * tileColumns * blockImages * VectorLanes.padded(outChannels) + LANES;
  }

  private int keptAt() {
    return 2 * VectorLanes.padded(outChannels) + VectorTiles.STAGE;
  }

  int scratchLength() {
    return keptAt()
        + sourceHeight * sourceWidth * Math.max(channels, LANES)
        + POSITIONS * (inputStep() + productStep());
  }

  /** All weights for the forward product: [position][pair of vectors of outputs][c][output]. */
  void packForward(ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    int padded = VectorLanes.padded(outChannels);
    int step = weightStep(channels, outChannels);
    for (int lane = 0; lane < padded; lane += 2 * LANES) {
      int wide = Math.min(2 * LANES, padded - lane);
      for (int c = 0; c < channels; c += PACKED_ROWS) {
        int rows = Math.min(PACKED_ROWS, channels - c);
        int to = packedAt + lane * channels + c * wide;
        for (int tap = 0; tap < TAPS; tap++) {
          VectorPacking.transpose(
              weights,
              weightsAt + lane * g.kernelSize() + tap * channels + c,
              g.kernelSize(),
              Math.min(wide, outChannels - lane),
              rows,
              packed,
              to + tap * step,
              wide);
        }
        VectorWinogradTiles.weights(packed, to, step, rows * wide);
      }
    }
  }

  /** Kept rows of the weights: [position][pair of vectors of inputs][kept][input]. */
  void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    int padded = VectorLanes.padded(outChannels);
    int depth = packedDepth(keptCount);
    int step = weightStep(depth, outChannels);
    for (int lane = 0; lane < padded; lane += 2 * LANES) {
      int wide = Math.min(2 * LANES, padded - lane);
      int lanes = Math.min(wide, outChannels - lane);
      for (int first = 0; first < depth; first += PACKED_ROWS) {
        int rows = Math.min(PACKED_ROWS, depth - first);
        int to = packedAt + lane * depth + first * wide;
        for (int tap = 0; tap < TAPS; tap++) {
          // The kernel turned round: its last tap meets the first error.
          int from = weightsAt + (TAPS - 1 - tap) * outChannels + lane;
          int at = to + tap * step;
          for (int k = first; k < first + rows; k++, at += wide) {
            int copied = k < keptCount ? lanes : 0;
            if (copied > 0) {
              System.arraycopy(weights, from + kept[k] * g.kernelSize(), packed, at, copied);
            }
            Arrays.fill(packed, at + copied, at + wide, 0f);
          }
        }
        VectorWinogradTiles.weights(packed, to, step, rows * wide);
      }
    }
  }

  /**
   * Images {@code from} to {@code to} - 1.
   *
   * @param kept numbers of the source's channels that are multiplied, or {@link VectorPacking#ALL}
   * @param depth how many
   * @param hasBias whether there is something to add to every output
   */
  void run(
      float[] source,
      int sourceAt,
      int[] kept,
      int depth,
      float[] packed,
      int packedAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] out,
      int outAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    int padded = VectorLanes.padded(outChannels);
    Arrays.fill(scratch, 0, 2 * padded, 0f);
    if (hasBias) {
      System.arraycopy(bias, biasAt, scratch, padded, outChannels);
    }
    int pixels = sourceHeight * sourceWidth;
    int keptAt = keptAt();
    int tileStep = kept.length > 0 ? Math.max(depth, LANES) : depth;
    int inputAt = keptAt + pixels * Math.max(channels, LANES);
    int inputStep = inputStep();
    int productAt = inputAt + POSITIONS * inputStep;
    int productStep = productStep();
    int outSize = outHeight * outWidth * outChannels;
    for (int n = from; n < to; n += blockImages) {
      int end = Math.min(to, n + blockImages);
      for (int tr = 0; tr < tileRows; tr += blockRows) {
        int trEnd = Math.min(tileRows, tr + blockRows);
        int imageTiles = (trEnd - tr) * tileColumns;
        for (int i = n; i < end; i++) {
          float[] image = source;
          int imageAt = sourceAt + i * pixels * channels;
          if (kept.length > 0) {
            if (tr == 0) {
              VectorPacking.keepPadded(
                  image, imageAt, pixels, channels, kept, depth, scratch, keptAt, tileStep);
            }
            image = scratch;
            imageAt = keptAt;
          }
          VectorWinogradInput.transform(
              image,
              imageAt,
              sourceHeight,
              sourceWidth,
              tileStep,
              firstRow,
              firstColumn,
              tr,
              trEnd,
              tileColumns,
              scratch,
              inputAt + (i - n) * imageTiles * tileStep,
              inputStep,
              tileStep);
        }
        multiply(
            (end - n) * imageTiles,
            depth,
            tileStep,
            packed,
            packedAt,
            scratch,
            inputAt,
            inputStep,
            productAt,
            productStep);
        for (int i = n; i < end; i++) {
          VectorWinogradTiles.outputs(
              scratch,
              productAt + (i - n) * imageTiles * padded,
              productStep,
              padded,
              tr,
              trEnd,
              tileColumns,
              scratch,
              padded,
              2 * padded,
              out,
              outAt + i * outSize,
              outHeight,
              outWidth,
              outChannels,
              accumulate);
        }
      }
    }
  }

  private void multiply(
      int tiles,
      int depth,
      int tileStep,
      float[] packed,
      int packedAt,
      float[] scratch,
      int inputAt,
      int inputStep,
      int productAt,
      int productStep) {
    int padded = VectorLanes.padded(outChannels);
    int rows = packedDepth(depth);
    int weightStep = weightStep(rows, outChannels);
    for (int position = 0; position < POSITIONS; position++) {
      int weightsAt = packedAt + position * weightStep;
      int from = inputAt + position * inputStep;
      int to = productAt + position * productStep;
      if (isNarrow(depth)) {
        VectorWinogradTiles.narrow(
            scratch, from, rows, packed, weightsAt, scratch, scratch, to, tiles);
        continue;
      }
      VectorConvolution.sweep(
          scratch,
          from,
          VectorPlan.IDENTITY,
          tileStep,
          0,
          tiles,
          depth,
          packed,
          weightsAt,
          scratch,
          2 * padded,
          scratch,
          to,
          VectorPlan.IDENTITY,
          padded,
          false);
    }
  }

  /** Whether {@link VectorWinogradTiles#narrow} does it, which needs a whole vector of inputs. */
  private boolean isNarrow(int depth) {
    return LANES == 16
        && outChannels <= LANES
        && channels >= LANES
        && depth <= LANES
        && (depth == LANES || depth < channels);
  }

  /** Rows of a matrix of weights, those without a channel zero. */
  private int packedDepth(int depth) {
    return isNarrow(depth) ? (depth + 3) / 4 * 4 : depth;
  }
}
