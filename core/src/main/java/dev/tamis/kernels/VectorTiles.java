package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Register tiles of the forward product and of error propagation: out[pixel][lane] (+)= start[lane]
 * + sum over k of a[pixel + k] * panel[k][lane], for P pixels and V vectors of lanes.
 *
 * <p>Every tile is a method of its own with one loop, so that the JIT compiles it once, on its own
 * and completely: the same loop inside a larger nest may be compiled on-stack, with its
 * accumulators in memory, and stay so. For the same reason a tile calls nothing but the vector API:
 * a helper that the JIT declines to inline would box every vector. An output's chain of additions
 * is the same in all of them.
 *
 * <p>{@code slots[i]} is where the patch of pixel number i begins, in units of slotLength, {@code
 * places[i]} where its output is, in units of {@code channels}; {@code tail} says which lanes of
 * the last vector exist.
 */
final class VectorTiles {
  private VectorTiles() {}

  /** Pixels first, first + 1, .. last - 1 against a panel of two vectors. */
  static void sweep2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int first,
      int last,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int i = first;
    if (VectorLanes.MANY_REGISTERS) {
      for (; i + 8 <= last; i += 8) {
        tile8x2(
            a,
            aAt,
            slots,
            slotLength,
            i,
            depth,
            panel,
            panelAt,
            start,
            startAt,
            out,
            outAt,
            places,
            channels,
            accumulate,
            tail);
      }
    }
    for (; i + 4 <= last; i += 4) {
      tile4x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
    for (; i + 2 <= last; i += 2) {
      tile2x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
    if (i < last) {
      tile1x2(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
  }

  /** Pixels first, first + 1, .. last - 1 against a panel of one vector. */
  static void sweep1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int first,
      int last,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int i = first;
    if (VectorLanes.MANY_REGISTERS) {
      for (; i + 16 <= last; i += 16) {
        tile16x1(
            a,
            aAt,
            slots,
            slotLength,
            i,
            depth,
            panel,
            panelAt,
            start,
            startAt,
            out,
            outAt,
            places,
            channels,
            accumulate,
            tail);
      }
    }
    for (; i + 8 <= last; i += 8) {
      tile8x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
    for (; i + 4 <= last; i += 4) {
      tile4x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
    for (; i < last; i++) {
      tile1x1(
          a,
          aAt,
          slots,
          slotLength,
          i,
          depth,
          panel,
          panelAt,
          start,
          startAt,
          out,
          outAt,
          places,
          channels,
          accumulate,
          tail);
    }
  }

  static void tile8x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    int a2 = aAt + slots[i + 2] * slotLength;
    int a3 = aAt + slots[i + 3] * slotLength;
    int a4 = aAt + slots[i + 4] * slotLength;
    int a5 = aAt + slots[i + 5] * slotLength;
    int a6 = aAt + slots[i + 6] * slotLength;
    int a7 = aAt + slots[i + 7] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + 1 * LANES);
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
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + 1 * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + k]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + k]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + k]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + k]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    int o2 = outAt + places[i + 2] * channels;
    int o3 = outAt + places[i + 3] * channels;
    int o4 = outAt + places[i + 4] * channels;
    int o5 = outAt + places[i + 5] * channels;
    int o6 = outAt + places[i + 6] * channels;
    int o7 = outAt + places[i + 7] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, out, o0 + LANES, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, out, o1 + LANES, tail));
      c20 = c20.add(FloatVector.fromArray(SPECIES, out, o2));
      c21 = c21.add(FloatVector.fromArray(SPECIES, out, o2 + LANES, tail));
      c30 = c30.add(FloatVector.fromArray(SPECIES, out, o3));
      c31 = c31.add(FloatVector.fromArray(SPECIES, out, o3 + LANES, tail));
      c40 = c40.add(FloatVector.fromArray(SPECIES, out, o4));
      c41 = c41.add(FloatVector.fromArray(SPECIES, out, o4 + LANES, tail));
      c50 = c50.add(FloatVector.fromArray(SPECIES, out, o5));
      c51 = c51.add(FloatVector.fromArray(SPECIES, out, o5 + LANES, tail));
      c60 = c60.add(FloatVector.fromArray(SPECIES, out, o6));
      c61 = c61.add(FloatVector.fromArray(SPECIES, out, o6 + LANES, tail));
      c70 = c70.add(FloatVector.fromArray(SPECIES, out, o7));
      c71 = c71.add(FloatVector.fromArray(SPECIES, out, o7 + LANES, tail));
    }
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES, tail);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES, tail);
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES, tail);
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES, tail);
    c40.intoArray(out, o4);
    c41.intoArray(out, o4 + LANES, tail);
    c50.intoArray(out, o5);
    c51.intoArray(out, o5 + LANES, tail);
    c60.intoArray(out, o6);
    c61.intoArray(out, o6 + LANES, tail);
    c70.intoArray(out, o7);
    c71.intoArray(out, o7 + LANES, tail);
  }

  static void tile4x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    int a2 = aAt + slots[i + 2] * slotLength;
    int a3 = aAt + slots[i + 3] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + 1 * LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    FloatVector c10 = s0;
    FloatVector c11 = s1;
    FloatVector c20 = s0;
    FloatVector c21 = s1;
    FloatVector c30 = s0;
    FloatVector c31 = s1;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + 1 * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + k]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + k]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    int o2 = outAt + places[i + 2] * channels;
    int o3 = outAt + places[i + 3] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, out, o0 + LANES, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, out, o1 + LANES, tail));
      c20 = c20.add(FloatVector.fromArray(SPECIES, out, o2));
      c21 = c21.add(FloatVector.fromArray(SPECIES, out, o2 + LANES, tail));
      c30 = c30.add(FloatVector.fromArray(SPECIES, out, o3));
      c31 = c31.add(FloatVector.fromArray(SPECIES, out, o3 + LANES, tail));
    }
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES, tail);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES, tail);
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES, tail);
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES, tail);
  }

  static void tile2x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + 1 * LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    FloatVector c10 = s0;
    FloatVector c11 = s1;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + 1 * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + k]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, out, o0 + LANES, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, out, o1 + LANES, tail));
    }
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES, tail);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES, tail);
  }

  static void tile1x2(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector s1 = FloatVector.fromArray(SPECIES, start, startAt + 1 * LANES);
    FloatVector c00 = s0;
    FloatVector c01 = s1;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * (2 * LANES) + 1 * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
    }
    int o0 = outAt + places[i] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, out, o0 + LANES, tail));
    }
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES, tail);
  }

  static void tile16x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    int a2 = aAt + slots[i + 2] * slotLength;
    int a3 = aAt + slots[i + 3] * slotLength;
    int a4 = aAt + slots[i + 4] * slotLength;
    int a5 = aAt + slots[i + 5] * slotLength;
    int a6 = aAt + slots[i + 6] * slotLength;
    int a7 = aAt + slots[i + 7] * slotLength;
    int a8 = aAt + slots[i + 8] * slotLength;
    int a9 = aAt + slots[i + 9] * slotLength;
    int a10 = aAt + slots[i + 10] * slotLength;
    int a11 = aAt + slots[i + 11] * slotLength;
    int a12 = aAt + slots[i + 12] * slotLength;
    int a13 = aAt + slots[i + 13] * slotLength;
    int a14 = aAt + slots[i + 14] * slotLength;
    int a15 = aAt + slots[i + 15] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    FloatVector c10 = s0;
    FloatVector c20 = s0;
    FloatVector c30 = s0;
    FloatVector c40 = s0;
    FloatVector c50 = s0;
    FloatVector c60 = s0;
    FloatVector c70 = s0;
    FloatVector c80 = s0;
    FloatVector c90 = s0;
    FloatVector c100 = s0;
    FloatVector c110 = s0;
    FloatVector c120 = s0;
    FloatVector c130 = s0;
    FloatVector c140 = s0;
    FloatVector c150 = s0;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      c00 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, c00);
      c10 = FloatVector.broadcast(SPECIES, a[a1 + k]).fma(b0, c10);
      c20 = FloatVector.broadcast(SPECIES, a[a2 + k]).fma(b0, c20);
      c30 = FloatVector.broadcast(SPECIES, a[a3 + k]).fma(b0, c30);
      c40 = FloatVector.broadcast(SPECIES, a[a4 + k]).fma(b0, c40);
      c50 = FloatVector.broadcast(SPECIES, a[a5 + k]).fma(b0, c50);
      c60 = FloatVector.broadcast(SPECIES, a[a6 + k]).fma(b0, c60);
      c70 = FloatVector.broadcast(SPECIES, a[a7 + k]).fma(b0, c70);
      c80 = FloatVector.broadcast(SPECIES, a[a8 + k]).fma(b0, c80);
      c90 = FloatVector.broadcast(SPECIES, a[a9 + k]).fma(b0, c90);
      c100 = FloatVector.broadcast(SPECIES, a[a10 + k]).fma(b0, c100);
      c110 = FloatVector.broadcast(SPECIES, a[a11 + k]).fma(b0, c110);
      c120 = FloatVector.broadcast(SPECIES, a[a12 + k]).fma(b0, c120);
      c130 = FloatVector.broadcast(SPECIES, a[a13 + k]).fma(b0, c130);
      c140 = FloatVector.broadcast(SPECIES, a[a14 + k]).fma(b0, c140);
      c150 = FloatVector.broadcast(SPECIES, a[a15 + k]).fma(b0, c150);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    int o2 = outAt + places[i + 2] * channels;
    int o3 = outAt + places[i + 3] * channels;
    int o4 = outAt + places[i + 4] * channels;
    int o5 = outAt + places[i + 5] * channels;
    int o6 = outAt + places[i + 6] * channels;
    int o7 = outAt + places[i + 7] * channels;
    int o8 = outAt + places[i + 8] * channels;
    int o9 = outAt + places[i + 9] * channels;
    int o10 = outAt + places[i + 10] * channels;
    int o11 = outAt + places[i + 11] * channels;
    int o12 = outAt + places[i + 12] * channels;
    int o13 = outAt + places[i + 13] * channels;
    int o14 = outAt + places[i + 14] * channels;
    int o15 = outAt + places[i + 15] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1, tail));
      c20 = c20.add(FloatVector.fromArray(SPECIES, out, o2, tail));
      c30 = c30.add(FloatVector.fromArray(SPECIES, out, o3, tail));
      c40 = c40.add(FloatVector.fromArray(SPECIES, out, o4, tail));
      c50 = c50.add(FloatVector.fromArray(SPECIES, out, o5, tail));
      c60 = c60.add(FloatVector.fromArray(SPECIES, out, o6, tail));
      c70 = c70.add(FloatVector.fromArray(SPECIES, out, o7, tail));
      c80 = c80.add(FloatVector.fromArray(SPECIES, out, o8, tail));
      c90 = c90.add(FloatVector.fromArray(SPECIES, out, o9, tail));
      c100 = c100.add(FloatVector.fromArray(SPECIES, out, o10, tail));
      c110 = c110.add(FloatVector.fromArray(SPECIES, out, o11, tail));
      c120 = c120.add(FloatVector.fromArray(SPECIES, out, o12, tail));
      c130 = c130.add(FloatVector.fromArray(SPECIES, out, o13, tail));
      c140 = c140.add(FloatVector.fromArray(SPECIES, out, o14, tail));
      c150 = c150.add(FloatVector.fromArray(SPECIES, out, o15, tail));
    }
    c00.intoArray(out, o0, tail);
    c10.intoArray(out, o1, tail);
    c20.intoArray(out, o2, tail);
    c30.intoArray(out, o3, tail);
    c40.intoArray(out, o4, tail);
    c50.intoArray(out, o5, tail);
    c60.intoArray(out, o6, tail);
    c70.intoArray(out, o7, tail);
    c80.intoArray(out, o8, tail);
    c90.intoArray(out, o9, tail);
    c100.intoArray(out, o10, tail);
    c110.intoArray(out, o11, tail);
    c120.intoArray(out, o12, tail);
    c130.intoArray(out, o13, tail);
    c140.intoArray(out, o14, tail);
    c150.intoArray(out, o15, tail);
  }

  static void tile8x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    int a2 = aAt + slots[i + 2] * slotLength;
    int a3 = aAt + slots[i + 3] * slotLength;
    int a4 = aAt + slots[i + 4] * slotLength;
    int a5 = aAt + slots[i + 5] * slotLength;
    int a6 = aAt + slots[i + 6] * slotLength;
    int a7 = aAt + slots[i + 7] * slotLength;
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
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      c00 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, c00);
      c10 = FloatVector.broadcast(SPECIES, a[a1 + k]).fma(b0, c10);
      c20 = FloatVector.broadcast(SPECIES, a[a2 + k]).fma(b0, c20);
      c30 = FloatVector.broadcast(SPECIES, a[a3 + k]).fma(b0, c30);
      c40 = FloatVector.broadcast(SPECIES, a[a4 + k]).fma(b0, c40);
      c50 = FloatVector.broadcast(SPECIES, a[a5 + k]).fma(b0, c50);
      c60 = FloatVector.broadcast(SPECIES, a[a6 + k]).fma(b0, c60);
      c70 = FloatVector.broadcast(SPECIES, a[a7 + k]).fma(b0, c70);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    int o2 = outAt + places[i + 2] * channels;
    int o3 = outAt + places[i + 3] * channels;
    int o4 = outAt + places[i + 4] * channels;
    int o5 = outAt + places[i + 5] * channels;
    int o6 = outAt + places[i + 6] * channels;
    int o7 = outAt + places[i + 7] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1, tail));
      c20 = c20.add(FloatVector.fromArray(SPECIES, out, o2, tail));
      c30 = c30.add(FloatVector.fromArray(SPECIES, out, o3, tail));
      c40 = c40.add(FloatVector.fromArray(SPECIES, out, o4, tail));
      c50 = c50.add(FloatVector.fromArray(SPECIES, out, o5, tail));
      c60 = c60.add(FloatVector.fromArray(SPECIES, out, o6, tail));
      c70 = c70.add(FloatVector.fromArray(SPECIES, out, o7, tail));
    }
    c00.intoArray(out, o0, tail);
    c10.intoArray(out, o1, tail);
    c20.intoArray(out, o2, tail);
    c30.intoArray(out, o3, tail);
    c40.intoArray(out, o4, tail);
    c50.intoArray(out, o5, tail);
    c60.intoArray(out, o6, tail);
    c70.intoArray(out, o7, tail);
  }

  static void tile4x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    int a1 = aAt + slots[i + 1] * slotLength;
    int a2 = aAt + slots[i + 2] * slotLength;
    int a3 = aAt + slots[i + 3] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    FloatVector c10 = s0;
    FloatVector c20 = s0;
    FloatVector c30 = s0;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      c00 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, c00);
      c10 = FloatVector.broadcast(SPECIES, a[a1 + k]).fma(b0, c10);
      c20 = FloatVector.broadcast(SPECIES, a[a2 + k]).fma(b0, c20);
      c30 = FloatVector.broadcast(SPECIES, a[a3 + k]).fma(b0, c30);
    }
    int o0 = outAt + places[i] * channels;
    int o1 = outAt + places[i + 1] * channels;
    int o2 = outAt + places[i + 2] * channels;
    int o3 = outAt + places[i + 3] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0, tail));
      c10 = c10.add(FloatVector.fromArray(SPECIES, out, o1, tail));
      c20 = c20.add(FloatVector.fromArray(SPECIES, out, o2, tail));
      c30 = c30.add(FloatVector.fromArray(SPECIES, out, o3, tail));
    }
    c00.intoArray(out, o0, tail);
    c10.intoArray(out, o1, tail);
    c20.intoArray(out, o2, tail);
    c30.intoArray(out, o3, tail);
  }

  static void tile1x1(
      float[] a,
      int aAt,
      int[] slots,
      int slotLength,
      int i,
      int depth,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    int a0 = aAt + slots[i] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      c00 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, c00);
    }
    int o0 = outAt + places[i] * channels;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, out, o0, tail));
    }
    c00.intoArray(out, o0, tail);
  }
}
