package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Winograd's F(2x2, 3x3) transform of an image: every 4 x 4 tile d becomes B^T d B, whose 16
 * positions are operands of 16 matrix products.
 *
 * <p>Lanes run over channels. Tiles that lie in the image whole are taken row by row: neighbours
 * share two columns, so that the vertical half of the transform is done once for both. Rows outside
 * of the image are read from a vector of zeros with a step of 0. Columns outside are read from the
 * next one inside and multiplied by 0; where whole tiles or partial vectors would be outside, masks
 * are used, which are slower.
 */
final class VectorWinogradInput {
  private static final float[] ZEROS = new float[LANES];

  private VectorWinogradInput() {}

  /**
   * Transforms rows {@code tileRow} to {@code tileRowEnd} - 1 of tiles. Tile (tr, tc) covers image
   * rows firstRow + 2 * tr and the three after, columns likewise; outside the image is zero. Value
   * (position 4 * row + column, tile number t, channel c) goes to toAt + position * positionStep +
   * t * tileStep + c with t = (tr - tileRow) * tileColumns + tc.
   *
   * @param image holds one instance at {@code imageAt}: [row][column][channel]
   * @param firstRow minus the padding above
   * @param firstColumn minus the padding to the left
   * @param tileColumns tiles of a row
   * @param positionStep best no multiple of 1,024: 16 places that far apart share a set of the
   *     cache
   */
  static void transform(
      float[] image,
      int imageAt,
      int height,
      int width,
      int channels,
      int firstRow,
      int firstColumn,
      int tileRow,
      int tileRowEnd,
      int tileColumns,
      float[] to,
      int toAt,
      int positionStep,
      int tileStep) {
    // Tiles from inner to innerEnd - 1 have their second column in the image, and their first one
    // at
    // most one column outside; all but perhaps the last of them have all columns up to the fourth.
    int inner = Math.min(tileColumns, Math.max(0, -firstColumn / 2));
    int innerEnd = Math.max(inner, Math.min(tileColumns, (width - firstColumn) / 2));
    if (channels < LANES) {
      innerEnd = inner;
    }
    int wholeEnd = Math.max(inner, Math.min(innerEnd, (width - 2 - firstColumn) / 2));
    for (int tr = tileRow; tr < tileRowEnd; tr++) {
      int row = firstRow + 2 * tr;
      boolean in0 = row >= 0 && row < height;
      boolean in1 = row + 1 >= 0 && row + 1 < height;
      boolean in2 = row + 2 >= 0 && row + 2 < height;
      boolean in3 = row + 3 >= 0 && row + 3 < height;
      float[] a0 = in0 ? image : ZEROS;
      float[] a1 = in1 ? image : ZEROS;
      float[] a2 = in2 ? image : ZEROS;
      float[] a3 = in3 ? image : ZEROS;
      int step0 = in0 ? channels : 0;
      int step1 = in1 ? channels : 0;
      int step2 = in2 ? channels : 0;
      int step3 = in3 ? channels : 0;
      int rowTo = toAt + (tr - tileRow) * tileColumns * tileStep;
      for (int c = 0; c < channels; c += LANES) {
        // The last vector overlaps the one before it.
        int lane = Math.max(0, Math.min(c, channels - LANES));
        VectorMask<Float> lanes = VectorLanes.first(channels);
        int at = imageAt + row * width * channels + lane;
        int at0 = in0 ? at : 0;
        int at1 = in1 ? at + width * channels : 0;
        int at2 = in2 ? at + 2 * width * channels : 0;
        int at3 = in3 ? at + 3 * width * channels : 0;
        for (int tc = 0; tc < tileColumns; tc++) {
          int column = firstColumn + 2 * tc;
          if (tc >= inner && tc < innerEnd) {
            boolean whole = tc < wholeEnd;
            int tiles = whole ? wholeEnd - tc : 1;
            tile4Row(
                a0,
                at0 + column * step0,
                step0,
                a1,
                at1 + column * step1,
                step1,
                a2,
                at2 + column * step2,
                step2,
                a3,
                at3 + column * step3,
                step3,
                Math.max(0, -column),
                Math.min(2, width - 1 - column),
                Math.min(3, width - 1 - column),
                tiles,
                to,
                rowTo + tc * tileStep + lane,
                positionStep,
                tileStep);
            tc += tiles - 1;
          } else {
            int tileTo = rowTo + tc * tileStep + lane;
            tile1Edge(
                a0,
                at0,
                step0,
                -1f,
                a2,
                at2,
                step2,
                column,
                width,
                lanes,
                to,
                tileTo,
                positionStep);
            tile1Edge(
                a1,
                at1,
                step1,
                1f,
                a2,
                at2,
                step2,
                column,
                width,
                lanes,
                to,
                tileTo + 4 * positionStep,
                positionStep);
            tile1Edge(
                a2,
                at2,
                step2,
                -1f,
                a1,
                at1,
                step1,
                column,
                width,
                lanes,
                to,
                tileTo + 8 * positionStep,
                positionStep);
            tile1Edge(
                a1,
                at1,
                step1,
                -1f,
                a3,
                at3,
                step3,
                column,
                width,
                lanes,
                to,
                tileTo + 12 * positionStep,
                positionStep);
          }
        }
      }
    }
  }

