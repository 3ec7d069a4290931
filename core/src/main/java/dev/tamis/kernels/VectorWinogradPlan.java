package dev.tamis.kernels;

/**
 * Extents of a weight gradient by Winograd's F(3x3, 2x2), {@link VectorWinogradWeights}: from the
 * geometry alone.
 */
final class VectorWinogradPlan {
  /** Tiles that are transformed before they are multiplied. */
  private static final int BLOCK_TILES = 64;

  /** Output channels that are worth a transform of the input. */
  private static final int LEAST_ROWS = 16;

  /** Floats of sums at 16 positions: they share the second-level cache with a block. */
  private static final int SUMS = 96 * 1024;

  /** Floats of transformed input and errors of a group of instances, in memory that is shared. */
  private static final int GROUP = 2304 * 1024;

  /** Weights of a layer that is done in groups. */
  private static final int GROUPED_FROM = 1 << 19;

  /** Places that are a multiple of so many floats apart share a set of the first-level cache. */
  private static final int ALIASED = 256;

  final ConvGeometry geometry;
  final int tileRows;
  final int tileColumns;

  /** Tiles of an image. */
  final int tiles;

  /** Whole images of a block; 1 if a block is a part of an image. */
  final int blockImages;

  /** Rows of tiles of an image in a block. */
  final int blockRows;

  private final int blockTiles;

  /** Lanes of input channels, whole vectors. */
  final int lanes;

  /** Floats between tiles of transformed input, and between rows of sums. */
  final int inputStep;

  VectorWinogradPlan(ConvGeometry g) {
    this.geometry = g;
    this.tileRows = (g.outputHeight() + 1) / 2;
    this.tileColumns = (g.outputWidth() + 1) / 2;
    this.tiles = tileRows * tileColumns;
    this.blockImages = Math.max(1, BLOCK_TILES / tiles);
    this.blockRows = Math.max(1, Math.min(tileRows, BLOCK_TILES / tileColumns));
    this.blockTiles = blockImages * blockRows * tileColumns;
    this.lanes = VectorLanes.padded(g.inputChannels());
    this.inputStep = lanes % ALIASED == 0 ? lanes + VectorLanes.LANES : lanes;
  }

  /**
   * Whether this way is the faster one: a broadcast error must meet two vectors of channels, mostly
   * filled ones; there must be rows enough to pay for the transform of the input; and tiles must
   * not reach far over an odd edge.
   */
  static boolean handles(ConvGeometry g) {
    int channels = g.inputChannels();
    int tiles = (g.outputHeight() + 1) / 2 * ((g.outputWidth() + 1) / 2);
    return g.groups() == 1
        && g.kernelHeight() == 3
        && g.kernelWidth() == 3
        && g.strideHeight() == 1
        && g.strideWidth() == 1
        && channels > VectorLanes.LANES
        && 4 * channels >= 3 * VectorLanes.padded(channels)
        && g.outputChannels() >= LEAST_ROWS
        && 4 * 16 * tiles <= 3 * 9 * g.outputPixels();
  }

  /** Kept rows whose gradient is summed up together: whole tiles of rows. */
  int chunkRows() {
    int rows = SUMS / (16 * inputStep);
    return Math.max(12, rows / 12 * 12);
  }

  /** Floats between positions, so that 16 of them do not share a set of the first-level cache. */
  private static int positionStep(int floats) {
    return VectorLanes.padded(floats) + VectorLanes.LANES;
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

  /** Where sums, blocks and errors of kept channels begin in the scratch: behind bias sums. */
  int sumsAt(int rows) {
    return VectorLanes.padded(rows);
  }

  int inputAt(int rows) {
    return sumsAt(rows) + 16 * sumsPosition(rows);
  }

  int errorAt(int rows) {
    return inputAt(rows) + 16 * inputPosition();
  }

  int keptAt(int rows) {
    return errorAt(rows) + 16 * errorPosition(rows);
  }

  int scratchLength() {
    int rows = Math.min(chunkRows(), geometry.outputChannels());
    int block = keptAt(rows) + geometry.outputPixels() * rows;
    return Math.max(block, geometry.outputSize()) + VectorLanes.LANES;
  }

  /** Whether the gradient is too large for every thread to have sums of its own. */
  boolean isGrouped() {
    return geometry.weightCount() > GROUPED_FROM;
  }

  /** Instances of a group. */
  int groupImages() {
    int tile = 16 * (inputStep + groupErrorStep(geometry.outputChannels()));
    return Math.max(1, GROUP / tile / tiles);
  }

  int groupInputPosition() {
    return positionStep(groupImages() * tiles * inputStep);
  }

  /**
   * Floats between tiles of transformed errors: so many more than there are that a tile's last
   * vector does not reach into the next, which another thread may be writing.
   */
  int groupErrorStep(int rows) {
    return VectorLanes.padded(rows) + VectorLanes.LANES;
  }

  int groupErrorPosition(int rows) {
    return positionStep(groupImages() * tiles * groupErrorStep(rows));
  }

  int groupLength() {
    return 16 * (groupInputPosition() + groupErrorPosition(geometry.outputChannels()));
  }
}
