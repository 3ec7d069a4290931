package dev.tamis.data.corruption;

/** Snow, frost, fog and bright light. */
final class Weather {
  private static final double[] FOG_STRENGTH = {0.2, 0.5, 0.75, 1, 1.5};
  private static final double[] FOG_DECAY = {3, 3, 2.5, 2, 1.75};
  private static final double[] FROST_IMAGE_SHARE = {1, 1, 0.9, 0.85, 0.75};
  private static final double[] FROST_ICE_SHARE = {0.2, 0.3, 0.4, 0.4, 0.45};
  private static final double FROST_DECAY = 1.5;
  private static final double[] ICE_COLOUR = {0.85, 0.93, 1};
  private static final double[] BRIGHTENING = {0.05, 0.1, 0.15, 0.2, 0.3};

  private static final Flakes[] FLAKES = {
    new Flakes(0.1, 0.2, 1, 0.6, 8, 3, 0.95),
    new Flakes(0.1, 0.2, 1, 0.5, 10, 4, 0.9),
    new Flakes(0.15, 0.3, 1.75, 0.55, 10, 4, 0.9),
    new Flakes(0.25, 0.3, 2.25, 0.6, 12, 6, 0.85),
    new Flakes(0.3, 0.3, 1.25, 0.65, 14, 12, 0.8)
  };

  private Weather() {}

  /** Noise of this mean and deviation, enlarged; what is above the threshold falls as a flake. */
  private record Flakes(
      double mean,
      double deviation,
      double zoom,
      double threshold,
      double trailRadius,
      double trailSigma,
      double imageShare) {}

  static Picture snow(Picture picture, int level, Draws draws) {
    Flakes flakes = FLAKES[level];
    Picture layer = fallen(picture, flakes, draws);
    int pixels = picture.height * picture.width;
    for (int i = 0; i < pixels; i++) {
      float whitened = 1.5f * picture.luma(i) + 0.5f;
      float flake = layer.values[i] + layer.values[pixels - 1 - i];
      for (int c = 0; c < picture.channels; c++) {
        int at = i * picture.channels + c;
        float value = picture.values[at];
        double mixed =
            flakes.imageShare * value + (1 - flakes.imageShare) * Math.max(value, whitened);
        picture.values[at] = (float) mixed + flake;
      }
    }
    return picture;
  }

  private static Picture fallen(Picture picture, Flakes flakes, Draws draws) {
    Picture layer = new Picture(picture.height, picture.width, 1);
    for (int i = 0; i < layer.values.length; i++) {
      layer.values[i] = (float) (flakes.mean + flakes.deviation * draws.gaussian());
    }
    Picture enlarged = layer.zoomed(flakes.zoom * picture.scale());
    for (int i = 0; i < enlarged.values.length; i++) {
      float value = enlarged.values[i];
      enlarged.values[i] = value < flakes.threshold ? 0 : Math.min(1, value);
    }
    return Blur.moved(enlarged, flakes.trailRadius, flakes.trailSigma, draws.uniform(45, 135));
  }

  static Picture frost(Picture picture, int level, Draws draws) {
    int side = Math.max(picture.height, picture.width);
    PlasmaFractal plasma = new PlasmaFractal(side, FROST_DECAY, draws);
    int next = 0;
    for (int h = 0; h < picture.height; h++) {
      for (int w = 0; w < picture.width; w++) {
        // Folding at half height turns slopes into the ridges of crystals.
        double ice = 1 - Math.abs(2 * plasma.at(h, w) - 1);
        for (int c = 0; c < picture.channels; c++) {
          double colour = picture.channels == 1 ? 1 : ICE_COLOUR[c];
          picture.values[next] =
              (float)
                  (FROST_IMAGE_SHARE[level] * picture.values[next]
                      + FROST_ICE_SHARE[level] * ice * colour);
          next++;
        }
      }
    }
    return picture;
  }

  static Picture fog(Picture picture, int level, Draws draws) {
    double strength = FOG_STRENGTH[level];
    int side = Math.max(picture.height, picture.width);
    PlasmaFractal plasma = new PlasmaFractal(side, FOG_DECAY[level], draws);
    double brightest = 0;
    for (float value : picture.values) {
      brightest = Math.max(brightest, value);
    }
    double darkening = brightest / (brightest + strength);
    int next = 0;
    for (int h = 0; h < picture.height; h++) {
      for (int w = 0; w < picture.width; w++) {
        double veil = strength * plasma.at(h, w);
        for (int c = 0; c < picture.channels; c++) {
          picture.values[next] = (float) ((picture.values[next] + veil) * darkening);
          next++;
        }
      }
    }
    return picture;
  }

  static Picture brightness(Picture picture, int level, Draws draws) {
    for (int at = 0; at < picture.values.length; at += picture.channels) {
      float value = 0;
      for (int c = 0; c < picture.channels; c++) {
        value = Math.max(value, picture.values[at + c]);
      }
      float raised = (float) Math.min(1, value + BRIGHTENING[level]);
      for (int c = 0; c < picture.channels; c++) {
        picture.values[at + c] = value == 0 ? raised : picture.values[at + c] * raised / value;
      }
    }
    return picture;
  }
}
