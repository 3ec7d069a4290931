package dev.tamis.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the vector kernels derive from a geometry, once: windows with their offset tables, lengths
 * of packed forms and scratch.
 */
final class VectorPlan {
  /** Numbers 0, 1, ..: the offset table of pixels that lie one after the other. */
  static final int[] IDENTITY = new int[4096];

  /** Floats of a flat list of pixels that are worked on at a time. */
  private static final int FLAT_BLOCK = 16 * 1024;

  /**
   * Floats of weight gradient that are summed up at a time; more would leave the second-level
   * cache.
   */
  private static final int SUMS = 96 * 1024;

  /** Most floats of an image with zeros at its sides. */
  private static final int WIDENED = 32 * 1024;

  /** Floats of input and errors that a sweep of the weight gradient reads from the first cache. */
  private static final int SWEPT = 8 * 1024;

  /** Most floats of columns of one image: what a second-level cache holds. */
  private static final int COLUMNS = 96 * 1024;

  /** Fewest kept channels whose errors are propagated by {@link VectorWinograd}. */
  private static final int LEAST_KEPT = 8;

  static {
    for (int i = 0; i < IDENTITY.length; i++) {
      IDENTITY[i] = i;
    }
  }

  final ConvGeometry geometry;
  final VectorWindow forward;

  /** How the weight gradient is computed by Winograd's algorithm; null where it is not. */
  final @Nullable VectorWinogradPlan winogradWeights;

  /** How the forward product over few input channels is computed. */
  final @Nullable VectorGroups groups;

  /** Phases of error propagation, row by row. */
  final VectorWindow[] backward;

  /** Whether errors are propagated by {@link VectorColumns} instead of phases. */
  final boolean byColumns;

  /** Whether errors are copied to patches before they are read. */
  final boolean errorIsCopied;

  /**
   * Whether the weight gradient is summed up one kernel row after the other: the patch of a kernel
   * row lies in the image as it is, which then needs zeros at the sides only.
   */
  final boolean byKernelRows;

  /** Whether the forward product and error propagation are done by {@link VectorWinograd}. */
  final boolean byWinograd;

  final VectorWinograd winogradForward;
  final VectorWinograd winogradError;

  final int phaseRows;
  final int phaseColumns;

  VectorPlan(ConvGeometry g) {
    this.geometry = g;
    this.forward = VectorWindow.forward(g);
    this.groups = VectorGroups.of(g);
    this.phaseRows = Math.min(g.strideHeight(), g.inputHeight());
    this.phaseColumns = Math.min(g.strideWidth(), g.inputWidth());
    this.backward = new VectorWindow[phaseRows * phaseColumns];
    for (int i = 0; i < backward.length; i++) {
      backward[i] = VectorWindow.backward(g, i / phaseColumns, i % phaseColumns);
    }
    this.byWinograd = VectorWinograd.handles(g) && winogradIsCheaper(g);
    this.winogradForward = VectorWinograd.forward(g);
    this.winogradError = VectorWinograd.backward(g);
    this.byColumns = !g.isPointwise() && columnsLength() <= COLUMNS && columnsAreCheaper();
    this.byKernelRows =
        g.kernelHeight() > 1
            && g.kernelWidth() * g.inputChannels() % VectorLanes.LANES == 0
            && widenedLength(g, forward) <= WIDENED;
    this.winogradWeights = VectorWinogradPlan.handles(g) ? new VectorWinogradPlan(g) : null;
    this.errorIsCopied = !byColumns && Arrays.stream(backward).noneMatch(window -> window.direct);
  }

  /** Floats of one image with zeros at the sides. */
  private static int widenedLength(ConvGeometry g, VectorWindow w) {
    return g.inputHeight() * w.columns * g.inputChannels();
  }

  /**
   * Estimated cycles of both ways with all channels kept; one vector addition from memory costs
   * like two fused ones.
   */
  private boolean columnsAreCheaper() {
    ConvGeometry g = geometry;
    int vectors = VectorLanes.vectors(g.inputChannels());
    long phases = 0;
    for (VectorWindow window : backward) {
      phases += (long) window.places.length * window.depth(1) * vectors * g.outputChannels();
    }
    long columns =
        (long) g.outputPixels()
            * (VectorLanes.vectors(g.kernelSize()) * g.outputChannels()
                + 2 * g.kernelHeight() * g.kernelWidth() * vectors);
    return columns * 5 < phases * 4;
  }

