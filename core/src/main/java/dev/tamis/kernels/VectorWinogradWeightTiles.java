package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of {@link VectorWinogradWeights}: sums[row][lane] += sum over tiles t of e[t][row]
 * * a[t][lane], for four or two vectors of input channels, or for one vector at two positions.
 * About one value is loaded a cycle and two are multiplied, so that a broadcast error should meet
 * several vectors; and a tile needs so many independent sums that none is waited for. Each is a
 * method of its own, as in {@link VectorTiles}.
 */
final class VectorWinogradWeightTiles {
  // Rows of a tile: 32 registers hold 24 sums, 16 of them hold 8.
  private static final int ROWS_OF_4 = VectorLanes.MANY_REGISTERS ? 6 : 2;
  private static final int ROWS_OF_2 = VectorLanes.MANY_REGISTERS ? 12 : 4;
  private static final int ROWS_OF_1 = VectorLanes.MANY_REGISTERS ? 8 : 4;

  private VectorWinogradWeightTiles() {}

  /**
   * All input channels against all rows, at 16 positions.
   *
   * @param a transformed input, [position][t][channel]
   * @param aStep floats between tiles
   * @param e transformed errors, [position][t][row]
   * @param sumsStep floats between rows of sums
   * @param lanes input channels, rounded up to whole vectors
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
      int eStep,
      int rows,
      float[] sums,
      int sumsAt,
      int sumsStep,
      int sumsPosition,
      int lanes) {
    for (int position = 0; position < 16; position += 2) {
      int lane = 0;
      for (int i = position; i < position + 2; i++) {
        lane = 0;
        for (; lane + 4 * LANES <= lanes; lane += 4 * LANES) {
          rows4(
              a,
              aAt + i * aPosition + lane,
              aStep,
              count,
              e,
              eAt + i * ePosition,
              eStep,
              rows,
              sums,
              sumsAt + i * sumsPosition + lane,
              sumsStep);
        }
        if (lane + 2 * LANES <= lanes) {
          rows2(
              a,
              aAt + i * aPosition + lane,
              aStep,
              count,
              e,
              eAt + i * ePosition,
              eStep,
              rows,
              sums,
              sumsAt + i * sumsPosition + lane,
              sumsStep);
          lane += 2 * LANES;
        }
      }
      if (lane < lanes) {
        rows1(
            a,
            aAt + position * aPosition + lane,
            aPosition,
            aStep,
            count,
            e,
            eAt + position * ePosition,
            ePosition,
            eStep,
            rows,
            sums,
            sumsAt + position * sumsPosition + lane,
            sumsStep,
            sumsPosition);
      }
    }
  }

  /** Rows of the next tile: tiles of about the same number of rows, not eight and one. */
  private static int tileRows(int rows, int most) {
    int tiles = (rows + most - 1) / most;
    return (rows + tiles - 1) / tiles;
  }

