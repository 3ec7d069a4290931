package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The products of a linear layer that read its weights as they are stored. Such a layer has many
 * weights, each used once an instance: bringing them into another order every step costs as much as
 * multiplying some fifty instances, of which the method keeps sixteen.
 *
 * <p>Forward, the lanes are instances and the weights are what is broadcast: it is the few inputs
 * and outputs that change their order. Backward, rows of weights are already vectors of what is
 * asked for; they only lie further apart than in a packed panel. An output's chain of additions
 * does not depend on how many instances are worked on together.
 */
final class VectorLinear {
  /** Outputs of a block of instances that wait to be put in place. */
  private static final int ROWS = 128;

  /** Rows of a gradient that are summed up at a time, in the second-level cache. */
  private static final int SUMMED_ROWS = 32;

  private VectorLinear() {}

  static boolean handles(ConvGeometry g) {
    return g.isPointwise() && g.outputPixels() == 1 && g.outputChannels() >= 2 * LANES;
  }

  /** Whether the error can be propagated in place too: whole pairs of vectors of inputs. */
  static boolean handlesError(ConvGeometry g) {
    return handles(g) && g.inputChannels() % (2 * LANES) == 0;
  }

  static int scratchLength(ConvGeometry g) {
    return 2 * LANES * (1 + g.inputChannels() + ROWS);
  }

