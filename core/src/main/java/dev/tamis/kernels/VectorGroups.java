package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forward product of a convolution over one input channel whose outputs do not fill whole
 * vectors: groups of pixels that do. Twenty channels of four pixels are five full vectors where
 * pixel by pixel they would be eight, three eighths of them empty and stored with masks.
 *
 * <p>A vector that spans several pixels needs the input columns of all of them, and its weights are
 * zero where a column does not belong to a lane's pixel. With one input channel a column is a few
 * values only, so that this costs less than empty lanes.
 */
final class VectorGroups {
  /** Most floats of the spread-out weights: they are read from the first-level cache. */
  private static final int MOST_WEIGHTS = 8 * 1024;

  /** Floats of patches that are copied at a time. */
  private static final int BLOCK = 16 * 1024;

  private static final int SLACK = 4 * LANES;

  private final ConvGeometry geometry;
  private final VectorWindow window;

  /** Vectors of a group's outputs. */
  private final int vectors;

  /** Pixels of a group. */
  private final int pixels;

  /** Groups of a row of outputs, the last perhaps reaching beyond it. */
  private final int groups;

  /** Input columns that the groups of a row read. */
  private final int columns;

  /** Where each group's patch begins, in columns. */
  private final int[] slots;

  /** Where each group's outputs begin. */
  private final int[] places;