  /**
   * Tiles of a row, one vector of channels: 24 additions a tile, since a tile finds the vertical
   * half of its first two columns done by the one before.
   *
   * @param first where the first tile's first column is read, in columns from it: not 0 if outside
   * @param third the same for the third column of every tile, not 2 if outside
   * @param fourth the same for the fourth column, not 3 if outside
   */
  static void tile4Row(
      float[] a0,
      int at0,
      int step0,
      float[] a1,
      int at1,
      int step1,
      float[] a2,
      int at2,
      int step2,
      float[] a3,
      int at3,
      int step3,
      int first,
      int third,
      int fourth,
      int tiles,
      float[] to,
      int toAt,
      int positionStep,
      int tileStep) {
    FloatVector factorA = FloatVector.broadcast(SPECIES, first == 0 ? 1f : 0f);
    FloatVector factorC = FloatVector.broadcast(SPECIES, third == 2 ? 1f : 0f);
    FloatVector factorD = FloatVector.broadcast(SPECIES, fourth == 3 ? 1f : 0f);
    FloatVector d0a = FloatVector.fromArray(SPECIES, a0, at0 + first * step0);
    FloatVector d1a = FloatVector.fromArray(SPECIES, a1, at1 + first * step1);
    FloatVector d2a = FloatVector.fromArray(SPECIES, a2, at2 + first * step2);
    FloatVector d3a = FloatVector.fromArray(SPECIES, a3, at3 + first * step3);
    FloatVector v0a = d0a.sub(d2a).mul(factorA);
    FloatVector v1a = d1a.add(d2a).mul(factorA);
    FloatVector v2a = d2a.sub(d1a).mul(factorA);
    FloatVector v3a = d1a.sub(d3a).mul(factorA);
    FloatVector d0b = FloatVector.fromArray(SPECIES, a0, at0 + step0);
    FloatVector d1b = FloatVector.fromArray(SPECIES, a1, at1 + step1);
    FloatVector d2b = FloatVector.fromArray(SPECIES, a2, at2 + step2);
    FloatVector d3b = FloatVector.fromArray(SPECIES, a3, at3 + step3);
    FloatVector v0b = d0b.sub(d2b);
    FloatVector v1b = d1b.add(d2b);
    FloatVector v2b = d2b.sub(d1b);
    FloatVector v3b = d1b.sub(d3b);
    for (int t = 0; t < tiles; t++) {
      FloatVector d0c = FloatVector.fromArray(SPECIES, a0, at0 + (2 * t + third) * step0);
      FloatVector d1c = FloatVector.fromArray(SPECIES, a1, at1 + (2 * t + third) * step1);
      FloatVector d2c = FloatVector.fromArray(SPECIES, a2, at2 + (2 * t + third) * step2);
      FloatVector d3c = FloatVector.fromArray(SPECIES, a3, at3 + (2 * t + third) * step3);
      FloatVector v0c = d0c.sub(d2c).mul(factorC);
      FloatVector v1c = d1c.add(d2c).mul(factorC);
      FloatVector v2c = d2c.sub(d1c).mul(factorC);
      FloatVector v3c = d1c.sub(d3c).mul(factorC);
      FloatVector d0d = FloatVector.fromArray(SPECIES, a0, at0 + (2 * t + fourth) * step0);
      FloatVector d1d = FloatVector.fromArray(SPECIES, a1, at1 + (2 * t + fourth) * step1);
      FloatVector d2d = FloatVector.fromArray(SPECIES, a2, at2 + (2 * t + fourth) * step2);
      FloatVector d3d = FloatVector.fromArray(SPECIES, a3, at3 + (2 * t + fourth) * step3);
      FloatVector v0d = d0d.sub(d2d).mul(factorD);
      FloatVector v1d = d1d.add(d2d).mul(factorD);
      FloatVector v2d = d2d.sub(d1d).mul(factorD);
      FloatVector v3d = d1d.sub(d3d).mul(factorD);
      int q0 = toAt + t * tileStep;
      int q1 = q0 + 4 * positionStep;
      int q2 = q1 + 4 * positionStep;
      int q3 = q2 + 4 * positionStep;
      v0a.sub(v0c).intoArray(to, q0);
      v0b.add(v0c).intoArray(to, q0 + positionStep);
      v0c.sub(v0b).intoArray(to, q0 + 2 * positionStep);
      v0b.sub(v0d).intoArray(to, q0 + 3 * positionStep);
      v1a.sub(v1c).intoArray(to, q1);
      v1b.add(v1c).intoArray(to, q1 + positionStep);
      v1c.sub(v1b).intoArray(to, q1 + 2 * positionStep);
      v1b.sub(v1d).intoArray(to, q1 + 3 * positionStep);
      v2a.sub(v2c).intoArray(to, q2);
      v2b.add(v2c).intoArray(to, q2 + positionStep);
      v2c.sub(v2b).intoArray(to, q2 + 2 * positionStep);
      v2b.sub(v2d).intoArray(to, q2 + 3 * positionStep);
      v3a.sub(v3c).intoArray(to, q3);
      v3b.add(v3c).intoArray(to, q3 + positionStep);
      v3c.sub(v3b).intoArray(to, q3 + 2 * positionStep);
      v3b.sub(v3d).intoArray(to, q3 + 3 * positionStep);
      v0a = v0c;
      v1a = v1c;
      v2a = v2c;
      v3a = v3c;
      v0b = v0d;
      v1b = v1d;
      v2b = v2d;
      v3b = v3d;
    }
  }

