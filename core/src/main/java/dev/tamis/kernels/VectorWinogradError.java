package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The errors' side of Winograd's F(3x3, 2x2): every 2 x 2 tile e of an error map becomes the 4 x 4
 * tile G e G^T.
 */
final class VectorWinogradError {
  private static final float[] ZEROS = new float[LANES];

  private VectorWinogradError() {}

  /**
   * Transforms rows {@code tileRow} to {@code tileRowEnd} - 1 of tiles of one instance. Value
   * (position 4 * row + column, tile number t, channel number j) goes to toAt + position *
   * positionStep + t * tileStep + j with t = (tr - tileRow) * tileColumns + tc. Where a tile
   * reaches over the last row or column, the error is zero.
   *
   * <p>Whole vectors are read and written. Of fewer channels than lanes, a tile is written beyond
   * its end, then the next over it.
   *
   * @param error holds the instance at {@code errorAt}, of each pixel {@code rows} channels; if
   *     those are fewer than lanes, readable up to a whole vector
   * @param pixelStep floats between pixels
   * @param to has room for a vector behind the last tile of a position
   */
  static void transform(
      float[] error,
      int errorAt,
      int pixelStep,
      int height,
      int width,
      int rows,
      int tileRow,
      int tileRowEnd,
      int tileColumns,
      float[] to,
      int toAt,
      int positionStep,
      int tileStep) {
    int whole = width / 2;
    for (int tr = tileRow; tr < tileRowEnd; tr++) {
      boolean below = 2 * tr + 1 < height;
      float[] bottomRow = below ? error : ZEROS;
      int bottomStep = below ? pixelStep : 0;
      int rowTo = toAt + (tr - tileRow) * tileColumns * tileStep;
      for (int j = 0; j < rows; j += LANES) {
        // The last vector overlaps the one before it.
        int lane = Math.max(0, Math.min(j, rows - LANES));
        int top = errorAt + 2 * tr * width * pixelStep + lane;
        int bottom = below ? top + width * pixelStep : 0;
        tile1Row(
            error,
            top,
            pixelStep,
            bottomRow,
            bottom,
            bottomStep,
            whole,
            to,
            rowTo + lane,
            positionStep,
            tileStep);
        if (whole < tileColumns) {
          tile1Edge(
              error,
              top + 2 * whole * pixelStep,
              bottomRow,
              bottom + 2 * whole * bottomStep,
              to,
              rowTo + whole * tileStep + lane,
              positionStep);
        }
      }
    }
  }

  /** Whole tiles of a row, one vector of channels. */
  static void tile1Row(
      float[] top,
      int topAt,
      int topStep,
      float[] bottom,
      int bottomAt,
      int bottomStep,
      int tiles,
      float[] to,
      int toAt,
      int positionStep,
      int tileStep) {
    for (int t = 0; t < tiles; t++) {
      int upper = topAt + 2 * t * topStep;
      int lower = bottomAt + 2 * t * bottomStep;
      FloatVector r0a = FloatVector.fromArray(SPECIES, top, upper);
      FloatVector r0b = FloatVector.fromArray(SPECIES, top, upper + topStep);
      FloatVector r3a = FloatVector.fromArray(SPECIES, bottom, lower);
      FloatVector r3b = FloatVector.fromArray(SPECIES, bottom, lower + bottomStep);
      FloatVector ha = r0a.mul(0.5f);
      FloatVector hb = r0b.mul(0.5f);
      FloatVector la = r3a.mul(0.5f);
      FloatVector lb = r3b.mul(0.5f);
      FloatVector r1a = ha.add(la);
      FloatVector r1b = hb.add(lb);
      FloatVector r2a = ha.sub(la);
      FloatVector r2b = hb.sub(lb);
      FloatVector h1a = r1a.mul(0.5f);
      FloatVector h1b = r1b.mul(0.5f);
      FloatVector h2a = r2a.mul(0.5f);
      FloatVector h2b = r2b.mul(0.5f);
      int q0 = toAt + t * tileStep;
      r0a.intoArray(to, q0);
      ha.add(hb).intoArray(to, q0 + positionStep);
      ha.sub(hb).intoArray(to, q0 + 2 * positionStep);
      r0b.intoArray(to, q0 + 3 * positionStep);
      int q1 = q0 + 4 * positionStep;
      r1a.intoArray(to, q1);
      h1a.add(h1b).intoArray(to, q1 + positionStep);
      h1a.sub(h1b).intoArray(to, q1 + 2 * positionStep);
      r1b.intoArray(to, q1 + 3 * positionStep);
      int q2 = q1 + 4 * positionStep;
      r2a.intoArray(to, q2);
      h2a.add(h2b).intoArray(to, q2 + positionStep);
      h2a.sub(h2b).intoArray(to, q2 + 2 * positionStep);
      r2b.intoArray(to, q2 + 3 * positionStep);
      int q3 = q2 + 4 * positionStep;
      r3a.intoArray(to, q3);
      la.add(lb).intoArray(to, q3 + positionStep);
      la.sub(lb).intoArray(to, q3 + 2 * positionStep);
      r3b.intoArray(to, q3 + 3 * positionStep);
    }
  }

  /** The last tile of a row of odd length: its right column is zero. */
  static void tile1Edge(
      float[] top,
      int topAt,
      float[] bottom,
      int bottomAt,
      float[] to,
      int toAt,
      int positionStep) {
    FloatVector r0 = FloatVector.fromArray(SPECIES, top, topAt);
    FloatVector r3 = FloatVector.fromArray(SPECIES, bottom, bottomAt);
    FloatVector h = r0.mul(0.5f);
    FloatVector l = r3.mul(0.5f);
    FloatVector r1 = h.add(l);
    FloatVector r2 = h.sub(l);
    FloatVector zero = FloatVector.zero(SPECIES);
    int q0 = toAt;
    r0.intoArray(to, q0);
    h.intoArray(to, q0 + positionStep);
    h.intoArray(to, q0 + 2 * positionStep);
    zero.intoArray(to, q0 + 3 * positionStep);
    int q1 = q0 + 4 * positionStep;
    FloatVector h1 = r1.mul(0.5f);
    r1.intoArray(to, q1);
    h1.intoArray(to, q1 + positionStep);
    h1.intoArray(to, q1 + 2 * positionStep);
    zero.intoArray(to, q1 + 3 * positionStep);
    int q2 = q1 + 4 * positionStep;
    FloatVector h2 = r2.mul(0.5f);
    r2.intoArray(to, q2);
    h2.intoArray(to, q2 + positionStep);
    h2.intoArray(to, q2 + 2 * positionStep);
    zero.intoArray(to, q2 + 3 * positionStep);
    int q3 = q2 + 4 * positionStep;
    r3.intoArray(to, q3);
    l.intoArray(to, q3 + positionStep);
    l.intoArray(to, q3 + 2 * positionStep);
    zero.intoArray(to, q3 + 3 * positionStep);
  }
}
