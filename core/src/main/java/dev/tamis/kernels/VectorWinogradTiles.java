package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The transforms of weights and products of {@link VectorWinograd}; lanes run over output channels.
 * Short methods with one loop each, like {@link VectorTiles}, and for the same reasons.
 */
final class VectorWinogradTiles {
  private VectorWinogradTiles() {}

  /**
   * 3x3 taps in the first 9 positions become G g G^T in all 16, G being [1 0 0; 1/2 1/2 1/2; 1/2
   * -1/2 1/2; 0 0 1]: columns first, then rows.
   *
   * @param step from one position to the next
   * @param count floats of a position, whole vectors
   */
  static void weights(float[] packed, int at, int step, int count) {
    // From the back: a row of three taps becomes one of four positions.
    for (int r = 2; r >= 0; r--) {
      tile4Taps(packed, at + 3 * r * step, step, at + 4 * r * step, step, count);
    }
    for (int s = 0; s < 4; s++) {
      tile4Taps(packed, at + s * step, 4 * step, at + s * step, 4 * step, count);
    }
  }

  /** Three taps to four positions; all are read before one is written. */
  static void tile4Taps(float[] packed, int from, int fromStep, int to, int toStep, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, packed, from + i);
      FloatVector g1 = FloatVector.fromArray(SPECIES, packed, from + fromStep + i);
      FloatVector g2 = FloatVector.fromArray(SPECIES, packed, from + 2 * fromStep + i);
      FloatVector outer = g0.add(g2).mul(0.5f);
      FloatVector inner = g1.mul(0.5f);
      g0.intoArray(packed, to + i);
      outer.add(inner).intoArray(packed, to + toStep + i);
      outer.sub(inner).intoArray(packed, to + 2 * toStep + i);
      g2.intoArray(packed, to + 3 * toStep + i);
    }
  }

  /**
   * Products of rows {@code tileRow} to {@code tileRowEnd} - 1 of tiles to outputs: A^T m A with
   * A^T = [1 1 1 0; 0 1 -1 -1], plus the bias, to one image or added to it.
   *
   * @param bias one per channel and zeros up to whole vectors
   * @param stageAt room for {@link VectorTiles#STAGE} floats, in {@code products}
   */
  static void outputs(
      float[] products,
      int productsAt,
      int step,
      int tileStep,
      int tileRow,
      int tileRowEnd,
      int tileColumns,
      float[] bias,
      int biasAt,
      int stageAt,
      float[] out,
      int outAt,
      int height,
      int width,
      int channels,
      boolean accumulate) {
    int row = width * channels;
    for (int tr = tileRow; tr < tileRowEnd; tr++) {
      int rows = Math.min(2, height - 2 * tr);
      int rowAt = outAt + 2 * tr * row;
      for (int lane = 0; lane < channels; lane += LANES) {
        int from = productsAt + (tr - tileRow) * tileColumns * tileStep + lane;
        VectorMask<Float> lanes = VectorLanes.first(channels - lane);
        int whole = rows == 2 && channels - lane >= LANES ? width / 2 : 0;
        if (accumulate) {
          add4(
              products,
              from,
              step,
              tileStep,
              whole,
              bias,
              biasAt + lane,
              out,
              rowAt + lane,
              row,
              channels);
        } else {
          tile4(
              products,
              from,
              step,
              tileStep,
              whole,
              bias,
              biasAt + lane,
              out,
              rowAt + lane,
              row,
              channels);
        }
        for (int tc = whole; tc < tileColumns; tc++) {
          int columns = Math.min(2, width - 2 * tc);
          tile4(
              products,
              from + tc * tileStep,
              step,
              tileStep,
              1,
              bias,
              biasAt + lane,
              products,
              stageAt,
              2 * LANES,
              LANES);
          for (int p = 0; p < rows; p++) {
            for (int q = 0; q < columns; q++) {
              int stage = stageAt + (2 * p + q) * LANES;
              int to = rowAt + p * row + (2 * tc + q) * channels + lane;
              if (accumulate) {
                add1(products, stage, out, to, lanes);
              } else {
                put1(products, stage, out, to, lanes);
              }
            }
          }
        }
      }
    }
  }

  static void put1(float[] stage, int stageAt, float[] out, int outAt, VectorMask<Float> lanes) {
    FloatVector.fromArray(SPECIES, stage, stageAt).intoArray(out, outAt, lanes);
  }

  static void add1(float[] stage, int stageAt, float[] out, int outAt, VectorMask<Float> lanes) {
    FloatVector.fromArray(SPECIES, stage, stageAt)
        .add(FloatVector.fromArray(SPECIES, out, outAt, lanes))
        .intoArray(out, outAt, lanes);
  }

  static void tile4(
      float[] products,
      int from,
      int step,
      int tileStep,
      int tiles,
      float[] bias,
      int biasAt,
      float[] out,
      int outAt,
      int row,
      int channels) {
    FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt);
    for (int t = 0; t < tiles; t++) {
      int m0 = from + t * tileStep;
      int m1 = m0 + 4 * step;
      int m2 = m1 + 4 * step;
      int m3 = m2 + 4 * step;
      FloatVector x00 = FloatVector.fromArray(SPECIES, products, m0);
      FloatVector x10 = FloatVector.fromArray(SPECIES, products, m1);
      FloatVector x20 = FloatVector.fromArray(SPECIES, products, m2);
      FloatVector x30 = FloatVector.fromArray(SPECIES, products, m3);
      FloatVector s0 = x00.add(x10).add(x20);
      FloatVector d0 = x10.sub(x20).sub(x30);
      FloatVector x01 = FloatVector.fromArray(SPECIES, products, m0 + step);
      FloatVector x11 = FloatVector.fromArray(SPECIES, products, m1 + step);
      FloatVector x21 = FloatVector.fromArray(SPECIES, products, m2 + step);
      FloatVector x31 = FloatVector.fromArray(SPECIES, products, m3 + step);
      FloatVector s1 = x01.add(x11).add(x21);
      FloatVector d1 = x11.sub(x21).sub(x31);
      FloatVector x02 = FloatVector.fromArray(SPECIES, products, m0 + 2 * step);
      FloatVector x12 = FloatVector.fromArray(SPECIES, products, m1 + 2 * step);
      FloatVector x22 = FloatVector.fromArray(SPECIES, products, m2 + 2 * step);
      FloatVector x32 = FloatVector.fromArray(SPECIES, products, m3 + 2 * step);
      FloatVector s2 = x02.add(x12).add(x22);
      FloatVector d2 = x12.sub(x22).sub(x32);
      FloatVector x03 = FloatVector.fromArray(SPECIES, products, m0 + 3 * step);
      FloatVector x13 = FloatVector.fromArray(SPECIES, products, m1 + 3 * step);
      FloatVector x23 = FloatVector.fromArray(SPECIES, products, m2 + 3 * step);
      FloatVector x33 = FloatVector.fromArray(SPECIES, products, m3 + 3 * step);
      FloatVector s3 = x03.add(x13).add(x23);
      FloatVector d3 = x13.sub(x23).sub(x33);
      int to = outAt + 2 * t * channels;
      start.add(s0).add(s1).add(s2).intoArray(out, to);
      start.add(s1).sub(s2).sub(s3).intoArray(out, to + channels);
      start.add(d0).add(d1).add(d2).intoArray(out, to + row);
      start.add(d1).sub(d2).sub(d3).intoArray(out, to + row + channels);
    }
  }

  static void add4(
      float[] products,
      int from,
      int step,
      int tileStep,
      int tiles,
      float[] bias,
      int biasAt,
      float[] out,
      int outAt,
      int row,
      int channels) {
    FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt);
    for (int t = 0; t < tiles; t++) {
      int m0 = from + t * tileStep;
      int m1 = m0 + 4 * step;
      int m2 = m1 + 4 * step;
      int m3 = m2 + 4 * step;
      FloatVector x00 = FloatVector.fromArray(SPECIES, products, m0);
      FloatVector x10 = FloatVector.fromArray(SPECIES, products, m1);
      FloatVector x20 = FloatVector.fromArray(SPECIES, products, m2);
      FloatVector x30 = FloatVector.fromArray(SPECIES, products, m3);
      FloatVector s0 = x00.add(x10).add(x20);
      FloatVector d0 = x10.sub(x20).sub(x30);
      FloatVector x01 = FloatVector.fromArray(SPECIES, products, m0 + step);
      FloatVector x11 = FloatVector.fromArray(SPECIES, products, m1 + step);
      FloatVector x21 = FloatVector.fromArray(SPECIES, products, m2 + step);
      FloatVector x31 = FloatVector.fromArray(SPECIES, products, m3 + step);
      FloatVector s1 = x01.add(x11).add(x21);
      FloatVector d1 = x11.sub(x21).sub(x31);
      FloatVector x02 = FloatVector.fromArray(SPECIES, products, m0 + 2 * step);
      FloatVector x12 = FloatVector.fromArray(SPECIES, products, m1 + 2 * step);
      FloatVector x22 = FloatVector.fromArray(SPECIES, products, m2 + 2 * step);
      FloatVector x32 = FloatVector.fromArray(SPECIES, products, m3 + 2 * step);
      FloatVector s2 = x02.add(x12).add(x22);
      FloatVector d2 = x12.sub(x22).sub(x32);
      FloatVector x03 = FloatVector.fromArray(SPECIES, products, m0 + 3 * step);
      FloatVector x13 = FloatVector.fromArray(SPECIES, products, m1 + 3 * step);
      FloatVector x23 = FloatVector.fromArray(SPECIES, products, m2 + 3 * step);
      FloatVector x33 = FloatVector.fromArray(SPECIES, products, m3 + 3 * step);
      FloatVector s3 = x03.add(x13).add(x23);
      FloatVector d3 = x13.sub(x23).sub(x33);
      int to = outAt + 2 * t * channels;
      start.add(s0).add(s1).add(s2).add(FloatVector.fromArray(SPECIES, out, to)).intoArray(out, to);
      start
          .add(s1)
          .sub(s2)
          .sub(s3)
          .add(FloatVector.fromArray(SPECIES, out, to + channels))
          .intoArray(out, to + channels);
      start
          .add(d0)
          .add(d1)
          .add(d2)
          .add(FloatVector.fromArray(SPECIES, out, to + row))
          .intoArray(out, to + row);
      start
          .add(d1)
          .sub(d2)
          .sub(d3)
          .add(FloatVector.fromArray(SPECIES, out, to + row + channels))
          .intoArray(out, to + row + channels);
    }
  }

  /**
   * Products of one position where inputs and outputs have one vector of channels: with so few
   * multiplications a tile of the general kind would be set up more often than it pays. The weights
   * stay in registers instead. Several short chains of additions, so that the processor has enough
   * to do without looking many tiles ahead.
   *
   * @param a inputs, a vector per tile
   * @param depth channels that are multiplied, rounded up to fours
   * @param zeros a vector of them
   */
  static void narrow(
      float[] a,
      int aAt,
      int depth,
      float[] panel,
      int panelAt,
      float[] zeros,
      float[] out,
      int outAt,
      int tiles) {
    if (depth == 16) {
      tile16Narrow(a, aAt, panel, panelAt, out, outAt, tiles);
      return;
    }
    float[] start = zeros;
    int startAt = 0;
    int startStep = 0;
    int k = 0;
    if (depth >= 8) {
      tile8Narrow(a, aAt, panel, panelAt, start, startAt, startStep, out, outAt, tiles);
      start = out;
      startAt = outAt;
      startStep = LANES;
      k = 8;
    }
    if (k < depth) {
      tile4Narrow(
          a, aAt + k, panel, panelAt + k * LANES, start, startAt, startStep, out, outAt, tiles);
    }
  }

  static void tile16Narrow(
      float[] a, int aAt, float[] panel, int panelAt, float[] out, int outAt, int tiles) {
    FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt);
    FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + 1 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, panel, panelAt + 3 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, panel, panelAt + 4 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, panel, panelAt + 5 * LANES);
    FloatVector b6 = FloatVector.fromArray(SPECIES, panel, panelAt + 6 * LANES);
    FloatVector b7 = FloatVector.fromArray(SPECIES, panel, panelAt + 7 * LANES);
    FloatVector b8 = FloatVector.fromArray(SPECIES, panel, panelAt + 8 * LANES);
    FloatVector b9 = FloatVector.fromArray(SPECIES, panel, panelAt + 9 * LANES);
    FloatVector b10 = FloatVector.fromArray(SPECIES, panel, panelAt + 10 * LANES);
    FloatVector b11 = FloatVector.fromArray(SPECIES, panel, panelAt + 11 * LANES);
    FloatVector b12 = FloatVector.fromArray(SPECIES, panel, panelAt + 12 * LANES);
    FloatVector b13 = FloatVector.fromArray(SPECIES, panel, panelAt + 13 * LANES);
    FloatVector b14 = FloatVector.fromArray(SPECIES, panel, panelAt + 14 * LANES);
    FloatVector b15 = FloatVector.fromArray(SPECIES, panel, panelAt + 15 * LANES);
    for (int t = 0; t < tiles; t++) {
      int i = aAt + t * LANES;
      FloatVector s0 = FloatVector.broadcast(SPECIES, a[i]).mul(b0);
      FloatVector s1 = FloatVector.broadcast(SPECIES, a[i + 1]).mul(b1);
      FloatVector s2 = FloatVector.broadcast(SPECIES, a[i + 2]).mul(b2);
      FloatVector s3 = FloatVector.broadcast(SPECIES, a[i + 3]).mul(b3);
      s0 = FloatVector.broadcast(SPECIES, a[i + 4]).fma(b4, s0);
      s1 = FloatVector.broadcast(SPECIES, a[i + 5]).fma(b5, s1);
      s2 = FloatVector.broadcast(SPECIES, a[i + 6]).fma(b6, s2);
      s3 = FloatVector.broadcast(SPECIES, a[i + 7]).fma(b7, s3);
      s0 = FloatVector.broadcast(SPECIES, a[i + 8]).fma(b8, s0);
      s1 = FloatVector.broadcast(SPECIES, a[i + 9]).fma(b9, s1);
      s2 = FloatVector.broadcast(SPECIES, a[i + 10]).fma(b10, s2);
      s3 = FloatVector.broadcast(SPECIES, a[i + 11]).fma(b11, s3);
      s0 = FloatVector.broadcast(SPECIES, a[i + 12]).fma(b12, s0);
      s1 = FloatVector.broadcast(SPECIES, a[i + 13]).fma(b13, s1);
      s2 = FloatVector.broadcast(SPECIES, a[i + 14]).fma(b14, s2);
      s3 = FloatVector.broadcast(SPECIES, a[i + 15]).fma(b15, s3);
      s0.add(s1).add(s2.add(s3)).intoArray(out, outAt + t * LANES);
    }
  }

  static void tile8Narrow(
      float[] a,
      int aAt,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      int startStep,
      float[] out,
      int outAt,
      int tiles) {
    FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt);
    FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + 1 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, panel, panelAt + 3 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, panel, panelAt + 4 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, panel, panelAt + 5 * LANES);
    FloatVector b6 = FloatVector.fromArray(SPECIES, panel, panelAt + 6 * LANES);
    FloatVector b7 = FloatVector.fromArray(SPECIES, panel, panelAt + 7 * LANES);
    for (int t = 0; t < tiles; t++) {
      int i = aAt + t * LANES;
      FloatVector s0 =
          FloatVector.broadcast(SPECIES, a[i])
              .fma(b0, FloatVector.fromArray(SPECIES, start, startAt + t * startStep));
      FloatVector s1 = FloatVector.broadcast(SPECIES, a[i + 1]).mul(b1);
      FloatVector s2 = FloatVector.broadcast(SPECIES, a[i + 2]).mul(b2);
      FloatVector s3 = FloatVector.broadcast(SPECIES, a[i + 3]).mul(b3);
      s0 = FloatVector.broadcast(SPECIES, a[i + 4]).fma(b4, s0);
      s1 = FloatVector.broadcast(SPECIES, a[i + 5]).fma(b5, s1);
      s2 = FloatVector.broadcast(SPECIES, a[i + 6]).fma(b6, s2);
      s3 = FloatVector.broadcast(SPECIES, a[i + 7]).fma(b7, s3);
      s0.add(s1).add(s2.add(s3)).intoArray(out, outAt + t * LANES);
    }
  }

  static void tile4Narrow(
      float[] a,
      int aAt,
      float[] panel,
      int panelAt,
      float[] start,
      int startAt,
      int startStep,
      float[] out,
      int outAt,
      int tiles) {
    FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt);
    FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + 1 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, panel, panelAt + 3 * LANES);
    for (int t = 0; t < tiles; t++) {
      int i = aAt + t * LANES;
      FloatVector s0 =
          FloatVector.broadcast(SPECIES, a[i])
              .fma(b0, FloatVector.fromArray(SPECIES, start, startAt + t * startStep));
      FloatVector s1 = FloatVector.broadcast(SPECIES, a[i + 1]).mul(b1);
      s0 = FloatVector.broadcast(SPECIES, a[i + 2]).fma(b2, s0);
      s1 = FloatVector.broadcast(SPECIES, a[i + 3]).fma(b3, s1);
      s0.add(s1).intoArray(out, outAt + t * LANES);
    }
  }
}
