package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the weight gradient: sums[row][lane] += sum over pixels of e[pixel][row] *
 * a[pixel + lane], for R rows (kept output channels) and V vectors of patch elements. As in {@link
 * VectorTiles}, each is a method of its own.
 */
final class VectorWeightTiles {
  private VectorWeightTiles() {}

  /**
   * All patch elements against all rows, over pixels number i to i + count - 1.
   *
   * @param a patches, readable up to a whole vector beyond the last
   * @param slots where the patch of a pixel begins, in units of slotLength
   * @param e errors, pixel i's first
   * @param sums partial sums, each row of whole vectors
   * @param lanes patch elements to work on, rounded up to whole vectors
   */
  static void sweep(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep,
      int rows,
      int lanes) {
    int lane = 0;
    for (; lane + 3 * LANES <= lanes; lane += 3 * LANES) {
      rows3(
          a,
          aAt + lane,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt,
          eStep,
          sums,
          sumsAt + lane,
          rowStep,
          rows);
    }
    if (lane + 2 * LANES <= lanes) {
      rows2(
          a,
          aAt + lane,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt,
          eStep,
          sums,
          sumsAt + lane,
          rowStep,
          rows);
    } else if (lane < lanes) {
      rows1(
          a,
          aAt + lane,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt,
          eStep,
          sums,
          sumsAt + lane,
          rowStep,
          rows);
    }
  }