  static void forward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] weights,
      int weightsAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      int firstOutput,
      int lastOutput,
      float[] scratch) {
    int depth = g.inputChannels();
    int outputs = g.outputChannels();
    int panelAt = 2 * LANES;
    for (int lane = 0; lane < panelAt; lane++) {
      scratch[lane] = 0f;
    }
    for (int n = from; n < to; n += 2 * LANES) {
      int instances = Math.min(2 * LANES, to - n);
      int lanes = VectorLanes.padded(instances);
      int sumsAt = panelAt + lanes * depth;
      toLanes(input, inputAt + n * depth, instances, depth, scratch, panelAt, lanes);
      for (int o = firstOutput; o < lastOutput; o += ROWS) {
        int rows = Math.min(ROWS, lastOutput - o);
        int at = weightsAt + o * depth;
        multiply(weights, at, rows, depth, scratch, panelAt, lanes, sumsAt);
        for (int lane = 0; lane < instances; lane++) {
          int out = outputAt + (n + lane) * outputs + o;
          fromLane(scratch, sumsAt + lane, lanes, rows, output, out);
          if (hasBias) {
            addTo(output, out, bias, biasAt + o, rows);
          }
        }
      }
    }
  }

  /** Lanes without an instance are zeros. */
  private static void toLanes(
      float[] from, int fromAt, int instances, int depth, float[] to, int toAt, int lanes) {
    for (int lane = 0; lane < instances; lane++) {
      int row = fromAt + lane * depth;
      for (int k = 0; k < depth; k++) {
        to[toAt + k * lanes + lane] = from[row + k];
      }
    }
    for (int lane = instances; lane < lanes; lane++) {
      for (int k = 0; k < depth; k++) {
        to[toAt + k * lanes + lane] = 0f;
      }
    }
  }

  private static void fromLane(
      float[] from, int fromAt, int step, int count, float[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i * step];
    }
  }

  private static void addTo(float[] to, int toAt, float[] from, int fromAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  /** Sums as [row][lane]. */
  private static void multiply(
      float[] weights,
      int at,
      int rows,
      int depth,
      float[] scratch,
      int panelAt,
      int lanes,
      int sumsAt) {
    if (lanes == 2 * LANES) {
      VectorTiles.sweep2(
          weights,
          at,
          VectorPlan.IDENTITY,
          depth,
          0,
          rows,
          depth,
          scratch,
          panelAt,
          scratch,
          0,
          0,
          scratch,
          sumsAt,
          VectorPlan.IDENTITY,
          lanes,
          false,
          true,
          VectorLanes.first(LANES));
    } else {
      VectorTiles.sweep1(
          weights,
          at,
          VectorPlan.IDENTITY,
          depth,
          0,
          rows,
          depth,
          scratch,
          panelAt,
          scratch,
          0,
          0,
          scratch,
          sumsAt,
          VectorPlan.IDENTITY,
          lanes,
          false,
          true,
          VectorLanes.first(LANES));
    }
  }

  /** Blocks of inputs that {@link #backwardError} can be split into. */
  static int errorBlocks(ConvGeometry g) {
    return g.inputChannels() / (2 * LANES);
  }

  /**
   * Blocks {@code from} to {@code to} - 1 of the error of all inputs, from all of the error of the
   * output; not added to what is there.
   */
  static void backwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] weights,
      int weightsAt,
      float[] inputError,
      int inputErrorAt,
      int instances,
      int from,
      int to) {
    int channels = g.inputChannels();
    int outputs = g.outputChannels();
    for (int c = from * 2 * LANES; c < to * 2 * LANES; c += 2 * LANES) {
      int w = weightsAt + c;
      int n = 0;
      for (; VectorLanes.MANY_REGISTERS && n + 8 <= instances; n += 8) {
        int error = outputErrorAt + n * outputs;
        int out = inputErrorAt + n * channels + c;
        tile8x2(
            outputError, error, outputs, outputs, weights, w, channels, inputError, out, channels);
      }
      for (; n + 4 <= instances; n += 4) {
        int error = outputErrorAt + n * outputs;
        int out = inputErrorAt + n * channels + c;
        tile4x2(
            outputError, error, outputs, outputs, weights, w, channels, inputError, out, channels);
      }
      for (; n < instances; n++) {
        int error = outputErrorAt + n * outputs;
        int out = inputErrorAt + n * channels + c;
        tile1x2(
            outputError, error, outputs, outputs, weights, w, channels, inputError, out, channels);
      }
    }
  }

  /** Whether gradient rows can be summed up where they belong: whole vectors of inputs. */
  static boolean sumsInPlace(ConvGeometry g, int instances) {
    return handles(g) && g.inputChannels() % LANES == 0 && instances <= VectorPlan.IDENTITY.length;
  }

  /** Gradient rows of output channels {@code from} to {@code to} - 1. */
  static void backwardWeights(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int instances,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      int from,
      int to) {
    int channels = g.inputChannels();
    int outputs = g.outputChannels();
    for (int o = from; o < to; o += SUMMED_ROWS) {
      int rows = Math.min(SUMMED_ROWS, to - o);
      int row = gradientAt + o * channels;
      Arrays.fill(gradient, row, row + rows * channels, 0f);
      VectorWeightTiles.sweep(
          input,
          inputAt,
          VectorPlan.IDENTITY,
          channels,
          0,
          instances,
          outputError,
          outputErrorAt + o,
          outputs,
          gradient,
          row,
          channels,
          rows,
          channels);
    }
    if (hasBias) {
      int first = biasGradientAt + from;
      Arrays.fill(biasGradient, first, biasGradientAt + to, 0f);
      VectorPacking.addColumns(
          outputError, outputErrorAt + from, outputs, instances, to - from, biasGradient, first);
    }
  }

  static void tile8x2(
      float[] e,
      int eAt,
      int eStep,
      int depth,
      float[] w,
      int wAt,
      int wStep,
      float[] out,
      int outAt,
      int outStep) {
    int e0 = eAt;
    int e1 = eAt + 1 * eStep;
    int e2 = eAt + 2 * eStep;
    int e3 = eAt + 3 * eStep;
    int e4 = eAt + 4 * eStep;
    int e5 = eAt + 5 * eStep;
    int e6 = eAt + 6 * eStep;
    int e7 = eAt + 7 * eStep;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, e[e0 + k]);
      c00 = x0.fma(w0, c00);
      c01 = x0.fma(w1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, e[e1 + k]);
      c10 = x1.fma(w0, c10);
      c11 = x1.fma(w1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, e[e2 + k]);
      c20 = x2.fma(w0, c20);
      c21 = x2.fma(w1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, e[e3 + k]);
      c30 = x3.fma(w0, c30);
      c31 = x3.fma(w1, c31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, e[e4 + k]);
      c40 = x4.fma(w0, c40);
      c41 = x4.fma(w1, c41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, e[e5 + k]);
      c50 = x5.fma(w0, c50);
      c51 = x5.fma(w1, c51);
      FloatVector x6 = FloatVector.broadcast(SPECIES, e[e6 + k]);
      c60 = x6.fma(w0, c60);
      c61 = x6.fma(w1, c61);
      FloatVector x7 = FloatVector.broadcast(SPECIES, e[e7 + k]);
      c70 = x7.fma(w0, c70);
      c71 = x7.fma(w1, c71);
    }
    c00.intoArray(out, outAt);
    c01.intoArray(out, outAt + LANES);
    c10.intoArray(out, outAt + outStep);
    c11.intoArray(out, outAt + outStep + LANES);
    c20.intoArray(out, outAt + 2 * outStep);
    c21.intoArray(out, outAt + 2 * outStep + LANES);
    c30.intoArray(out, outAt + 3 * outStep);
    c31.intoArray(out, outAt + 3 * outStep + LANES);
    c40.intoArray(out, outAt + 4 * outStep);
    c41.intoArray(out, outAt + 4 * outStep + LANES);
    c50.intoArray(out, outAt + 5 * outStep);
    c51.intoArray(out, outAt + 5 * outStep + LANES);
    c60.intoArray(out, outAt + 6 * outStep);
    c61.intoArray(out, outAt + 6 * outStep + LANES);
    c70.intoArray(out, outAt + 7 * outStep);
    c71.intoArray(out, outAt + 7 * outStep + LANES);
  }

  static void tile4x2(
      float[] e,
      int eAt,
      int eStep,
      int depth,
      float[] w,
      int wAt,
      int wStep,
      float[] out,
      int outAt,
      int outStep) {
    int e0 = eAt;
    int e1 = eAt + 1 * eStep;
    int e2 = eAt + 2 * eStep;
    int e3 = eAt + 3 * eStep;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, e[e0 + k]);
      c00 = x0.fma(w0, c00);
      c01 = x0.fma(w1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, e[e1 + k]);
      c10 = x1.fma(w0, c10);
      c11 = x1.fma(w1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, e[e2 + k]);
      c20 = x2.fma(w0, c20);
      c21 = x2.fma(w1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, e[e3 + k]);
      c30 = x3.fma(w0, c30);
      c31 = x3.fma(w1, c31);
    }
    c00.intoArray(out, outAt);
    c01.intoArray(out, outAt + LANES);
    c10.intoArray(out, outAt + outStep);
    c11.intoArray(out, outAt + outStep + LANES);
    c20.intoArray(out, outAt + 2 * outStep);
    c21.intoArray(out, outAt + 2 * outStep + LANES);
    c30.intoArray(out, outAt + 3 * outStep);
    c31.intoArray(out, outAt + 3 * outStep + LANES);
  }

  static void tile1x2(
      float[] e,
      int eAt,
      int eStep,
      int depth,
      float[] w,
      int wAt,
      int wStep,
      float[] out,
      int outAt,
      int outStep) {
    int e0 = eAt;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, wAt + k * wStep + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, e[e0 + k]);
      c00 = x0.fma(w0, c00);
      c01 = x0.fma(w1, c01);
    }
    c00.intoArray(out, outAt);
    c01.intoArray(out, outAt + LANES);
  }
}
