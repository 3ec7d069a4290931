package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles like those of {@link VectorTiles} whose patches need not be consecutive: a table
 * says where each element of a patch lies. It costs a check of bounds at every read, and saves
 * copying every input several times over, which is the larger part of the work where a pixel is a
 * few floats.
 */
final class VectorOffsetTiles {
  private VectorOffsetTiles() {}

  /**
   * Groups first, first + 1, .. last - 1 against a panel of {@code wide} vectors.
   *
   * @param slots where the patch of each group begins
   * @param offsets from there to each element of the patch
   * @param places where the outputs of each group begin
   */
  static void sweep(
      int wide,
      float[] a,
      int aAt,
      int[] slots,
      int last,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int i = 0;
    if (wide == 1) {
      for (; i + 8 <= last; i += 8) {
        tile8x1(
            a, aAt, slots, i, offsets, offsetsAt, depth, panel, panelAt, start, startAt, out, outAt,
            places);
      }
      for (; i < last; i++) {
        tile1x1(
            a, aAt, slots, i, offsets, offsetsAt, depth, panel, panelAt, start, startAt, out, outAt,
            places);
      }
      return;
    }
    for (; VectorLanes.MANY_REGISTERS && i + 8 <= last; i += 8) {
      tile8x2(
          a, aAt, slots, i, offsets, offsetsAt, depth, panel, panelAt, start, startAt, out, outAt,
          places);
    }
    for (; i + 4 <= last; i += 4) {
      tile4x2(
          a, aAt, slots, i, offsets, offsetsAt, depth, panel, panelAt, start, startAt, out, outAt,
          places);
    }
    for (; i < last; i++) {
      tile1x2(
          a, aAt, slots, i, offsets, offsetsAt, depth, panel, panelAt, start, startAt, out, outAt,
          places);
    }
  }

  static void tile8x2(
      float[] a,
      int aAt,
      int[] slots,
      int i,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int a0 = aAt + slots[i];
    int a1 = aAt + slots[i + 1];
    int a2 = aAt + slots[i + 2];
    int a3 = aAt + slots[i + 3];
    int a4 = aAt + slots[i + 4];
    int a5 = aAt + slots[i + 5];
    int a6 = aAt + slots[i + 6];
    int a7 = aAt + slots[i + 7];
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    FloatVector c10 = s0;
    FloatVector c11 = s1;
    FloatVector c20 = s0;
    FloatVector c21 = s1;
    FloatVector c30 = s0;
    FloatVector c31 = s1;
    FloatVector c40 = s0;
    FloatVector c41 = s1;
    FloatVector c50 = s0;
    FloatVector c51 = s1;
    FloatVector c60 = s0;
    FloatVector c61 = s1;
    FloatVector c70 = s0;
    FloatVector c71 = s1;
    for (int k = 0; k < depth; k++) {
      int at = offsets[offsetsAt + k];
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + at]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + at]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    int o0 = outAt + places[i];
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
    int o1 = outAt + places[i + 1];
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES);
    int o2 = outAt + places[i + 2];
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES);
    int o3 = outAt + places[i + 3];
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES);
    int o4 = outAt + places[i + 4];
    c40.intoArray(out, o4);
    c41.intoArray(out, o4 + LANES);
    int o5 = outAt + places[i + 5];
    c50.intoArray(out, o5);
    c51.intoArray(out, o5 + LANES);
    int o6 = outAt + places[i + 6];
    c60.intoArray(out, o6);
    c61.intoArray(out, o6 + LANES);
    int o7 = outAt + places[i + 7];
    c70.intoArray(out, o7);
    c71.intoArray(out, o7 + LANES);
  }

  static void tile4x2(
      float[] a,
      int aAt,
      int[] slots,
      int i,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int a0 = aAt + slots[i];
    int a1 = aAt + slots[i + 1];
    int a2 = aAt + slots[i + 2];
    int a3 = aAt + slots[i + 3];
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    FloatVector c10 = s0;
    FloatVector c11 = s1;
    FloatVector c20 = s0;
    FloatVector c21 = s1;
    FloatVector c30 = s0;
    FloatVector c31 = s1;
    for (int k = 0; k < depth; k++) {
      int at = offsets[offsetsAt + k];
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
    }
    int o0 = outAt + places[i];
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
    int o1 = outAt + places[i + 1];
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES);
    int o2 = outAt + places[i + 2];
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES);
    int o3 = outAt + places[i + 3];
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES);
  }

  static void tile1x2(
      float[] a,
      int aAt,
      int[] slots,
      int i,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int a0 = aAt + slots[i];
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    for (int k = 0; k < depth; k++) {
      int at = offsets[offsetsAt + k];
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
    }
    int o0 = outAt + places[i];
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
  }

  static void tile8x1(
      float[] a,
      int aAt,
      int[] slots,
      int i,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int a0 = aAt + slots[i];
    int a1 = aAt + slots[i + 1];
    int a2 = aAt + slots[i + 2];
    int a3 = aAt + slots[i + 3];
    int a4 = aAt + slots[i + 4];
    int a5 = aAt + slots[i + 5];
    int a6 = aAt + slots[i + 6];
    int a7 = aAt + slots[i + 7];
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    FloatVector c10 = s0;
    FloatVector c20 = s0;
    FloatVector c30 = s0;
    FloatVector c40 = s0;
    FloatVector c50 = s0;
    FloatVector c60 = s0;
    FloatVector c70 = s0;
    for (int k = 0; k < depth; k++) {
      int at = offsets[offsetsAt + k];
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + at]);
      c60 = x6.fma(b0, c60);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + at]);
      c70 = x7.fma(b0, c70);
    }
    int o0 = outAt + places[i];
    c00.intoArray(out, o0);
    int o1 = outAt + places[i + 1];
    c10.intoArray(out, o1);
    int o2 = outAt + places[i + 2];
    c20.intoArray(out, o2);
    int o3 = outAt + places[i + 3];
    c30.intoArray(out, o3);
    int o4 = outAt + places[i + 4];
    c40.intoArray(out, o4);
    int o5 = outAt + places[i + 5];
    c50.intoArray(out, o5);
    int o6 = outAt + places[i + 6];
    c60.intoArray(out, o6);
    int o7 = outAt + places[i + 7];
    c70.intoArray(out, o7);
  }

  static void tile1x1(
      float[] a,
      int aAt,
      int[] slots,
      int i,
      int[] offsets,
      int offsetsAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places) {
    int a0 = aAt + slots[i];
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    for (int k = 0; k < depth; k++) {
      int at = offsets[offsetsAt + k];
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
    }
    int o0 = outAt + places[i];
    c00.intoArray(out, o0);
  }
}
