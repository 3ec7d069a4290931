package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of {@link VectorWinogradWeights}: sums[row][lane] += sum over tiles t of e[t][row]
 * * a[t][lane], for two vectors of input channels, or for one vector at two positions: a tile needs
 * so many independent sums that none is waited for. Each is a method of its own, as in {@link
 * VectorTiles}.
 */
final class VectorWinogradTiles {
  private static final int MOST_ROWS = VectorLanes.MANY_REGISTERS ? 8 : 4;

  private VectorWinogradTiles() {}

  /**
   * All input channels against all rows, at 16 positions.
   *
   * @param a transformed input, [position][t][channel]
   * @param aStep floats between tiles and between rows of sums: whole vectors
   * @param e transformed errors, [position][t][row]
   */
  static void sweep(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int rows,
      float[] sums,
      int sumsAt,
      int sumsPosition) {
    for (int position = 0; position < 16; position += 2) {
      int lane = 0;
      for (; lane + 2 * LANES <= aStep; lane += 2 * LANES) {
        for (int i = position; i < position + 2; i++) {
          rows2(
              a,
              aAt + i * aPosition + lane,
              aStep,
              count,
              e,
              eAt + i * ePosition,
              rows,
              sums,
              sumsAt + i * sumsPosition + lane);
        }
      }
      if (lane < aStep) {
        rows1(
            a,
            aAt + position * aPosition + lane,
            aPosition,
            aStep,
            count,
            e,
            eAt + position * ePosition,
            ePosition,
            rows,
            sums,
            sumsAt + position * sumsPosition + lane,
            sumsPosition);
      }
    }
  }

  /** Rows of the next tile: tiles of about the same number of rows, not eight and one. */
  private static int tileRows(int rows) {
    int tiles = (rows + MOST_ROWS - 1) / MOST_ROWS;
    return (rows + tiles - 1) / tiles;
  }

