package dev.tamis.data.corruption;

import java.util.Arrays;

/**
 * A map of heights by the diamond-square algorithm (Fournier, Fussell, Carpenter 1982) on a square
 * that wraps around: 0 is its lowest point and 1 its highest.
 */
final class PlasmaFractal {
  private final int side;
  private final double[] heights;

  /**
   * Grows a map.
   *
   * @param minSide the map has at least so many rows and columns
   * @param decay roughness from one size of features to half of it falls by its square
   */
  PlasmaFractal(int minSide, double decay, Draws draws) {
    this.side = Math.max(2, Integer.highestOneBit(Math.max(1, minSide - 1)) << 1);
    this.heights = new double[side * side];
    double roughness = 1;
    for (int step = side; step >= 2; step /= 2) {
      int half = step / 2;
      for (int h = half; h < side; h += step) {
        for (int w = half; w < side; w += step) {
          set(h, w, squareMean(h, w, half) + draws.uniform(-roughness, roughness));
        }
      }
      for (int h = 0; h < side; h += half) {
        for (int w = h % step == 0 ? half : 0; w < side; w += step) {
          set(h, w, diamondMean(h, w, half) + draws.uniform(-roughness, roughness));
        }
      }
      roughness /= decay * decay;
    }
    stretch();
  }

  private double squareMean(int h, int w, int half) {
    return (at(h - half, w - half)
            + at(h - half, w + half)
            + at(h + half, w - half)
            + at(h + half, w + half))
        / 4;
  }

  private double diamondMean(int h, int w, int half) {
    return (at(h - half, w) + at(h + half, w) + at(h, w - half) + at(h, w + half)) / 4;
  }

  private void stretch() {
    double low = Arrays.stream(heights).min().orElseThrow();
    double high = Arrays.stream(heights).max().orElseThrow();
    for (int i = 0; i < heights.length; i++) {
      heights[i] = (heights[i] - low) / (high - low);
    }
  }

  /** The height at a place; the map repeats in all directions. */
  double at(int h, int w) {
    return heights[(h & (side - 1)) * side + (w & (side - 1))];
  }

  private void set(int h, int w, double height) {
    heights[h * side + w] = height;
  }
}
