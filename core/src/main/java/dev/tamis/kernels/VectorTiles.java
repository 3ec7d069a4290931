package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Register tiles of the forward product and of error propagation: out[pixel][lane] = start[lane] +
 * sum over k of a[pixel + k] * panel[k][lane], for P pixels and V vectors of lanes.
 *
 * <p>Every tile is a method of its own with one loop, so that the JIT compiles it once, on its own
 * and completely: the same loop inside a larger nest may be compiled on-stack, with its
 * accumulators in memory, and stay so. For the same reason a tile calls nothing but the vector API:
 * a helper that the JIT declines to inline would box every vector. An output's chain of additions
 * is the same in all of them.
 *
 * <p>A tile must also be short enough for C1, which inlines the vector API but knows no vectors. If
 * C1 gives up on the profiled form ("out of virtual registers") of a method that already runs in
 * the unprofiled form - what a busy machine starts with - then HotSpot has no way left to C2, and
 * the method stays some 50 times slower until the JVM ends. Masked loads and stores are the longest
 * of all, so tiles have none: what is to be added to the output, or does not fill the last vector,
 * is staged in whole vectors and then brought to its place by put and add.
 *
 * <p>{@code slots[i]} is where the patch of pixel number i begins, in units of slotLength, {@code
 * places[i]} where its output is, in units of {@code channels}; {@code tail} says which lanes of
 * the last vector exist.
 */
final class VectorTiles {
  /** Floats that the sweeps need to stage a tile's outputs. */
  static final int STAGE = 16 * LANES;

  private VectorTiles() {}