  /** Four vectors of input channels at one position against all rows. */
  private static void rows4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      int rows,
      float[] sums,
      int sumsAt,
      int sStep) {
    int tile;
    for (int row = 0; row < rows; row += tile) {
      tile = tileRows(rows - row, ROWS_OF_4);
      int at = sumsAt + row * sStep;
      switch (tile) {
        case 1 -> tile1x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 2 -> tile2x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 3 -> tile3x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 4 -> tile4x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 5 -> tile5x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        default -> tile6x4(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
      }
    }
  }

  /** Two vectors of input channels at one position against all rows. */
  private static void rows2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      int rows,
      float[] sums,
      int sumsAt,
      int sStep) {
    int tile;
    for (int row = 0; row < rows; row += tile) {
      tile = tileRows(rows - row, ROWS_OF_2);
      int at = sumsAt + row * sStep;
      switch (tile) {
        case 1 -> tile1x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 2 -> tile2x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 3 -> tile3x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 4 -> tile4x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 5 -> tile5x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 6 -> tile6x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 7 -> tile7x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 8 -> tile8x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 9 -> tile9x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 10 -> tile10x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        case 11 -> tile11x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
        default -> tile12x2(a, aAt, aStep, count, e, eAt + row, eStep, sums, at, sStep);
      }
    }
  }

  /** One vector of input channels at two positions against all rows. */
  private static void rows1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      int rows,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    int tile;
    for (int row = 0; row < rows; row += tile) {
      tile = tileRows(rows - row, ROWS_OF_1);
      int at = sumsAt + row * sStep;
      switch (tile) {
        case 1 ->
            tile1x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 2 ->
            tile2x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 3 ->
            tile3x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 4 ->
            tile4x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 5 ->
            tile5x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 6 ->
            tile6x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        case 7 ->
            tile7x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
        default ->
            tile8x1(
                a,
                aAt,
                aPosition,
                aStep,
                count,
                e,
                eAt + row,
                ePosition,
                eStep,
                sums,
                at,
                sStep,
                sumsPosition);
      }
    }
  }

  static void tile6x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 3 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 2 * LANES);
    FloatVector s33 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 3 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + 2 * LANES);
    FloatVector s43 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + 3 * LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s52 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + 2 * LANES);
    FloatVector s53 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      s13 = e1.fma(a3, s13);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      s23 = e2.fma(a3, s23);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      s33 = e3.fma(a3, s33);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
      s43 = e4.fma(a3, s43);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      s52 = e5.fma(a2, s52);
      s53 = e5.fma(a3, s53);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s12.intoArray(sums, sumsAt + sStep + 2 * LANES);
    s13.intoArray(sums, sumsAt + sStep + 3 * LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * sStep + 2 * LANES);
    s23.intoArray(sums, sumsAt + 2 * sStep + 3 * LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * sStep + 2 * LANES);
    s33.intoArray(sums, sumsAt + 3 * sStep + 3 * LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * sStep + 2 * LANES);
    s43.intoArray(sums, sumsAt + 4 * sStep + 3 * LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s52.intoArray(sums, sumsAt + 5 * sStep + 2 * LANES);
    s53.intoArray(sums, sumsAt + 5 * sStep + 3 * LANES);
  }

  static void tile5x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 3 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 2 * LANES);
    FloatVector s33 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 3 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + 2 * LANES);
    FloatVector s43 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      s13 = e1.fma(a3, s13);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      s23 = e2.fma(a3, s23);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      s33 = e3.fma(a3, s33);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
      s43 = e4.fma(a3, s43);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s12.intoArray(sums, sumsAt + sStep + 2 * LANES);
    s13.intoArray(sums, sumsAt + sStep + 3 * LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * sStep + 2 * LANES);
    s23.intoArray(sums, sumsAt + 2 * sStep + 3 * LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * sStep + 2 * LANES);
    s33.intoArray(sums, sumsAt + 3 * sStep + 3 * LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * sStep + 2 * LANES);
    s43.intoArray(sums, sumsAt + 4 * sStep + 3 * LANES);
  }

  static void tile4x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 3 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 2 * LANES);
    FloatVector s33 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      s13 = e1.fma(a3, s13);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      s23 = e2.fma(a3, s23);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      s33 = e3.fma(a3, s33);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s12.intoArray(sums, sumsAt + sStep + 2 * LANES);
    s13.intoArray(sums, sumsAt + sStep + 3 * LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * sStep + 2 * LANES);
    s23.intoArray(sums, sumsAt + 2 * sStep + 3 * LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * sStep + 2 * LANES);
    s33.intoArray(sums, sumsAt + 3 * sStep + 3 * LANES);
  }

  static void tile3x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 2 * LANES);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      s13 = e1.fma(a3, s13);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      s23 = e2.fma(a3, s23);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s12.intoArray(sums, sumsAt + sStep + 2 * LANES);
    s13.intoArray(sums, sumsAt + sStep + 3 * LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * sStep + 2 * LANES);
    s23.intoArray(sums, sumsAt + 2 * sStep + 3 * LANES);
  }

  static void tile2x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      s13 = e1.fma(a3, s13);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s12.intoArray(sums, sumsAt + sStep + 2 * LANES);
    s13.intoArray(sums, sumsAt + sStep + 3 * LANES);
  }

  static void tile1x4(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + j * aStep;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      s03 = e0.fma(a3, s03);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s03.intoArray(sums, sumsAt + 3 * LANES);
  }

  static void tile12x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + LANES);
    FloatVector s80 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep);
    FloatVector s81 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep + LANES);
    FloatVector s90 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep);
    FloatVector s91 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep + LANES);
    FloatVector s100 = FloatVector.fromArray(SPECIES, sums, sumsAt + 10 * sStep);
    FloatVector s101 = FloatVector.fromArray(SPECIES, sums, sumsAt + 10 * sStep + LANES);
    FloatVector s110 = FloatVector.fromArray(SPECIES, sums, sumsAt + 11 * sStep);
    FloatVector s111 = FloatVector.fromArray(SPECIES, sums, sumsAt + 11 * sStep + LANES);
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
      FloatVector e8 = FloatVector.broadcast(SPECIES, e[error + 8]);
      s80 = e8.fma(a0, s80);
      s81 = e8.fma(a1, s81);
      FloatVector e9 = FloatVector.broadcast(SPECIES, e[error + 9]);
      s90 = e9.fma(a0, s90);
      s91 = e9.fma(a1, s91);
      FloatVector e10 = FloatVector.broadcast(SPECIES, e[error + 10]);
      s100 = e10.fma(a0, s100);
      s101 = e10.fma(a1, s101);
      FloatVector e11 = FloatVector.broadcast(SPECIES, e[error + 11]);
      s110 = e11.fma(a0, s110);
      s111 = e11.fma(a1, s111);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + LANES);
    s80.intoArray(sums, sumsAt + 8 * sStep);
    s81.intoArray(sums, sumsAt + 8 * sStep + LANES);
    s90.intoArray(sums, sumsAt + 9 * sStep);
    s91.intoArray(sums, sumsAt + 9 * sStep + LANES);
    s100.intoArray(sums, sumsAt + 10 * sStep);
    s101.intoArray(sums, sumsAt + 10 * sStep + LANES);
    s110.intoArray(sums, sumsAt + 11 * sStep);
    s111.intoArray(sums, sumsAt + 11 * sStep + LANES);
  }

  static void tile11x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + LANES);
    FloatVector s80 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep);
    FloatVector s81 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep + LANES);
    FloatVector s90 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep);
    FloatVector s91 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep + LANES);
    FloatVector s100 = FloatVector.fromArray(SPECIES, sums, sumsAt + 10 * sStep);
    FloatVector s101 = FloatVector.fromArray(SPECIES, sums, sumsAt + 10 * sStep + LANES);
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
      FloatVector e8 = FloatVector.broadcast(SPECIES, e[error + 8]);
      s80 = e8.fma(a0, s80);
      s81 = e8.fma(a1, s81);
      FloatVector e9 = FloatVector.broadcast(SPECIES, e[error + 9]);
      s90 = e9.fma(a0, s90);
      s91 = e9.fma(a1, s91);
      FloatVector e10 = FloatVector.broadcast(SPECIES, e[error + 10]);
      s100 = e10.fma(a0, s100);
      s101 = e10.fma(a1, s101);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + LANES);
    s80.intoArray(sums, sumsAt + 8 * sStep);
    s81.intoArray(sums, sumsAt + 8 * sStep + LANES);
    s90.intoArray(sums, sumsAt + 9 * sStep);
    s91.intoArray(sums, sumsAt + 9 * sStep + LANES);
    s100.intoArray(sums, sumsAt + 10 * sStep);
    s101.intoArray(sums, sumsAt + 10 * sStep + LANES);
  }

  static void tile10x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + LANES);
    FloatVector s80 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep);
    FloatVector s81 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep + LANES);
    FloatVector s90 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep);
    FloatVector s91 = FloatVector.fromArray(SPECIES, sums, sumsAt + 9 * sStep + LANES);
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
      FloatVector e8 = FloatVector.broadcast(SPECIES, e[error + 8]);
      s80 = e8.fma(a0, s80);
      s81 = e8.fma(a1, s81);
      FloatVector e9 = FloatVector.broadcast(SPECIES, e[error + 9]);
      s90 = e9.fma(a0, s90);
      s91 = e9.fma(a1, s91);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + LANES);
    s80.intoArray(sums, sumsAt + 8 * sStep);
    s81.intoArray(sums, sumsAt + 8 * sStep + LANES);
    s90.intoArray(sums, sumsAt + 9 * sStep);
    s91.intoArray(sums, sumsAt + 9 * sStep + LANES);
  }

  static void tile9x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + LANES);
    FloatVector s80 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep);
    FloatVector s81 = FloatVector.fromArray(SPECIES, sums, sumsAt + 8 * sStep + LANES);
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
      FloatVector e8 = FloatVector.broadcast(SPECIES, e[error + 8]);
      s80 = e8.fma(a0, s80);
      s81 = e8.fma(a1, s81);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + LANES);
    s80.intoArray(sums, sumsAt + 8 * sStep);
    s81.intoArray(sums, sumsAt + 8 * sStep + LANES);
  }

  static void tile8x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + LANES);
  }

  static void tile7x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + LANES);
  }

  static void tile6x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + LANES);
  }

  static void tile5x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + LANES);
  }

  static void tile4x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + LANES);
  }

  static void tile3x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + LANES);
  }

  static void tile2x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + LANES);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + LANES);
  }

  static void tile1x2(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep) {
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

  static void tile8x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + sumsPosition);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + sumsPosition);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + sumsPosition);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + sumsPosition);
    s70.intoArray(sums, sumsAt + 7 * sStep);
    s71.intoArray(sums, sumsAt + 7 * sStep + sumsPosition);
  }

  static void tile7x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + sumsPosition);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + sumsPosition);
    s60.intoArray(sums, sumsAt + 6 * sStep);
    s61.intoArray(sums, sumsAt + 6 * sStep + sumsPosition);
  }

  static void tile6x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + sumsPosition);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + sumsPosition);
    s50.intoArray(sums, sumsAt + 5 * sStep);
    s51.intoArray(sums, sumsAt + 5 * sStep + sumsPosition);
  }

  static void tile5x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + sumsPosition);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + sumsPosition);
    s40.intoArray(sums, sumsAt + 4 * sStep);
    s41.intoArray(sums, sumsAt + 4 * sStep + sumsPosition);
  }

  static void tile4x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
    s30.intoArray(sums, sumsAt + 3 * sStep);
    s31.intoArray(sums, sumsAt + 3 * sStep + sumsPosition);
  }

  static void tile3x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
    s20.intoArray(sums, sumsAt + 2 * sStep);
    s21.intoArray(sums, sumsAt + 2 * sStep + sumsPosition);
  }

  static void tile2x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + sumsPosition);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + sStep + sumsPosition);
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
    s10.intoArray(sums, sumsAt + sStep);
    s11.intoArray(sums, sumsAt + sStep + sumsPosition);
  }

  static void tile1x1(
      float[] a,
      int aAt,
      int aPosition,
      int aStep,
      int count,
      float[] e,
      int eAt,
      int ePosition,
      int eStep,
      float[] sums,
      int sumsAt,
      int sStep,
      int sumsPosition) {
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