  /**
   * One tile whose columns need not be in the image, or whose channels do not fill a vector: one
   * row of its positions, from the sum or difference of two rows. A method for all four rows would
   * be too long for C1, masked loads being what they are.
   */
  static void tile1Edge(
      float[] a,
      int at,
      int step,
      float sign,
      float[] b,
      int bAt,
      int bStep,
      int column,
      int width,
      VectorMask<Float> lanes,
      float[] to,
      int toAt,
      int positionStep) {
    VectorMask<Float> none = VectorLanes.first(0);
    FloatVector factor = FloatVector.broadcast(SPECIES, sign);
    int c0 = Math.min(Math.max(column, 0), width - 1);
    VectorMask<Float> m0 = c0 == column ? lanes : none;
    FloatVector v0 =
        FloatVector.fromArray(SPECIES, b, bAt + c0 * bStep, m0)
            .fma(factor, FloatVector.fromArray(SPECIES, a, at + c0 * step, m0));
    int c1 = Math.min(Math.max(column + 1, 0), width - 1);
    VectorMask<Float> m1 = c1 == column + 1 ? lanes : none;
    FloatVector v1 =
        FloatVector.fromArray(SPECIES, b, bAt + c1 * bStep, m1)
            .fma(factor, FloatVector.fromArray(SPECIES, a, at + c1 * step, m1));
    int c2 = Math.min(Math.max(column + 2, 0), width - 1);
    VectorMask<Float> m2 = c2 == column + 2 ? lanes : none;
    FloatVector v2 =
        FloatVector.fromArray(SPECIES, b, bAt + c2 * bStep, m2)
            .fma(factor, FloatVector.fromArray(SPECIES, a, at + c2 * step, m2));
    int c3 = Math.min(Math.max(column + 3, 0), width - 1);
    VectorMask<Float> m3 = c3 == column + 3 ? lanes : none;
    FloatVector v3 =
        FloatVector.fromArray(SPECIES, b, bAt + c3 * bStep, m3)
            .fma(factor, FloatVector.fromArray(SPECIES, a, at + c3 * step, m3));
    v0.sub(v2).intoArray(to, toAt, lanes);
    v1.add(v2).intoArray(to, toAt + positionStep, lanes);
    v2.sub(v1).intoArray(to, toAt + 2 * positionStep, lanes);
    v1.sub(v3).intoArray(to, toAt + 3 * positionStep, lanes);
  }
}
