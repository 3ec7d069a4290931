package dev.tamis.data.corruption;

/** Lenses out of focus, and movement. */
final class Blur {
  private static final double[] DEFOCUS_RADIUS = {0.3, 0.4, 0.5, 1, 1.5};
  private static final double[] DEFOCUS_SOFTENING = {0.4, 0.5, 0.6, 0.2, 0.1};
  private static final double[] MOTION_RADIUS = {6, 6, 6, 8, 9};
  private static final double[] MOTION_SIGMA = {1, 1.5, 2, 2, 2.5};
  private static final double MOTION_DEGREES = 45;
  private static final int[] ZOOM_PERCENT = {5, 10, 15, 20, 25};

  private Blur() {}

  static Picture defocus(Picture picture, int level, Draws draws) {
    double radius = DEFOCUS_RADIUS[level];
    int reach = (int) radius;
    int side = 2 * reach + 1;
    float[] disk = new float[side * side];
    int inside = 0;
    for (int r = -reach; r <= reach; r++) {
      for (int s = -reach; s <= reach; s++) {
        if (r * r + s * s <= radius * radius) {
          disk[(r + reach) * side + s + reach] = 1;
          inside++;
        }
      }
    }
    for (int i = 0; i < disk.length; i++) {
      disk[i] /= inside;
    }
    float[] softening = Picture.gaussian(DEFOCUS_SOFTENING[level], 1);
    // A larger image spreads the same kernel; triangles fill the gaps between its weights.
    int spacing = (int) Math.round(picture.scale());
    float[] triangle = triangle(spacing);
    return picture
        .convolved(disk, side, side, spacing)
        .convolved(softening, 1, softening.length, spacing)
        .convolved(softening, softening.length, 1, spacing)
        .convolved(triangle, 1, triangle.length, 1)
        .convolved(triangle, triangle.length, 1, 1);
  }

  /** Weights that fall evenly to 0 at a distance, with the sum 1. */
  private static float[] triangle(int distance) {
    float[] weights = new float[2 * distance - 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (distance - Math.abs(i - distance + 1)) / (distance * distance);
    }
    return weights;
  }

  static Picture motion(Picture picture, int level, Draws draws) {
    return moved(
        picture,
        MOTION_RADIUS[level],
        MOTION_SIGMA[level],
        draws.uniform(-MOTION_DEGREES, MOTION_DEGREES));
  }

  /**
   * A trail on one side of every pixel that fades as half a Gaussian.
   *
   * @param radius half the length of the trail in pixels of a 32x32 image
   * @param sigma of the Gaussian, in the same pixels
   * @param degrees direction; 0 is to the right, 90 downwards
   */
  static Picture moved(Picture picture, double radius, double sigma, double degrees) {
    double scale = picture.scale();
    int length = 2 * (int) Math.ceil(radius * scale) + 1;
    double stepH = StrictMath.sin(Math.toRadians(degrees));
    double stepW = StrictMath.cos(Math.toRadians(degrees));
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Picture.bell(i, sigma * scale);
    }
    Picture moved = picture.blank();
    for (int i = 0; i < length; i++) {
      float weight = (float) (Picture.bell(i, sigma * scale) / sum);
      int shiftH = (int) Math.rint(i * stepH);
      int shiftW = (int) Math.rint(i * stepW);
      addShifted(moved, picture, shiftH, shiftW, weight);
    }
    return moved;
  }

  private static void addShifted(
      Picture sums, Picture picture, int shiftH, int shiftW, float weight) {
    int next = 0;
    for (int h = 0; h < picture.height; h++) {
      int fromH = Math.min(Math.max(h + shiftH, 0), picture.height - 1);
      for (int w = 0; w < picture.width; w++) {
        int fromW = Math.min(Math.max(w + shiftW, 0), picture.width - 1);
        int from = (fromH * picture.width + fromW) * picture.channels;
        for (int c = 0; c < picture.channels; c++) {
          sums.values[next++] += weight * picture.values[from + c];
        }
      }
    }
  }

  static Picture zoom(Picture picture, int level, Draws draws) {
    int steps = ZOOM_PERCENT[level];
    Picture sums = picture.blank();
    for (int percent = 0; percent <= steps; percent++) {
      Picture zoomed = picture.zoomed(1 + percent / 100.0);
      for (int i = 0; i < sums.values.length; i++) {
        sums.values[i] += zoomed.values[i];
      }
    }
    // The image itself counts twice, as published.
    for (int i = 0; i < sums.values.length; i++) {
      sums.values[i] = (sums.values[i] + picture.values[i]) / (steps + 2);
    }
    return sums;
  }
}
