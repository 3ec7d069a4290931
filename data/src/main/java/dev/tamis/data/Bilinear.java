package dev.tamis.data;

/**
 * Bilinear resizing from one fixed size to another, channels last. Pixel centres lie at half
 * coordinates and the border is repeated; shrinking does not smooth.
 */
final class Bilinear {
  private final int width;
  private final int channels;
  private final Axis rows;
  private final Axis columns;

  Bilinear(int height, int width, int newHeight, int newWidth, int channels) {
    this.width = width;
    this.channels = channels;
    this.rows = new Axis(height, newHeight);
    this.columns = new Axis(width, newWidth);
  }

  /** Resizes the image at {@code sourceOffset} to the one at {@code destinationOffset}. */
  void resize(byte[] source, int sourceOffset, byte[] destination, int destinationOffset) {
    int next = destinationOffset;
    for (int p = 0; p < rows.length(); p++) {
      int upper = sourceOffset + rows.low[p] * width * channels;
      int lower = sourceOffset + rows.high[p] * width * channels;
      for (int q = 0; q < columns.length(); q++) {
        int left = columns.low[q] * channels;
        int right = columns.high[q] * channels;
        for (int c = 0; c < channels; c++) {
          float top = between(source[upper + left + c], source[upper + right + c], columns.part[q]);
          float end = between(source[lower + left + c], source[lower + right + c], columns.part[q]);
          destination[next++] = (byte) Math.round(top + (end - top) * rows.part[p]);
        }
      }
    }
  }

  private static float between(byte from, byte to, float part) {
    int low = from & 0xff;
    return low + ((to & 0xff) - low) * part;
  }

  /** For every output position: the two input positions around it and how far it is past one. */
  private static final class Axis {
    final int[] low;
    final int[] high;
    final float[] part;

    Axis(int size, int newSize) {
      low = new int[newSize];
      high = new int[newSize];
      part = new float[newSize];
      for (int i = 0; i < newSize; i++) {
        double centre = (i + 0.5) * size / newSize - 0.5;
        double clamped = Math.min(Math.max(centre, 0), size - 1.0);
        low[i] = (int) clamped;
        high[i] = Math.min(low[i] + 1, size - 1);
        part[i] = (float) (clamped - low[i]);
      }
    }

    int length() {
      return low.length;
    }
  }
}
