package dev.tamis.data.corruption;

/** An image as numbers, 0 to 1 unless something went over the edge; channels last. */
final class Picture {
  private static final float MAX_PIXEL = 255;
  private static final double PUBLISHED_SIDE = 32;

  // ITU-R BT.601 luma.
  private static final float RED_WEIGHT = 0.299f;
  private static final float GREEN_WEIGHT = 0.587f;
  private static final float BLUE_WEIGHT = 0.114f;

  final int height;
  final int width;
  final int channels;
  final float[] values;

  Picture(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.values = new float[height * width * channels];
  }

  static Picture of(byte[] pixels, int height, int width, int channels) {
    Picture picture = new Picture(height, width, channels);
    for (int i = 0; i < pixels.length; i++) {
      picture.values[i] = (pixels[i] & 0xff) / MAX_PIXEL;
    }
    return picture;
  }

  /** A black picture of this size. */
  Picture blank() {
    return new Picture(height, width, channels);
  }

  /** Clipped to 0..255 and rounded. */
  byte[] toBytes() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) Math.round(Math.min(1, Math.max(0, values[i])) * MAX_PIXEL);
    }
    return bytes;
  }

  /** What published lengths are multiplied with: 1 up to 32 pixels, then growing with the side. */
  double scale() {
    return Math.max(1, Math.min(height, width) / PUBLISHED_SIDE);
  }

  /** The first value of a pixel, with the picture mirrored at its border pixels. */
  int mirrored(int h, int w) {
    return (mirror(h, height) * width + mirror(w, width)) * channels;
  }

  private static int mirror(int i, int size) {
    if (i >= 0 && i < size) {
      return i;
    }
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int within = Math.floorMod(i, period);
    return Math.min(within, period - within);
  }

  /** The bilinear value between pixels, mirrored at the border. */
  float between(double h, double w, int channel) {
    int top = (int) Math.floor(h);
    int left = (int) Math.floor(w);
    float down = (float) (h - top);
    float right = (float) (w - left);
    float upperLeft = values[mirrored(top, left) + channel];
    float upperRight = values[mirrored(top, left + 1) + channel];
    float lowerLeft = values[mirrored(top + 1, left) + channel];
    float lowerRight = values[mirrored(top + 1, left + 1) + channel];
    float upper = upperLeft + (upperRight - upperLeft) * right;
    float lower = lowerLeft + (lowerRight - lowerLeft) * right;
    return upper + (lower - upper) * down;
  }

  /** The brightness of pixel number {@code i}. */
  float luma(int i) {
    return channels == 1
        ? values[i]
        : RED_WEIGHT * values[3 * i]
            + GREEN_WEIGHT * values[3 * i + 1]
            + BLUE_WEIGHT * values[3 * i + 2];
  }

  /** Enlarged about its centre, bilinear; its size stays. */
  Picture zoomed(double factor) {
    Picture zoomed = blank();
    double centreH = (height - 1) / 2.0;
    double centreW = (width - 1) / 2.0;
    int next = 0;
    for (int h = 0; h < height; h++) {
      for (int w = 0; w < width; w++) {
        for (int c = 0; c < channels; c++) {
          double fromH = centreH + (h - centreH) / factor;
          zoomed.values[next++] = between(fromH, centreW + (w - centreW) / factor, c);
        }
      }
    }
    return zoomed;
  }

  /**
   * Every pixel replaced by a weighted sum of its neighbours, mirrored at the border.
   *
   * @param kernel odd x odd weights, row by row
   * @param spacing pixels from one weight to the next
   */
  Picture convolved(float[] kernel, int kernelHeight, int kernelWidth, int spacing) {
    Picture sums = blank();
    int next = 0;
    for (int h = 0; h < height; h++) {
      for (int w = 0; w < width; w++) {
        for (int r = 0; r < kernelHeight; r++) {
          for (int s = 0; s < kernelWidth; s++) {
            int from =
                mirrored(h + (r - kernelHeight / 2) * spacing, w + (s - kernelWidth / 2) * spacing);
            for (int c = 0; c < channels; c++) {
              sums.values[next + c] += kernel[r * kernelWidth + s] * values[from + c];
            }
          }
        }
        next += channels;
      }
    }
    return sums;
  }

  /** Smoothed with a Gaussian of a standard deviation in pixels, cut off at so many pixels. */
  Picture smoothed(double sigma, int radius) {
    float[] kernel = gaussian(sigma, radius);
    return convolved(kernel, 1, kernel.length, 1).convolved(kernel, kernel.length, 1, 1);
  }

  /** 2 x radius + 1 weights with the sum 1; a sigma of 0 leaves all as it is. */
  static float[] gaussian(double sigma, int radius) {
    float[] weights = new float[2 * radius + 1];
    double sum = 0;
    for (int i = -radius; i <= radius; i++) {
      sum += bell(i, sigma);
    }
    for (int i = -radius; i <= radius; i++) {
      weights[i + radius] = (float) (bell(i, sigma) / sum);
    }
    return weights;
  }

  /** The Gaussian function without its factor. */
  static double bell(double distance, double sigma) {
    if (distance == 0) {
      return 1;
    }
    return StrictMath.exp(-distance * distance / (2 * sigma * sigma));
  }
}