  /**
   * Pixels first, first + 1, .. last - 1 against a panel of two vectors.
   *
   * @param start what sums start from at {@code startAt}, room for {@link #STAGE} floats at {@code
   *     stageAt}
   */
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
      int stageAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      boolean full,
      VectorMask<Float> tail) {
    boolean direct = full && !accumulate;
    float[] to = direct ? out : start;
    int toAt = direct ? outAt : stageAt;
    int[] toPlaces = direct ? places : VectorPlan.IDENTITY;
    int toStep = direct ? channels : 2 * LANES;
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
            to,
            toAt,
            toPlaces,
            direct ? i : 0,
            toStep);
        if (!direct) {
          unstage2(start, stageAt, 8, out, outAt, places, i, channels, accumulate, tail);
        }
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage2(start, stageAt, 4, out, outAt, places, i, channels, accumulate, tail);
      }
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage2(start, stageAt, 2, out, outAt, places, i, channels, accumulate, tail);
      }
    }
    for (; i < last; i++) {
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage2(start, stageAt, 1, out, outAt, places, i, channels, accumulate, tail);
      }
    }
  }

  /**
   * Pixels first, first + 1, .. last - 1 against a panel of one vector.
   *
   * @param start what sums start from at {@code startAt}, room for {@link #STAGE} floats at {@code
   *     stageAt}
   */
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
      int stageAt,
      float[] out,
      int outAt,
      int[] places,
      int channels,
      boolean accumulate,
      boolean full,
      VectorMask<Float> tail) {
    boolean direct = full && !accumulate;
    float[] to = direct ? out : start;
    int toAt = direct ? outAt : stageAt;
    int[] toPlaces = direct ? places : VectorPlan.IDENTITY;
    int toStep = direct ? channels : LANES;
    int i = first;
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage1(start, stageAt, 8, out, outAt, places, i, channels, accumulate, tail);
      }
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage1(start, stageAt, 4, out, outAt, places, i, channels, accumulate, tail);
      }
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
          to,
          toAt,
          toPlaces,
          direct ? i : 0,
          toStep);
      if (!direct) {
        unstage1(start, stageAt, 1, out, outAt, places, i, channels, accumulate, tail);
      }
    }
  }

  private static void unstage2(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    if (accumulate) {
      add2(stage, stageAt, pixels, out, outAt, places, i, channels, tail);
    } else {
      put2(stage, stageAt, pixels, out, outAt, places, i, channels, tail);
    }
  }

  static void put2(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      VectorMask<Float> tail) {
    for (int j = 0; j < pixels; j++) {
      int from = stageAt + j * (2 * LANES);
      int to = outAt + places[i + j] * channels;
      FloatVector.fromArray(SPECIES, stage, from).intoArray(out, to);
      FloatVector.fromArray(SPECIES, stage, from + LANES).intoArray(out, to + LANES, tail);
    }
  }

  static void add2(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      VectorMask<Float> tail) {
    for (int j = 0; j < pixels; j++) {
      int from = stageAt + j * (2 * LANES);
      int to = outAt + places[i + j] * channels;
      FloatVector.fromArray(SPECIES, stage, from)
          .add(FloatVector.fromArray(SPECIES, out, to))
          .intoArray(out, to);
      FloatVector.fromArray(SPECIES, stage, from + LANES)
          .add(FloatVector.fromArray(SPECIES, out, to + LANES, tail))
          .intoArray(out, to + LANES, tail);
    }
  }

  private static void unstage1(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      boolean accumulate,
      VectorMask<Float> tail) {
    if (accumulate) {
      add1(stage, stageAt, pixels, out, outAt, places, i, channels, tail);
    } else {
      put1(stage, stageAt, pixels, out, outAt, places, i, channels, tail);
    }
  }

  static void put1(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      VectorMask<Float> tail) {
    for (int j = 0; j < pixels; j++) {
      int from = stageAt + j * (1 * LANES);
      int to = outAt + places[i + j] * channels;
      FloatVector.fromArray(SPECIES, stage, from).intoArray(out, to, tail);
    }
  }

  static void add1(
      float[] stage,
      int stageAt,
      int pixels,
      float[] out,
      int outAt,
      int[] places,
      int i,
      int channels,
      VectorMask<Float> tail) {
    for (int j = 0; j < pixels; j++) {
      int from = stageAt + j * (1 * LANES);
      int to = outAt + places[i + j] * channels;
      FloatVector.fromArray(SPECIES, stage, from)
          .add(FloatVector.fromArray(SPECIES, out, to, tail))
          .intoArray(out, to, tail);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    int o1 = outAt + places[place + 1] * channels;
    int o2 = outAt + places[place + 2] * channels;
    int o3 = outAt + places[place + 3] * channels;
    int o4 = outAt + places[place + 4] * channels;
    int o5 = outAt + places[place + 5] * channels;
    int o6 = outAt + places[place + 6] * channels;
    int o7 = outAt + places[place + 7] * channels;
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES);
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES);
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES);
    c40.intoArray(out, o4);
    c41.intoArray(out, o4 + LANES);
    c50.intoArray(out, o5);
    c51.intoArray(out, o5 + LANES);
    c60.intoArray(out, o6);
    c61.intoArray(out, o6 + LANES);
    c70.intoArray(out, o7);
    c71.intoArray(out, o7 + LANES);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    int o1 = outAt + places[place + 1] * channels;
    int o2 = outAt + places[place + 2] * channels;
    int o3 = outAt + places[place + 3] * channels;
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES);
    c20.intoArray(out, o2);
    c21.intoArray(out, o2 + LANES);
    c30.intoArray(out, o3);
    c31.intoArray(out, o3 + LANES);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    int o1 = outAt + places[place + 1] * channels;
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
    c10.intoArray(out, o1);
    c11.intoArray(out, o1 + LANES);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    c00.intoArray(out, o0);
    c01.intoArray(out, o0 + LANES);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    int o1 = outAt + places[place + 1] * channels;
    int o2 = outAt + places[place + 2] * channels;
    int o3 = outAt + places[place + 3] * channels;
    int o4 = outAt + places[place + 4] * channels;
    int o5 = outAt + places[place + 5] * channels;
    int o6 = outAt + places[place + 6] * channels;
    int o7 = outAt + places[place + 7] * channels;
    c00.intoArray(out, o0);
    c10.intoArray(out, o1);
    c20.intoArray(out, o2);
    c30.intoArray(out, o3);
    c40.intoArray(out, o4);
    c50.intoArray(out, o5);
    c60.intoArray(out, o6);
    c70.intoArray(out, o7);
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
      int place,
      int channels) {
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
    int o0 = outAt + places[place] * channels;
    int o1 = outAt + places[place + 1] * channels;
    int o2 = outAt + places[place + 2] * channels;
    int o3 = outAt + places[place + 3] * channels;
    c00.intoArray(out, o0);
    c10.intoArray(out, o1);
    c20.intoArray(out, o2);
    c30.intoArray(out, o3);
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
      int place,
      int channels) {
    int a0 = aAt + slots[i] * slotLength;
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, startAt);
    FloatVector c00 = s0;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
      c00 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(b0, c00);
    }
    int o0 = outAt + places[place] * channels;
    c00.intoArray(out, o0);
  }
}