  /**
   * Measured: with 12 channels transforms cost 1.4 times what they save, with 16 products take 0.7
   * of the time and less with more; a single output pixel uses a quarter of its tile.
   */
  private static boolean winogradIsCheaper(ConvGeometry g) {
    return Math.min(g.inputChannels(), g.outputChannels()) >= 16
        && g.outputHeight() > 1
        && g.outputWidth() > 1;
  }

  /**
   * Whether errors of so many kept channels are propagated by {@link #winogradError}. Its
   * transforms of the other side cost the same however few are kept: with 8 of 16 it is faster,
   * with 5 slower.
   */
  boolean errorByWinograd(int keptCount) {
    return byWinograd && keptCount >= LEAST_KEPT;
  }

  /** Floats of one image's columns. */
  int columnsLength() {
    return geometry.outputPixels() * VectorLanes.padded(geometry.kernelSize());
  }

  int packedForwardLength() {
    if (byWinograd) {
      return winogradForward.packedLength();
    }
    if (groups != null) {
      return groups.packedLength();
    }
    return geometry.kernelSize() * VectorLanes.padded(geometry.outputChannels());
  }

  int packedErrorLength() {
    return byWinograd
        ? Math.max(winogradError.packedLength(), directErrorLength())
        : directErrorLength();
  }

  private int directErrorLength() {
    if (byColumns) {
      return geometry.outputChannels() * VectorLanes.padded(geometry.kernelSize());
    }
    int taps = 0;
    for (VectorWindow window : backward) {
      taps += window.depth(1);
    }
    return taps * geometry.outputChannels() * VectorLanes.padded(geometry.inputChannels());
  }

  /** Pixels of a flat list that are worked on at a time, with so many channels. */
  static int flatPixels(int channels) {
    return Math.min(IDENTITY.length, Math.max(64, FLAT_BLOCK / channels / 16 * 16));
  }

  private static int flatLength(int channels) {
    return Math.max(FLAT_BLOCK, 64 * channels);
  }

  /** Kept rows whose gradient is summed up together. */
  int chunkRows() {
    int rows = SUMS / VectorLanes.padded(geometry.kernelSize());
    return Math.max(8, rows / 8 * 8);
  }

  /** Floats of copied input patches. */
  int patchLength() {
    if (geometry.isPointwise()) {
      return flatLength(geometry.inputChannels());
    }
    int block = forward.blockLength(geometry.inputChannels());
    return byKernelRows ? Math.max(block, widenedLength(geometry, forward)) : block;
  }

  /** Rows of outputs that the weight gradient goes through at a time. */
  int sweptRows(int keptRows) {
    int row =
        forward.columns * forward.rowStep * geometry.inputChannels() + forward.outWidth * keptRows;
    return Math.max(1, SWEPT / row);
  }

  /** Floats of errors of kept channels. */
  int keptErrorLength() {
    return geometry.isPointwise() ? flatLength(geometry.outputChannels()) : geometry.outputSize();
  }

  /** Floats of error patches, or of columns. */
  int errorPatchLength() {
    if (byColumns) {
      return columnsLength();
    }
    int length = 0;
    if (!geometry.isPointwise()) {
      for (VectorWindow window : backward) {
        length = Math.max(length, window.blockLength(geometry.outputChannels()));
      }
    }
    return length;
  }

  int scratchLength() {
    int lanes = 4 * VectorLanes.LANES;
    int winogradLength =
        byWinograd ? Math.max(winogradForward.scratchLength(), winogradError.scratchLength()) : 0;
    int forwardLength =
        VectorLanes.padded(geometry.outputChannels()) + VectorTiles.STAGE + patchLength() + lanes;
    if (groups != null) {
      forwardLength = groups.scratchLength();
    }
    int errorLength =
        VectorLanes.padded(byColumns ? geometry.kernelSize() : geometry.inputChannels())
            + VectorTiles.STAGE
            + keptErrorLength()
            + errorPatchLength()
            + 2 * lanes;
    int rows = Math.min(chunkRows(), geometry.outputChannels());
    int weightsLength =
        winogradWeights != null
            ? winogradWeights.scratchLength()
            : VectorLanes.padded(rows)
                + rows * VectorLanes.padded(geometry.kernelSize())
                + keptErrorLength()
                + patchLength()
                + 3 * lanes;
    return Math.max(winogradLength, Math.max(forwardLength, Math.max(errorLength, weightsLength)));
  }
}
