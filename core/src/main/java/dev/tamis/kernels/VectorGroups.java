package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forward product of a convolution over few input channels, without copying patches, in groups
 * of pixels whose outputs fill whole vectors: twenty channels of four pixels are five full vectors
 * where pixel by pixel they would be eight, three eighths of them empty and stored with masks.
 *
 * <p>A vector that spans several pixels needs the input columns of all of them, and its weights are
 * zero where a column does not belong to a lane's pixel. With few input channels a column is a few
 * values only, so that this costs less than empty lanes.
 */
final class VectorGroups {
  private static final int MOST_CHANNELS = 4;

  /** Most floats of the spread-out weights: they are read from the first-level cache. */
  private static final int MOST_WEIGHTS = 8 * 1024;

  /** Most floats of an image with its zeros. */
  private static final int MOST_PADDED = 32 * 1024;

  private static final int SLACK = 4 * LANES;

  private final ConvGeometry geometry;

  /** Vectors of a group's outputs. */
  private final int vectors;

  /** Pixels of a group. */
  private final int pixels;

  /** Groups of a row of outputs, the last perhaps reaching beyond it. */
  private final int groups;

  /** Rows and columns of input that the groups read, with zeros around the image. */
  private final int rows;

  private final int columns;

  /** Whether the image can be read where it is: nothing around it is needed. */
  private final boolean inPlace;

  /** Where each group's patch begins. */
  private final int[] slots;

  /** Where each group's outputs begin. */
  private final int[] places;

  /** Where the elements of a patch lie, [panel][column][kernel row][channel]. */
  private final int[] offsets;

