package dev.tamis.kernels;

/**
 * Extents of a weight gradient by Winograd's F(3x3, 2x2), {@link VectorWinogradWeights}: from the
 * geometry alone.
 */
final class VectorWinogradPlan {
  /** Tiles that are transformed before they are multiplied. */
  private static final int BLOCK_TILES = 64;

  /** Floats of transformed input of a block. */
  private static final int BLOCK = 64 * 1024;

  /** Output channels that are worth a transform of the input. */
  private static final int LEAST_ROWS = 16;

  private static final int LEAST_BLOCK_TILES = 16;

  /** Lanes of the sums of a group of instances: many rows of few lanes read the least. */
  private static final int GROUP_LANES = 8 * VectorLanes.LANES;

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

  /** Lanes of the sums of a group that are computed at a time. */
  final int groupLanes;

  /** Floats between tiles of transformed input. */
  final int inputStep;

  VectorWinogradPlan(ConvGeometry g) {
    this.geometry = g;
    this.tileRows = (g.outputHeight() + 1) / 2;
    this.tileColumns = (g.outputWidth() + 1) / 2;
    this.tiles = tileRows * tileColumns;
    this.lanes = VectorLanes.padded(g.inputChannels());
    int block = Math.min(BLOCK_TILES, Math.max(LEAST_BLOCK_TILES, BLOCK / (16 * lanes)));
    this.blockImages = Math.max(1, block / tiles);
    this.blockRows = Math.max(1, Math.min(tileRows, block / tileColumns));
    this.blockTiles = blockImages * blockRows * tileColumns;
    this.groupLanes = Math.min(GROUP_LANES, lanes);
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

  /** Kept rows whose gradient is summed up together, of so many lanes: whole tiles of rows. */
  static int chunkRows(int lanes) {
    return Math.max(12, SUMS / (16 * lanes) / 12 * 12);
  }

  /** Floats between positions, so that 16 of them do not share a set of the first-level cache. */
  private static int positionStep(int floats) {
    return VectorLanes.padded(floats) + VectorLanes.LANES;
  }

  static int sumsPosition(int rows, int lanes) {
    return positionStep(rows * lanes);
  }

  int inputPosition() {
    return positionStep(blockTiles * inputStep);
  }

  int errorPosition(int rows) {
    return positionStep(blockTiles * rows);
  }

  /** Where sums begin in the scratch: behind bias sums. */
  static int sumsAt(int rows) {
    return VectorLanes.padded(rows);
  }

  static int sumsEnd(int rows, int lanes) {
    return sumsAt(rows) + 16 * sumsPosition(rows, lanes);
  }

  /** Where blocks and errors of kept channels begin. */
  int inputAt(int rows) {
    return sumsEnd(rows, lanes);
  }

  int errorAt(int rows) {
    return inputAt(rows) + 16 * inputPosition();
  }

  int keptAt(int rows) {
    return errorAt(rows) + 16 * errorPosition(rows);
  }

  int scratchLength() {
    int rows = Math.min(chunkRows(lanes), geometry.outputChannels());
    int block = keptAt(rows) + geometry.outputPixels() * rows;
    int groupRows = Math.min(chunkRows(groupLanes), geometry.outputChannels());
    int group = sumsEnd(groupRows, groupLanes);
    return Math.max(Math.max(block, group), geometry.outputSize()) + VectorLanes.LANES;
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
