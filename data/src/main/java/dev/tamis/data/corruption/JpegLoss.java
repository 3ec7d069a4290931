package dev.tamis.data.corruption;

/**
 * What a baseline JPEG file loses (ITU-T T.81): colour at half resolution, and the cosine
 * coefficients of 8x8 blocks rounded to multiples that the quality gives. The rest of JPEG loses
 * nothing and is left out, so this is the same on every machine.
 */
final class JpegLoss {
  private static final int SIDE = 8;
  private static final float MAX_PIXEL = 255;
  private static final float MID_PIXEL = 128;

  // Tables K.1 and K.2 of the standard.
  private static final int[] LUMA_STEPS = {
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99
  };
  private static final int[] CHROMA_STEPS = {
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99
  };

  /** Row u is the cosine of frequency u, of length 1. */
  private static final double[][] COSINES = cosines();

  private final int[] lumaSteps;
  private final int[] chromaSteps;

  /**
   * The loss at a quality.
   *
   * @param quality 1 to 100, as the Independent JPEG Group's programs count it
   */
  JpegLoss(int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    lumaSteps = scaled(LUMA_STEPS, percent);
    chromaSteps = scaled(CHROMA_STEPS, percent);
  }

  private static int[] scaled(int[] steps, int percent) {
    int[] scaled = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      scaled[i] = Math.min(255, Math.max(1, (steps[i] * percent + 50) / 100));
    }
    return scaled;
  }

  private static double[][] cosines() {
    double[][] rows = new double[SIDE][SIDE];
    for (int u = 0; u < SIDE; u++) {
      double length = Math.sqrt((u == 0 ? 1.0 : 2.0) / SIDE);
      for (int x = 0; x < SIDE; x++) {
        rows[u][x] = length * StrictMath.cos((2 * x + 1) * u * Math.PI / (2 * SIDE));
      }
    }
    return rows;
  }

  Picture of(Picture picture) {
    if (picture.channels == 1) {
      Picture grey = picture.blank();
      for (int i = 0; i < grey.values.length; i++) {
        grey.values[i] = picture.values[i] * MAX_PIXEL;
      }
      quantize(grey, lumaSteps);
      for (int i = 0; i < grey.values.length; i++) {
        grey.values[i] /= MAX_PIXEL;
      }
      return grey;
    }
    Picture luma = new Picture(picture.height, picture.width, 1);
    Picture blue = new Picture(picture.height, picture.width, 1);
    Picture red = new Picture(picture.height, picture.width, 1);
    for (int i = 0; i < luma.values.length; i++) {
      luma.values[i] = picture.luma(i) * MAX_PIXEL;
      red.values[i] = (picture.values[3 * i] * MAX_PIXEL - luma.values[i]) / 1.402f + MID_PIXEL;
      blue.values[i] =
          (picture.values[3 * i + 2] * MAX_PIXEL - luma.values[i]) / 1.772f + MID_PIXEL;
    }
    Picture smallBlue = halved(blue);
    Picture smallRed = halved(red);
    quantize(luma, lumaSteps);
    quantize(smallBlue, chromaSteps);
    quantize(smallRed, chromaSteps);
    return joined(luma, smallBlue, smallRed);
  }

  private static Picture halved(Picture plane) {
    Picture half = new Picture((plane.height + 1) / 2, (plane.width + 1) / 2, 1);
    for (int p = 0; p < half.height; p++) {
      for (int q = 0; q < half.width; q++) {
        int lower = Math.min(2 * p + 1, plane.height - 1);
        int right = Math.min(2 * q + 1, plane.width - 1);
        half.values[p * half.width + q] =
            (plane.values[2 * p * plane.width + 2 * q]
                    + plane.values[2 * p * plane.width + right]
                    + plane.values[lower * plane.width + 2 * q]
                    + plane.values[lower * plane.width + right])
                / 4;
      }
    }
    return half;
  }

  private static Picture joined(Picture luma, Picture smallBlue, Picture smallRed) {
    Picture picture = new Picture(luma.height, luma.width, 3);
    for (int i = 0; i < luma.values.length; i++) {
      double h = centre(i / luma.width, smallBlue.height);
      double w = centre(i % luma.width, smallBlue.width);
      float blue = smallBlue.between(h, w, 0) - MID_PIXEL;
      float red = smallRed.between(h, w, 0) - MID_PIXEL;
      float grey = luma.values[i];
      picture.values[3 * i] = (grey + 1.402f * red) / MAX_PIXEL;
      picture.values[3 * i + 1] = (grey - 0.344136f * blue - 0.714136f * red) / MAX_PIXEL;
      picture.values[3 * i + 2] = (grey + 1.772f * blue) / MAX_PIXEL;
    }
    return picture;
  }

  /** Where a pixel lies in a plane of half the size. */
  private static double centre(int pixel, int halfSize) {
    return Math.min(Math.max((pixel + 0.5) / 2 - 0.5, 0), halfSize - 1.0);
  }

  /** Rounds the coefficients of all blocks; beyond the border the last pixel is repeated. */
  private static void quantize(Picture plane, int[] steps) {
    double[] block = new double[SIDE * SIDE];
    for (int top = 0; top < plane.height; top += SIDE) {
      for (int left = 0; left < plane.width; left += SIDE) {
        for (int i = 0; i < block.length; i++) {
          int h = Math.min(top + i / SIDE, plane.height - 1);
          int w = Math.min(left + i % SIDE, plane.width - 1);
          block[i] = plane.values[h * plane.width + w] - MID_PIXEL;
        }
        double[] coefficients = transformed(block, true);
        for (int i = 0; i < block.length; i++) {
          coefficients[i] = Math.rint(coefficients[i] / steps[i]) * steps[i];
        }
        double[] back = transformed(coefficients, false);
        for (int i = 0; i < block.length; i++) {
          int h = top + i / SIDE;
          int w = left + i % SIDE;
          if (h < plane.height && w < plane.width) {
            double value = Math.rint(back[i] + MID_PIXEL);
            plane.values[h * plane.width + w] = (float) Math.min(MAX_PIXEL, Math.max(0, value));
          }
        }
      }
    }
  }

  /** The two-dimensional cosine transform of a block, or its inverse. */
  private static double[] transformed(double[] block, boolean forward) {
    return along(along(block, forward), forward);
  }

  /** Transforms the rows and turns the block, so that twice is the whole transform. */
  private static double[] along(double[] block, boolean forward) {
    double[] turned = new double[block.length];
    for (int row = 0; row < SIDE; row++) {
      for (int to = 0; to < SIDE; to++) {
        double sum = 0;
        for (int from = 0; from < SIDE; from++) {
          sum += block[row * SIDE + from] * (forward ? COSINES[to][from] : COSINES[from][to]);
        }
        turned[to * SIDE + row] = sum;
      }
    }
    return turned;
  }
}