  private VectorGroups(ConvGeometry g) {
    this.geometry = g;
    this.pixels = LANES / commonFactor(g.outputChannels());
    this.vectors = pixels * g.outputChannels() / LANES;
    this.groups = (g.outputWidth() + pixels - 1) / pixels;
    int neededRows = (g.outputHeight() - 1) * g.strideHeight() + g.kernelHeight();
    int neededColumns = (groups * pixels - 1) * g.strideWidth() + g.kernelWidth();
    this.inPlace =
        g.padTop() == 0
            && g.padLeft() == 0
            && neededRows <= g.inputHeight()
            && neededColumns <= g.inputWidth();
    this.rows = inPlace ? g.inputHeight() : neededRows;
    this.columns = inPlace ? g.inputWidth() : neededColumns;
    this.slots = new int[groups * g.outputHeight()];
    this.places = new int[slots.length];
    int down = g.strideHeight() * columns * g.inputChannels();
    int across = pixels * g.strideWidth() * g.inputChannels();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = i / groups * down + i % groups * across;
      places[i] = i * vectors * LANES;
    }
    int depth = 0;
    for (int v = 0; v < vectors; v += 2) {
      depth += panelDepth(v);
    }
    this.offsets = new int[depth];
    fillOffsets();
  }

  private void fillOffsets() {
    int channels = geometry.inputChannels();
    int at = 0;
    for (int v = 0; v < vectors; v += 2) {
      int first = firstPixel(v) * geometry.strideWidth();
      for (int column = first; column < first + panelColumns(v); column++) {
        for (int r = 0; r < geometry.kernelHeight(); r++) {
          for (int c = 0; c < channels; c++) {
            offsets[at++] = (r * columns + column) * channels + c;
          }
        }
      }
    }
  }

  /** A plan for this geometry; null where copied patches are no worse. */
  static @Nullable VectorGroups of(ConvGeometry g) {
    if (g.groups() > 1 || g.inputChannels() > MOST_CHANNELS || g.outputChannels() % LANES == 0) {
      return null;
    }
    VectorGroups plan = new VectorGroups(g);
    int single = plan.pixels * VectorLanes.vectors(g.outputChannels()) * g.kernelWidth();
    boolean fits = plan.packedLength() <= MOST_WEIGHTS && plan.paddedLength() <= MOST_PADDED;
    return fits && plan.vectorColumns() < single ? plan : null;
  }

  private static int commonFactor(int channels) {
    int factor = 1;
    while (factor < LANES && channels % (2 * factor) == 0) {
      factor *= 2;
    }
    return factor;
  }

  /** Vectors times the columns each of them reads: what a group costs. */
  private int vectorColumns() {
    int sum = 0;
    for (int v = 0; v < vectors; v += 2) {
      sum += wide(v) * panelColumns(v);
    }
    return sum;
  }

  /** Vectors of the panel that begins with vector {@code v}. */
  private int wide(int v) {
    return Math.min(2, vectors - v);
  }

  private int firstPixel(int v) {
    return v * LANES / geometry.outputChannels();
  }

  /** Columns that the panel of vector {@code v} and the next reads. */
  private int panelColumns(int v) {
    int last = ((v + wide(v)) * LANES - 1) / geometry.outputChannels();
    return (last - firstPixel(v)) * geometry.strideWidth() + geometry.kernelWidth();
  }

  private int panelDepth(int v) {
    return panelColumns(v) * geometry.kernelHeight() * geometry.inputChannels();
  }

  int packedLength() {
    return vectorColumns() * LANES * geometry.kernelHeight() * geometry.inputChannels();
  }

  private int paddedLength() {
    return inPlace ? 0 : rows * columns * geometry.inputChannels();
  }

  /** Weights as [panel][column][kernel row][channel][lane]. */
  void pack(float[] weights, int weightsAt, float[] packed, int packedAt) {
    int to = packedAt;
    for (int v = 0; v < vectors; v += 2) {
      for (int column = 0; column < panelColumns(v); column++) {
        for (int r = 0; r < geometry.kernelHeight(); r++) {
          for (int c = 0; c < geometry.inputChannels(); c++) {
            packLanes(v, column, r, c, weights, weightsAt, packed, to);
            to += wide(v) * LANES;
          }
        }
      }
    }
  }

  private void packLanes(
      int v, int column, int r, int c, float[] weights, int weightsAt, float[] packed, int to) {
    ConvGeometry g = geometry;
    int value = v * LANES;
    int pixel = value / g.outputChannels();
    int o = value % g.outputChannels();
    int s = column;
    for (int lane = 0; lane < wide(v) * LANES; lane++) {
      boolean reads = s >= 0 && s < g.kernelWidth();
      int tap = ((o * g.kernelHeight() + r) * g.kernelWidth() + s) * g.inputChannels() + c;
      packed[to + lane] = reads ? weights[weightsAt + tap] : 0f;
      if (++o == g.outputChannels()) {
        o = 0;
        pixel++;
        s = column - (pixel - firstPixel(v)) * g.strideWidth();
      }
    }
  }

  int scratchLength() {
    return vectors * LANES + paddedLength() + SLACK + places.length * vectors * LANES + SLACK;
  }

  void forward(
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
    ConvGeometry g = geometry;
    int outputs = g.outputChannels();
    int paddedAt = vectors * LANES;
    int imageAt = paddedAt + paddedLength() + SLACK;
    for (int lane = 0; lane < vectors * LANES; lane++) {
      scratch[lane] = hasBias ? bias[biasAt + lane % outputs] : 0f;
    }
    Arrays.fill(scratch, paddedAt, imageAt, 0f);
    int row = g.outputWidth() * outputs;
    int groupedRow = groups * vectors * LANES;
    boolean direct = row == groupedRow;
    for (int n = from; n < to; n++) {
      int in = inputAt + n * g.inputSize();
      int out = outputAt + n * g.outputSize();
      if (!inPlace) {
        pad(input, in, scratch, paddedAt);
      }
      image(
          inPlace ? input : scratch,
          inPlace ? in : paddedAt,
          packed,
          packedAt,
          scratch,
          direct ? output : scratch,
          direct ? out : imageAt);
      for (int p = 0; p < g.outputHeight() && !direct; p++) {
        System.arraycopy(scratch, imageAt + p * groupedRow, output, out + p * row, row);
      }
    }
  }

  /** Puts an image inside its zeros, which are there already. */
  private void pad(float[] input, int inputAt, float[] scratch, int paddedAt) {
    ConvGeometry g = geometry;
    int row = g.inputWidth() * g.inputChannels();
    int length = Math.min(g.inputWidth(), columns - g.padLeft()) * g.inputChannels();
    int last = Math.min(g.inputHeight(), rows - g.padTop());
    for (int h = 0; h < last && length > 0; h++) {
      int to = ((h + g.padTop()) * columns + g.padLeft()) * g.inputChannels();
      System.arraycopy(input, inputAt + h * row, scratch, paddedAt + to, length);
    }
  }

  private void image(
      float[] image,
      int imageAt,
      float[] packed,
      int packedAt,
      float[] start,
      float[] out,
      int outAt) {
    int panelAt = packedAt;
    int offsetsAt = 0;
    for (int v = 0; v < vectors; v += 2) {
      int depth = panelDepth(v);
      VectorOffsetTiles.sweep(
          wide(v),
          image,
          imageAt,
          slots,
          slots.length,
          offsets,
          offsetsAt,
          depth,
          packed,
          panelAt,
          start,
          v * LANES,
          out,
          outAt + v * LANES,
          places);
      panelAt += wide(v) * LANES * depth;
      offsetsAt += depth;
    }
  }
}
