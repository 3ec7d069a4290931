package dev.tamis.data.corruption;

/** What processing and compression do. */
final class Digital {
  private static final float[] CONTRAST = {0.75f, 0.5f, 0.4f, 0.3f, 0.15f};
  private static final double[] PIXELATE_RATIO = {0.95, 0.9, 0.85, 0.75, 0.65};
  private static final int[] JPEG_QUALITY = {80, 65, 58, 50, 40};

  // In parts of the shorter side.
  private static final double[] ELASTIC_DISPLACEMENT = {0, 0.05, 0.08, 0.1, 0.1};
  private static final double[] ELASTIC_SIGMA = {0, 0.2, 0.06, 0.04, 0.03};
  private static final double[] ELASTIC_AFFINE = {0.08, 0.07, 0.06, 0.05, 0.03};
  private static final int TRUNCATION = 3;

  private Digital() {}

  static Picture contrast(Picture picture, int level, Draws draws) {
    int pixels = picture.height * picture.width;
    for (int c = 0; c < picture.channels; c++) {
      double sum = 0;
      for (int i = c; i < picture.values.length; i += picture.channels) {
        sum += picture.values[i];
      }
      float mean = (float) (sum / pixels);
      for (int i = c; i < picture.values.length; i += picture.channels) {
        picture.values[i] = mean + (picture.values[i] - mean) * CONTRAST[level];
      }
    }
    return picture;
  }

  static Picture elastic(Picture picture, int level, Draws draws) {
    int side = Math.min(picture.height, picture.width);
    double[] affine = randomAffine(picture, ELASTIC_AFFINE[level] * side, draws);
    double sigma = ELASTIC_SIGMA[level] * side;
    double displacement = ELASTIC_DISPLACEMENT[level] * side;
    Picture shiftsW = displacements(picture, sigma, draws);
    Picture shiftsH = displacements(picture, sigma, draws);
    Picture turned = picture.blank();
    Picture stretched = picture.blank();
    int next = 0;
    for (int h = 0; h < picture.height; h++) {
      for (int w = 0; w < picture.width; w++) {
        double fromW = affine[0] * w + affine[1] * h + affine[2];
        double fromH = affine[3] * w + affine[4] * h + affine[5];
        for (int c = 0; c < picture.channels; c++) {
          turned.values[next++] = picture.between(fromH, fromW, c);
        }
      }
    }
    next = 0;
    for (int i = 0; i < picture.height * picture.width; i++) {
      int h = i / picture.width;
      double fromH = h + displacement * shiftsH.values[i];
      double fromW = i % picture.width + displacement * shiftsW.values[i];
      for (int c = 0; c < picture.channels; c++) {
        stretched.values[next++] = turned.between(fromH, fromW, c);
      }
    }
    return stretched;
  }

  private static Picture displacements(Picture picture, double sigma, Draws draws) {
    Picture shifts = new Picture(picture.height, picture.width, 1);
    for (int i = 0; i < shifts.values.length; i++) {
      shifts.values[i] = (float) draws.uniform(-1, 1);
    }
    return shifts.smoothed(sigma, (int) Math.ceil(TRUNCATION * sigma));
  }

  /**
   * The map that moves three corners of a square about the centre, a third of the side away from
   * it, by up to {@code jitter} pixels in each direction.
   *
   * @return two rows of factor of w, factor of h, constant: first for w, then for h
   */
  private static double[] randomAffine(Picture picture, double jitter, Draws draws) {
    int reach = Math.max(1, Math.min(picture.height, picture.width) / 3);
    double[] w = {reach, reach, -reach};
    double[] h = {reach, -reach, -reach};
    int centreW = picture.width / 2;
    int centreH = picture.height / 2;
    double[] toW = new double[3];
    double[] toH = new double[3];
    for (int corner = 0; corner < 3; corner++) {
      toW[corner] = w[corner] + draws.uniform(-jitter, jitter);
      toH[corner] = h[corner] + draws.uniform(-jitter, jitter);
    }
    double[] map = new double[6];
    solve(toW, w, h, map, 0);
    solve(toH, w, h, map, 3);
    map[2] += centreW - map[0] * centreW - map[1] * centreH;
    map[5] += centreH - map[3] * centreW - map[4] * centreH;
    return map;
  }

  /** The plane through three corners (reach, reach), (reach, -reach), (-reach, -reach). */
  private static void solve(double[] to, double[] w, double[] h, double[] map, int at) {
    map[at] = (to[1] - to[2]) / (w[1] - w[2]);
    map[at + 1] = (to[0] - to[1]) / (h[0] - h[1]);
    map[at + 2] = to[0] - map[at] * w[0] - map[at + 1] * h[0];
  }

  static Picture pixelate(Picture picture, int level, Draws draws) {
    double ratio = PIXELATE_RATIO[level];
    int rows = Math.max(1, (int) (picture.height * ratio));
    int columns = Math.max(1, (int) (picture.width * ratio));
    Picture small = shrunk(picture, rows, columns);
    int next = 0;
    for (int h = 0; h < picture.height; h++) {
      for (int w = 0; w < picture.width; w++) {
        int from = nearest(h, picture.height, rows) * columns + nearest(w, picture.width, columns);
        for (int c = 0; c < picture.channels; c++) {
          picture.values[next++] = small.values[from * picture.channels + c];
        }
      }
    }
    return picture;
  }

  private static int nearest(int i, int size, int newSize) {
    return (int) ((i + 0.5) * newSize / size);
  }

  /** Every new pixel is the mean over the area it covers. */
  private static Picture shrunk(Picture picture, int rows, int columns) {
    Picture small = new Picture(rows, columns, picture.channels);
    double tall = (double) picture.height / rows;
    double wide = (double) picture.width / columns;
    for (int p = 0; p < rows; p++) {
      for (int q = 0; q < columns; q++) {
        int to = (p * columns + q) * picture.channels;
        for (int h = (int) (p * tall); h < Math.min(picture.height, (p + 1) * tall); h++) {
          double part = overlap(h, p * tall, (p + 1) * tall);
          for (int w = (int) (q * wide); w < Math.min(picture.width, (q + 1) * wide); w++) {
            double area = part * overlap(w, q * wide, (q + 1) * wide) / (tall * wide);
            int from = (h * picture.width + w) * picture.channels;
            for (int c = 0; c < picture.channels; c++) {
              small.values[to + c] += (float) (area * picture.values[from + c]);
            }
          }
        }
      }
    }
    return small;
  }

  private static double overlap(int pixel, double from, double to) {
    return Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));
  }

  static Picture jpeg(Picture picture, int level, Draws draws) {
    return new JpegLoss(JPEG_QUALITY[level]).of(picture);
  }
}