  private VectorGroups(ConvGeometry g, VectorWindow window) {
    this.geometry = g;
    this.window = window;
    this.pixels = LANES / commonFactor(g.outputChannels());
    this.vectors = pixels * g.outputChannels() / LANES;
    this.groups = (g.outputWidth() + pixels - 1) / pixels;
    this.columns = (groups * pixels - 1) * g.strideWidth() + g.kernelWidth();
    this.slots = new int[groups * g.outputHeight()];
    this.places = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = i / groups * columns + i % groups * pixels * g.strideWidth();
      places[i] = i * vectors * LANES;
    }
  }

  /** A plan for this geometry; null where working pixel by pixel is no worse. */
  static @Nullable VectorGroups of(ConvGeometry g, VectorWindow window) {
    if (g.groups() > 1 || g.inputChannels() > 1 || g.outputChannels() % LANES == 0) {
      return null;
    }
    VectorGroups groups = new VectorGroups(g, window);
    int single = groups.pixels * VectorLanes.vectors(g.outputChannels()) * g.kernelWidth();
    boolean wins = groups.groups * groups.vectorColumns() < groups.groups * single;
    return wins && groups.packedLength() <= MOST_WEIGHTS ? groups : null;
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

  int packedLength() {
    return vectorColumns() * LANES * geometry.kernelHeight();
  }

  /** Weights as [panel][column][kernel row][lane]. */
  void pack(float[] weights, int weightsAt, float[] packed, int packedAt) {
    ConvGeometry g = geometry;
    Arrays.fill(packed, packedAt, packedAt + packedLength(), 0f);
    int to = packedAt;
    for (int v = 0; v < vectors; v += 2) {
      int lanes = wide(v) * LANES;
      for (int column = 0; column < panelColumns(v); column++) {
        for (int r = 0; r < g.kernelHeight(); r++, to += lanes) {
          for (int lane = 0; lane < lanes; lane++) {
            int value = v * LANES + lane;
            int pixel = value / g.outputChannels();
            int s = column - (pixel - firstPixel(v)) * g.strideWidth();
            if (s >= 0 && s < g.kernelWidth()) {
              int o = value % g.outputChannels();
              packed[to + lane] =
                  weights[weightsAt + (o * g.kernelHeight() + r) * g.kernelWidth() + s];
            }
          }
        }
      }
    }
  }

  int scratchLength() {
    return vectors * LANES + patchLength() + SLACK + places.length * vectors * LANES + SLACK;
  }

  private int rowLength() {
    return columns * geometry.kernelHeight();
  }

  private int blockRows() {
    return Math.max(1, Math.min(geometry.outputHeight(), BLOCK / rowLength()));
  }

  private int patchLength() {
    return blockRows() * rowLength();
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
    int patchAt = vectors * LANES;
    int imageAt = patchAt + patchLength() + SLACK;
    for (int lane = 0; lane < vectors * LANES; lane++) {
      scratch[lane] = hasBias ? bias[biasAt + lane % outputs] : 0f;
    }
    int row = g.outputWidth() * outputs;
    int groupedRow = groups * vectors * LANES;
    boolean direct = row == groupedRow;
    for (int n = from; n < to; n++) {
      int out = outputAt + n * g.outputSize();
      image(
          input,
          inputAt + n * g.inputSize(),
          packed,
          packedAt,
          direct ? output : scratch,
          direct ? out : imageAt,
          patchAt,
          scratch);
      for (int p = 0; p < g.outputHeight() && !direct; p++) {
        System.arraycopy(scratch, imageAt + p * groupedRow, output, out + p * row, row);
      }
    }
  }

  private void image(
      float[] input,
      int inputAt,
      float[] packed,
      int packedAt,
      float[] out,
      int outAt,
      int patchAt,
      float[] scratch) {
    int step = blockRows();
    for (int p = 0; p < geometry.outputHeight(); p += step) {
      int end = Math.min(geometry.outputHeight(), p + step);
      copy(input, inputAt, p, end, scratch, patchAt);
      int panelAt = packedAt;
      for (int v = 0; v < vectors; v += 2) {
        int depth = panelColumns(v) * geometry.kernelHeight();
        int at =
            patchAt
                - p * rowLength()
                + firstPixel(v) * geometry.strideWidth() * geometry.kernelHeight();
        panel(v, scratch, at, p * groups, end * groups, depth, packed, panelAt, out, outAt);
        panelAt += wide(v) * LANES * depth;
      }
    }
  }

  private void panel(
      int v,
      float[] scratch,
      int at,
      int first,
      int last,
      int depth,
      float[] packed,
      int panelAt,
      float[] out,
      int outAt) {
    if (wide(v) == 2) {
      VectorTiles.sweep2(
          scratch,
          at,
          slots,
          geometry.kernelHeight(),
          first,
          last,
          depth,
          packed,
          panelAt,
          scratch,
          v * LANES,
          0,
          out,
          outAt + v * LANES,
          places,
          1,
          false,
          true,
          VectorLanes.first(LANES));
    } else {
      VectorTiles.sweep1(
          scratch,
          at,
          slots,
          geometry.kernelHeight(),
          first,
          last,
          depth,
          packed,
          panelAt,
          scratch,
          v * LANES,
          0,
          out,
          outAt + v * LANES,
          places,
          1,
          false,
          true,
          VectorLanes.first(LANES));
    }
  }

  /**
   * Patches of output rows {@code from} to {@code to} - 1, [output row][column][kernel row], zeros
   * where there is no input: a value that is not a number would spoil a neighbour through its zero
   * weight.
   */
  private void copy(float[] input, int inputAt, int from, int to, float[] scratch, int patchAt) {
    VectorWindow w = window;
    int height = w.kernelHeight;
    int left = Math.min(columns, Math.max(0, -w.firstColumn));
    int right = Math.max(left, Math.min(columns, w.sourceWidth - w.firstColumn));
    for (int p = from; p < to; p++) {
      int row = patchAt + (p - from) * rowLength();
      Arrays.fill(scratch, row, row + left * height, 0f);
      Arrays.fill(scratch, row + right * height, row + rowLength(), 0f);
      for (int r = 0; r < height; r++) {
        int h = w.firstRow + p * w.rowStep + r;
        int at = row + left * height + r;
        if (h < 0 || h >= w.sourceHeight) {
          zeros(scratch, at, height, right - left);
        } else {
          int source = inputAt + h * w.sourceWidth + w.firstColumn + left;
          column(input, source, scratch, at, height, right - left);
        }
      }
    }
  }

  private static void zeros(float[] to, int toAt, int step, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i * step] = 0f;
    }
  }

  private static void column(float[] from, int fromAt, float[] to, int toAt, int step, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i * step] = from[fromAt + i];
    }
  }
}