  /** 3 vectors of patch elements against rows 0 to rows - 1. */
  private static void rows3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep,
      int rows) {
    int row = 0;
    while (row < rows) {
      int tile = tileRows(rows - row);
      int at = sumsAt + row * rowStep;
      switch (tile) {
        case 1 ->
            tile1x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 2 ->
            tile2x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 3 ->
            tile3x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 4 ->
            tile4x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 5 ->
            tile5x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 6 ->
            tile6x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        case 7 ->
            tile7x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
        default ->
            tile8x3(a, aAt, slots, slotLength, i, count, e, eAt + row, eStep, sums, at, rowStep);
      }
      row += tile;
    }
  }

  /**
   * Rows of the next tile of three vectors. What few rows cost is the wait for their sums, so nine
   * are better split into five and four than into eight and one.
   */
  private static int tileRows(int rows) {
    if (!VectorLanes.MANY_REGISTERS) {
      return Math.min(4, rows);
    }
    return rows == 9 ? 5 : Math.min(8, rows);
  }

  /** 2 vectors of patch elements against rows 0 to rows - 1. */
  private static void rows2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep,
      int rows) {
    int row = 0;
    for (; row + 8 <= rows; row += 8) {
      tile8x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    for (; row + 4 <= rows; row += 4) {
      tile4x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    for (; row + 2 <= rows; row += 2) {
      tile2x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    if (row < rows) {
      tile1x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
  }

  /** 1 vector of patch elements against rows 0 to rows - 1. */
  private static void rows1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep,
      int rows) {
    int row = 0;
    for (; row + 8 <= rows; row += 8) {
      tile8x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    for (; row + 4 <= rows; row += 4) {
      tile4x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    for (; row + 2 <= rows; row += 2) {
      tile2x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
    if (row < rows) {
      tile1x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          count,
          e,
          eAt + row,
          eStep,
          sums,
          sumsAt + row * rowStep,
          rowStep);
    }
  }

  static void tile8x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + 2 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + 2 * LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + LANES);
    FloatVector s52 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + 2 * LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep + LANES);
    FloatVector s62 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep + 2 * LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep + LANES);
    FloatVector s72 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      s52 = e5.fma(a2, s52);
      FloatVector e6 = FloatVector.broadcast(SPECIES, e[error + 6]);
      s60 = e6.fma(a0, s60);
      s61 = e6.fma(a1, s61);
      s62 = e6.fma(a2, s62);
      FloatVector e7 = FloatVector.broadcast(SPECIES, e[error + 7]);
      s70 = e7.fma(a0, s70);
      s71 = e7.fma(a1, s71);
      s72 = e7.fma(a2, s72);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * rowStep + 2 * LANES);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s41.intoArray(sums, sumsAt + 4 * rowStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * rowStep + 2 * LANES);
    s50.intoArray(sums, sumsAt + 5 * rowStep);
    s51.intoArray(sums, sumsAt + 5 * rowStep + LANES);
    s52.intoArray(sums, sumsAt + 5 * rowStep + 2 * LANES);
    s60.intoArray(sums, sumsAt + 6 * rowStep);
    s61.intoArray(sums, sumsAt + 6 * rowStep + LANES);
    s62.intoArray(sums, sumsAt + 6 * rowStep + 2 * LANES);
    s70.intoArray(sums, sumsAt + 7 * rowStep);
    s71.intoArray(sums, sumsAt + 7 * rowStep + LANES);
    s72.intoArray(sums, sumsAt + 7 * rowStep + 2 * LANES);
  }

  static void tile7x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + 2 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + 2 * LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + LANES);
    FloatVector s52 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + 2 * LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep + LANES);
    FloatVector s62 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      s52 = e5.fma(a2, s52);
      FloatVector e6 = FloatVector.broadcast(SPECIES, e[error + 6]);
      s60 = e6.fma(a0, s60);
      s61 = e6.fma(a1, s61);
      s62 = e6.fma(a2, s62);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * rowStep + 2 * LANES);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s41.intoArray(sums, sumsAt + 4 * rowStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * rowStep + 2 * LANES);
    s50.intoArray(sums, sumsAt + 5 * rowStep);
    s51.intoArray(sums, sumsAt + 5 * rowStep + LANES);
    s52.intoArray(sums, sumsAt + 5 * rowStep + 2 * LANES);
    s60.intoArray(sums, sumsAt + 6 * rowStep);
    s61.intoArray(sums, sumsAt + 6 * rowStep + LANES);
    s62.intoArray(sums, sumsAt + 6 * rowStep + 2 * LANES);
  }

  static void tile6x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + 2 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + 2 * LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + LANES);
    FloatVector s52 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      s51 = e5.fma(a1, s51);
      s52 = e5.fma(a2, s52);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * rowStep + 2 * LANES);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s41.intoArray(sums, sumsAt + 4 * rowStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * rowStep + 2 * LANES);
    s50.intoArray(sums, sumsAt + 5 * rowStep);
    s51.intoArray(sums, sumsAt + 5 * rowStep + LANES);
    s52.intoArray(sums, sumsAt + 5 * rowStep + 2 * LANES);
  }

  static void tile5x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + 2 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + LANES);
    FloatVector s42 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      s41 = e4.fma(a1, s41);
      s42 = e4.fma(a2, s42);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * rowStep + 2 * LANES);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s41.intoArray(sums, sumsAt + 4 * rowStep + LANES);
    s42.intoArray(sums, sumsAt + 4 * rowStep + 2 * LANES);
  }

  static void tile4x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      s31 = e3.fma(a1, s31);
      s32 = e3.fma(a2, s32);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s32.intoArray(sums, sumsAt + 3 * rowStep + 2 * LANES);
  }

  static void tile3x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      s21 = e2.fma(a1, s21);
      s22 = e2.fma(a2, s22);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s22.intoArray(sums, sumsAt + 2 * rowStep + 2 * LANES);
  }

  static void tile2x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      s11 = e1.fma(a1, s11);
      s12 = e1.fma(a2, s12);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s12.intoArray(sums, sumsAt + rowStep + 2 * LANES);
  }

  static void tile1x3(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      s01 = e0.fma(a1, s01);
      s02 = e0.fma(a2, s02);
    }
    s00.intoArray(sums, sumsAt);
    s01.intoArray(sums, sumsAt + LANES);
    s02.intoArray(sums, sumsAt + 2 * LANES);
  }

  static void tile8x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep + LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep + LANES);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep + LANES);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
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
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s41.intoArray(sums, sumsAt + 4 * rowStep + LANES);
    s50.intoArray(sums, sumsAt + 5 * rowStep);
    s51.intoArray(sums, sumsAt + 5 * rowStep + LANES);
    s60.intoArray(sums, sumsAt + 6 * rowStep);
    s61.intoArray(sums, sumsAt + 6 * rowStep + LANES);
    s70.intoArray(sums, sumsAt + 7 * rowStep);
    s71.intoArray(sums, sumsAt + 7 * rowStep + LANES);
  }

  static void tile4x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep + LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
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
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s21.intoArray(sums, sumsAt + 2 * rowStep + LANES);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s31.intoArray(sums, sumsAt + 3 * rowStep + LANES);
  }

  static void tile2x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
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
    s10.intoArray(sums, sumsAt + rowStep);
    s11.intoArray(sums, sumsAt + rowStep + LANES);
  }

  static void tile1x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + LANES);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
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
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * rowStep);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * rowStep);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * rowStep);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * rowStep);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
      FloatVector e4 = FloatVector.broadcast(SPECIES, e[error + 4]);
      s40 = e4.fma(a0, s40);
      FloatVector e5 = FloatVector.broadcast(SPECIES, e[error + 5]);
      s50 = e5.fma(a0, s50);
      FloatVector e6 = FloatVector.broadcast(SPECIES, e[error + 6]);
      s60 = e6.fma(a0, s60);
      FloatVector e7 = FloatVector.broadcast(SPECIES, e[error + 7]);
      s70 = e7.fma(a0, s70);
    }
    s00.intoArray(sums, sumsAt);
    s10.intoArray(sums, sumsAt + rowStep);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
    s40.intoArray(sums, sumsAt + 4 * rowStep);
    s50.intoArray(sums, sumsAt + 5 * rowStep);
    s60.intoArray(sums, sumsAt + 6 * rowStep);
    s70.intoArray(sums, sumsAt + 7 * rowStep);
  }

  static void tile4x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * rowStep);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * rowStep);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
      FloatVector e2 = FloatVector.broadcast(SPECIES, e[error + 2]);
      s20 = e2.fma(a0, s20);
      FloatVector e3 = FloatVector.broadcast(SPECIES, e[error + 3]);
      s30 = e3.fma(a0, s30);
    }
    s00.intoArray(sums, sumsAt);
    s10.intoArray(sums, sumsAt + rowStep);
    s20.intoArray(sums, sumsAt + 2 * rowStep);
    s30.intoArray(sums, sumsAt + 3 * rowStep);
  }

  static void tile2x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + rowStep);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
      FloatVector e1 = FloatVector.broadcast(SPECIES, e[error + 1]);
      s10 = e1.fma(a0, s10);
    }
    s00.intoArray(sums, sumsAt);
    s10.intoArray(sums, sumsAt + rowStep);
  }

  static void tile1x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int count,
      float[] e,
      int eAt,
      int eStep,
      float[] sums,
      int sumsAt,
      int rowStep) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt);
    for (int j = 0; j < count; j++) {
      int at = aAt + slots[i + j] * slotLength;
      int error = eAt + j * eStep;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, at);
      FloatVector e0 = FloatVector.broadcast(SPECIES, e[error]);
      s00 = e0.fma(a0, s00);
    }
    s00.intoArray(sums, sumsAt);
  }
}
