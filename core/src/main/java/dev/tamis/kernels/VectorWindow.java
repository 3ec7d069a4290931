package dev.tamis.kernels;

/**
 * One pass of a kernel over a source image that yields one output pixel per place: the whole
 * forward product, or one phase of error propagation, where stride * stride phases share the taps
 * between them so that none multiplies zeros.
 *
 * <p>The source is read as patches of {@code depth} = columns * rows * channels consecutive floats.
 * To get them consecutive without copying every patch, the rows that a kernel spans are
 * interleaved: for each row of outputs, [source column][kernel row][channel]. The patches of
 * neighbouring outputs then overlap, and the product is a matrix product whose rows overlap. A
 * kernel of one row inside the image needs no copy.
 */
final class VectorWindow {
  /**
   * Floats of patches that are copied at a time: about half of a second-level cache with its
   * panels.
   */
  private static final int BLOCK = 16 * 1024;

  final int sourceHeight;
  final int sourceWidth;
  final int kernelHeight;
  final int kernelWidth;
  final int firstRow;
  final int rowStep;
  final int firstColumn;
  final int columns;
  final int outHeight;
  final int outWidth;

  /** Whether the source can be read in place. */
  final boolean direct;

  /** For each output pixel where its patch begins, in source channels. */
  final int[] slots;

  /** The same for a source read in place. */
  final int[] directSlots;

  /** For each output pixel where its patch begins in an image of {@link #columns} columns. */
  final int[] rowSlots;

  /** For each output pixel its number in the output image. */
  final int[] places;

  private VectorWindow(
      int sourceHeight,
      int sourceWidth,
      int kernelHeight,
      int kernelWidth,
      int firstRow,
      int rowStep,
      int firstColumn,
      int columnStep,
      int outHeight,
      int outWidth,
      int[] places) {
    this.sourceHeight = sourceHeight;
    this.sourceWidth = sourceWidth;
    this.kernelHeight = kernelHeight;
    this.kernelWidth = kernelWidth;
    this.firstRow = firstRow;
    this.rowStep = rowStep;
    this.firstColumn = firstColumn;
    this.outHeight = outHeight;
    this.outWidth = outWidth;
    this.places = places;
    this.columns = (outWidth - 1) * columnStep + kernelWidth;
    this.direct =
        kernelHeight == 1
            && firstRow >= 0
            && firstRow + (outHeight - 1) * rowStep < sourceHeight
            && firstColumn >= 0
            && firstColumn + columns <= sourceWidth;
    this.slots = new int[outHeight * outWidth];
    this.rowSlots = new int[slots.length];
    this.directSlots = new int[direct ? slots.length : 0];
    for (int i = 0; i < slots.length; i++) {
      int p = i / outWidth;
      int q = i % outWidth;
      slots[i] = (p * columns + q * columnStep) * kernelHeight;
      rowSlots[i] = p * rowStep * columns + q * columnStep;
      if (direct) {
        directSlots[i] = (firstRow + p * rowStep) * sourceWidth + firstColumn + q * columnStep;
      }
    }
  }

  static VectorWindow forward(ConvGeometry g) {
    int[] places = new int[g.outputPixels()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return new VectorWindow(
        g.inputHeight(),
        g.inputWidth(),
        g.kernelHeight(),
        g.kernelWidth(),
        -g.padTop(),
        g.strideHeight(),
        -g.padLeft(),
        g.strideWidth(),
        g.outputHeight(),
        g.outputWidth(),
        places);
  }

  /**
   * The input pixels of rows phaseRow, phaseRow + strideHeight, .. and columns likewise. Taps are
   * counted backwards so that the error's rows and columns ascend: see {@link #tap}.
   */
  static VectorWindow backward(ConvGeometry g, int phaseRow, int phaseColumn) {
    int rows = taps(g.kernelHeight(), g.strideHeight(), phaseRow + g.padTop());
    int columns = taps(g.kernelWidth(), g.strideWidth(), phaseColumn + g.padLeft());
    int height = (g.inputHeight() - phaseRow + g.strideHeight() - 1) / g.strideHeight();
    int width = (g.inputWidth() - phaseColumn + g.strideWidth() - 1) / g.strideWidth();
    int[] places = new int[Math.max(0, height) * Math.max(0, width)];
    for (int i = 0; i < places.length; i++) {
      places[i] =
          (phaseRow + i / width * g.strideHeight()) * g.inputWidth()
              + phaseColumn
              + i % width * g.strideWidth();
    }
    return new VectorWindow(
        g.outputHeight(),
        g.outputWidth(),
        rows,
        columns,
        (phaseRow + g.padTop()) / g.strideHeight() - (rows - 1),
        1,
        (phaseColumn + g.padLeft()) / g.strideWidth() - (columns - 1),
        1,
        Math.max(0, height),
        Math.max(0, width),
        places);
  }

  /** Kernel rows (or columns) that reach inputs of this phase. */
  private static int taps(int kernel, int stride, int position) {
    int first = position % stride;
    return first < kernel ? (kernel - first + stride - 1) / stride : 0;
  }

  /**
   * The kernel row (or column) of the window's tap number i of {@code taps}, in a phase at {@code
   * position}.
   */
  static int tap(int i, int taps, int stride, int position) {
    return position % stride + (taps - 1 - i) * stride;
  }

  int depth(int channels) {
    return kernelHeight * kernelWidth * channels;
  }

  /** Floats of one copied row of outputs. */
  int rowLength(int channels) {
    return columns * kernelHeight * channels;
  }

  /** Rows of outputs whose patches are copied together. */
  int blockRows(int channels) {
    return Math.max(1, Math.min(outHeight, BLOCK / Math.max(1, rowLength(channels))));
  }

  /** Most floats that a block takes with up to so many channels. */
  int blockLength(int channels) {
    return Math.min(outHeight * rowLength(channels), Math.max(BLOCK, rowLength(channels)));
  }
}
