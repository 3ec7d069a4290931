package dev.tamis.data.corruption;

/** Sensor noise, value by value. */
final class Noise {
  private static final double[] GAUSSIAN_DEVIATION = {0.04, 0.06, 0.08, 0.09, 0.10};
  private static final double[] PHOTONS_FOR_WHITE = {500, 250, 100, 75, 50};
  private static final double[] IMPULSE_RATIO = {0.01, 0.02, 0.03, 0.05, 0.07};

  private Noise() {}

  static Picture gaussian(Picture picture, int level, Draws draws) {
    for (int i = 0; i < picture.values.length; i++) {
      picture.values[i] += (float) (GAUSSIAN_DEVIATION[level] * draws.gaussian());
    }
    return picture;
  }

  static Picture shot(Picture picture, int level, Draws draws) {
    double white = PHOTONS_FOR_WHITE[level];
    for (int i = 0; i < picture.values.length; i++) {
      picture.values[i] = (float) (draws.poisson(picture.values[i] * white) / white);
    }
    return picture;
  }

  static Picture impulse(Picture picture, int level, Draws draws) {
    double ratio = IMPULSE_RATIO[level];
    for (int i = 0; i < picture.values.length; i++) {
      double draw = draws.uniform(0, 1);
      if (draw < ratio) {
        picture.values[i] = draw < ratio / 2 ? 0 : 1;
      }
    }
    return picture;
  }
}
