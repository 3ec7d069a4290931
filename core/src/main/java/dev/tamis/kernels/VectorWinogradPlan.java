package dev.tamis.kernels;

/**
 * Extents of a weight gradient by Winograd's F(3x3, 2x2), {@link VectorWinogradWeights}: from the
 * geometry alone.
 */
final class VectorWinogradPlan {
  /** Tiles that are transformed before they are multiplied. */
  private static final int BLOCK_TILES = Integer.getInteger("w.tiles", 64);

  /** Floats of sums at 16 positions: they share the second-level cache with a block. */
  private static final int SUMS = Integer.getInteger("w.sums", 64 * 1024);

  final ConvGeometry geometry;
  final int tileRows;
  final int tileColumns;
  final int tiles;

  /** Whole images of a block; 1 if a block is a part of an image. */
  final int blockImages;

  /** Rows of tiles of an image in a block. */
  final int blockRows;

  final int blockTiles;

  /** Floats between tiles of transformed input. */
  final int inputStep;

  VectorWinogradPlan(ConvGeometry g) {
    this.geometry = g;
    this.tileRows = (g.outputHeight() + 1) / 2;
    this.tileColumns = (g.outputWidth() + 1) / 2;
    this.tiles = tileRows * tileColumns;
    this.blockImages = Math.max(1, BLOCK_TILES / tiles);
    this.blockRows = Math.max(1, Math.min(tileRows, BLOCK_TILES / tileColumns));
    this.blockTiles = blockImages * blockRows * tileColumns;
    this.inputStep = VectorLanes.padded(g.inputChannels());
  }

  static boolean handles(ConvGeometry g) {
    return g.groups() == 1
        && g.kernelHeight() == 3
        && g.kernelWidth() == 3
        && g.strideHeight() == 1
        && g.strideWidth() == 1
        && !Boolean.getBoolean("w.off");
  }

  /** Kept rows whose gradient is summed up together. */
  int chunkRows() {
    int rows = SUMS / (16 * inputStep);
    return Math.max(8, rows / 8 * 8);
  }

  /** Floats between positions, so that 16 of them do not share a set of the first-level cache. */
  static int positionStep(int floats) {
    return (floats + VectorLanes.LANES - 1) / VectorLanes.LANES * VectorLanes.LANES
        + VectorLanes.LANES;
  }

  int sumsPosition(int rows) {
    return positionStep(rows * inputStep);
  }

  int inputPosition() {
    return positionStep(blockTiles * inputStep);
  }

  int errorPosition(int rows) {
    return positionStep(blockTiles * rows);
  }

  int scratchLength() {
    int rows = Math.min(chunkRows(), geometry.outputChannels());
    return VectorLanes.padded(rows)
        + 16 * (sumsPosition(rows) + inputPosition() + errorPosition(rows))
        + geometry.outputPixels() * rows
        + 4 * VectorLanes.LANES;
  }
}