  /** Two vectors of input channels at one position against all rows. */
  private static void rows2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int rows, float[] sums, int sumsAt) {
    int tile;
    for (int row = 0; row < rows; row += tile) {
      tile = tileRows(rows - row);
      int at = sumsAt + row * aStep;
      switch (tile) {
        case 1 -> tile1x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 2 -> tile2x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 3 -> tile3x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 4 -> tile4x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 5 -> tile5x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 6 -> tile6x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        case 7 -> tile7x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
        default -> tile8x2(a, aAt, aStep, count, e, eAt + row, rows, sums, at);
      }
    }
  }

  /** One vector of input channels at two positions against all rows. */
  private static void rows1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int rows, float[] sums, int sumsAt, int sumsPosition) {
    int tile;
    for (int row = 0; row < rows; row += tile) {
      tile = tileRows(rows - row);
      int at = sumsAt + row * aStep;
      switch (tile) {
        case 1 -> tile1x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 2 -> tile2x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 3 -> tile3x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 4 -> tile4x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 5 -> tile5x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 6 -> tile6x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        case 7 -> tile7x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
        default -> tile8x1(a, aAt, aPosition, aStep, count, e, eAt + row, ePosition, rows, sums, at, sumsPosition);
      }
    }
  }

  static void tile8x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * aStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      FloatVector e6 = FloatVector.broadcast(SPECIES, e[error + 6]);
      s60 = e6.fma(a0, s60);
      s61 = e6.fma(a1, s61);
      FloatVector e7 = FloatVector.broadcast(SPECIES, e[error + 7]);
      s70 = e7.fma(a0, s70);
      s71 = e7.fma(a1, s71);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * aStep);
    s61.intoArray(sums, sumsAt + 6 * aStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * aStep);
    s71.intoArray(sums, sumsAt + 7 * aStep + LANES);
  }

  static void tile7x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      FloatVector e6 = FloatVector.broadcast(SPECIES, e[error + 6]);
      s60 = e6.fma(a0, s60);
      s61 = e6.fma(a1, s61);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * aStep);
    s61.intoArray(sums, sumsAt + 6 * aStep + LANES);
  }

  static void tile6x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + LANES);
  }

  static void tile5x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + LANES);
  }

  static void tile4x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + LANES);
  }

  static void tile3x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + LANES);
  }

  static void tile2x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + LANES);
  }

  static void tile1x2(float[] a, int aAt, int aStep, int count, float[] e, int eAt, int eStep, float[] sums, int sumsAt) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
  }

  static void tile8x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + sumsPosition);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep + sumsPosition);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * aStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
      s30 = FloatVector.broadcast(SPECIES, e[error + 3]).fma(a0, s30);
      s31 = FloatVector.broadcast(SPECIES, e[other + 3]).fma(a1, s31);
      s40 = FloatVector.broadcast(SPECIES, e[error + 4]).fma(a0, s40);
      s41 = FloatVector.broadcast(SPECIES, e[other + 4]).fma(a1, s41);
      s50 = FloatVector.broadcast(SPECIES, e[error + 5]).fma(a0, s50);
      s51 = FloatVector.broadcast(SPECIES, e[other + 5]).fma(a1, s51);
      s60 = FloatVector.broadcast(SPECIES, e[error + 6]).fma(a0, s60);
      s61 = FloatVector.broadcast(SPECIES, e[other + 6]).fma(a1, s61);
      s70 = FloatVector.broadcast(SPECIES, e[error + 7]).fma(a0, s70);
      s71 = FloatVector.broadcast(SPECIES, e[other + 7]).fma(a1, s71);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + sumsPosition);
    s60.intoArray(sums, sumsAt + 6 * aStep);
    s61.intoArray(sums, sumsAt + 6 * aStep + sumsPosition);
    s70.intoArray(sums, sumsAt + 7 * aStep);
    s71.intoArray(sums, sumsAt + 7 * aStep + sumsPosition);
  }

  static void tile7x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + sumsPosition);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
      s30 = FloatVector.broadcast(SPECIES, e[error + 3]).fma(a0, s30);
      s31 = FloatVector.broadcast(SPECIES, e[other + 3]).fma(a1, s31);
      s40 = FloatVector.broadcast(SPECIES, e[error + 4]).fma(a0, s40);
      s41 = FloatVector.broadcast(SPECIES, e[other + 4]).fma(a1, s41);
      s50 = FloatVector.broadcast(SPECIES, e[error + 5]).fma(a0, s50);
      s51 = FloatVector.broadcast(SPECIES, e[other + 5]).fma(a1, s51);
      s60 = FloatVector.broadcast(SPECIES, e[error + 6]).fma(a0, s60);
      s61 = FloatVector.broadcast(SPECIES, e[other + 6]).fma(a1, s61);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + sumsPosition);
    s60.intoArray(sums, sumsAt + 6 * aStep);
    s61.intoArray(sums, sumsAt + 6 * aStep + sumsPosition);
  }

  static void tile6x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
      s30 = FloatVector.broadcast(SPECIES, e[error + 3]).fma(a0, s30);
      s31 = FloatVector.broadcast(SPECIES, e[other + 3]).fma(a1, s31);
      s40 = FloatVector.broadcast(SPECIES, e[error + 4]).fma(a0, s40);
      s41 = FloatVector.broadcast(SPECIES, e[other + 4]).fma(a1, s41);
      s50 = FloatVector.broadcast(SPECIES, e[error + 5]).fma(a0, s50);
      s51 = FloatVector.broadcast(SPECIES, e[other + 5]).fma(a1, s51);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * aStep);
    s51.intoArray(sums, sumsAt + 5 * aStep + sumsPosition);
  }

  static void tile5x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
      s30 = FloatVector.broadcast(SPECIES, e[error + 3]).fma(a0, s30);
      s31 = FloatVector.broadcast(SPECIES, e[other + 3]).fma(a1, s31);
      s40 = FloatVector.broadcast(SPECIES, e[error + 4]).fma(a0, s40);
      s41 = FloatVector.broadcast(SPECIES, e[other + 4]).fma(a1, s41);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * aStep);
    s41.intoArray(sums, sumsAt + 4 * aStep + sumsPosition);
  }

  static void tile4x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
      s30 = FloatVector.broadcast(SPECIES, e[error + 3]).fma(a0, s30);
      s31 = FloatVector.broadcast(SPECIES, e[other + 3]).fma(a1, s31);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * aStep);
    s31.intoArray(sums, sumsAt + 3 * aStep + sumsPosition);
  }

  static void tile3x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
      s20 = FloatVector.broadcast(SPECIES, e[error + 2]).fma(a0, s20);
      s21 = FloatVector.broadcast(SPECIES, e[other + 2]).fma(a1, s21);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * aStep);
    s21.intoArray(sums, sumsAt + 2 * aStep + sumsPosition);
  }

  static void tile2x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + aStep + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
      s10 = FloatVector.broadcast(SPECIES, e[error + 1]).fma(a0, s10);
      s11 = FloatVector.broadcast(SPECIES, e[other + 1]).fma(a1, s11);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
    s10.intoArray(sums, sumsAt + aStep);
    s11.intoArray(sums, sumsAt + aStep + sumsPosition);
  }

  static void tile1x1(float[] a, int aAt, int aPosition, int aStep, int count, float[] e, int eAt, int ePosition, int eStep, float[] sums, int sumsAt, int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + aPosition);
      int other = error + ePosition;
      s00 = FloatVector.broadcast(SPECIES, e[error]).fma(a0, s00);
      s01 = FloatVector.broadcast(SPECIES, e[other]).fma(a1, s01);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + sumsPosition);
  }
}
