package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Largest values of windows of 2 x 2, two apart: the pool that halves an image. Every place lies in
 * one window at most, so its error is written once, without being set to zero first and read again.
 *
 * <p>A row of windows is worked on one vector of channels after the other. The last vector of more
 * channels than lanes overlaps the one before it, which writes the same values twice and needs no
 * mask.
 */
final class VectorHalving {
  private VectorHalving() {}

  static boolean handles(PoolGeometry g) {
    return g.kernelHeight() == 2
        && g.kernelWidth() == 2
        && g.strideHeight() == 2
        && g.strideWidth() == 2
        && Math.max(g.padTop(), g.padBottom()) == 0
        && Math.max(g.padLeft(), g.padRight()) == 0;
  }

  static void forward(
      PoolGeometry g, float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    int channels = g.channels();
    int rowStep = g.inputWidth() * channels;
    int windows = g.outputWidth();
    for (int n = from; n < to; n++) {
      for (int p = 0; p < g.outputHeight(); p++) {
        int at = inputAt + n * g.inputSize() + 2 * p * rowStep;
        int out = outputAt + n * g.outputSize() + p * windows * channels;
        if (channels < LANES) {
          VectorMask<Float> lanes = VectorLanes.first(channels);
          largest(input, at, rowStep, channels, output, out, windows, lanes);
          continue;
        }
        for (int c = 0; c < channels; c += LANES) {
          int first = Math.min(c, channels - LANES);
          largest(input, at + first, rowStep, channels, output, out + first, windows);
        }
      }
    }
  }

  /** A row of windows for one vector of channels. */
  static void largest(
      float[] input, int at, int rowStep, int step, float[] output, int out, int windows) {
    for (int q = 0; q < windows; q++) {
      int top = at + q * 2 * step;
      int bottom = top + rowStep;
      FloatVector.fromArray(SPECIES, input, top)
          .max(FloatVector.fromArray(SPECIES, input, top + step))
          .max(FloatVector.fromArray(SPECIES, input, bottom))
          .max(FloatVector.fromArray(SPECIES, input, bottom + step))
          .intoArray(output, out + q * step);
    }
  }

  /** The same for fewer channels than lanes. */
  static void largest(
      float[] input,
      int at,
      int rowStep,
      int step,
      float[] output,
      int out,
      int windows,
      VectorMask<Float> lanes) {
    for (int q = 0; q < windows; q++) {
      int top = at + q * 2 * step;
      int bottom = top + rowStep;
      FloatVector.fromArray(SPECIES, input, top, lanes)
          .max(FloatVector.fromArray(SPECIES, input, top + step, lanes))
          .max(FloatVector.fromArray(SPECIES, input, bottom, lanes))
          .max(FloatVector.fromArray(SPECIES, input, bottom + step, lanes))
          .intoArray(output, out + q * step, lanes);
    }
  }

  /** Error of the input; it is not added to what is there. */
  static void backward(
      PoolGeometry g,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      int from,
      int to) {
    int channels = g.channels();
    int rowStep = g.inputWidth() * channels;
    int windows = g.outputWidth();
    int inWindows = 2 * windows * channels;
    for (int n = from; n < to; n++) {
      int errorAt = inputErrorAt + n * g.inputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        int row = n * g.inputSize() + 2 * p * rowStep;
        int out = n * g.outputSize() + p * windows * channels;
        for (int c = 0; c < channels; c += LANES) {
          int first = Math.max(0, Math.min(c, channels - LANES));
          if (channels < LANES) {
            send(
                input,
                inputAt + row,
                rowStep,
                channels,
                output,
                outputAt + out,
                outputError,
                outputErrorAt + out,
                inputError,
                inputErrorAt + row,
                windows,
                VectorLanes.first(channels));
          } else {
            send(
                input,
                inputAt + row + first,
                rowStep,
                channels,
                output,
                outputAt + out + first,
                outputError,
                outputErrorAt + out + first,
                inputError,
                inputErrorAt + row + first,
                windows);
          }
        }
        int top = inputErrorAt + row;
        Arrays.fill(inputError, top + inWindows, top + rowStep, 0f);
        Arrays.fill(inputError, top + rowStep + inWindows, top + 2 * rowStep, 0f);
      }
      int below = errorAt + 2 * g.outputHeight() * rowStep;
      Arrays.fill(inputError, below, errorAt + g.inputSize(), 0f);
    }
  }

  /**
   * Sends each window's error to the first place that holds its largest value; that of a window
   * with a NaN, which equals nothing, to the first place.
   */
  static void send(
      float[] input,
      int inputAt,
      int rowStep,
      int step,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      int windows) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int q = 0; q < windows; q++) {
      int at = q * 2 * step;
      int in = inputAt + at;
      int to = inputErrorAt + at;
      FloatVector largest = FloatVector.fromArray(SPECIES, output, outputAt + q * step);
      // A sum with zero, as in the specification: it turns -0 into 0.
      FloatVector error =
          FloatVector.fromArray(SPECIES, outputError, outputErrorAt + q * step).add(zero);
      VectorMask<Float> wins =
          FloatVector.fromArray(SPECIES, input, in)
              .compare(VectorOperators.EQ, largest)
              .or(largest.compare(VectorOperators.NE, largest));
      zero.blend(error, wins).intoArray(inputError, to);
      error = error.blend(zero, wins);
      wins = FloatVector.fromArray(SPECIES, input, in + step).compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + step);
      error = error.blend(zero, wins);
      wins =
          FloatVector.fromArray(SPECIES, input, in + rowStep).compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + rowStep);
      error = error.blend(zero, wins);
      wins =
          FloatVector.fromArray(SPECIES, input, in + rowStep + step)
              .compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + rowStep + step);
    }
  }

  /** The same for fewer channels than lanes. */
  static void send(
      float[] input,
      int inputAt,
      int rowStep,
      int step,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      int windows,
      VectorMask<Float> lanes) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int q = 0; q < windows; q++) {
      int at = q * 2 * step;
      int in = inputAt + at;
      int to = inputErrorAt + at;
      FloatVector largest = FloatVector.fromArray(SPECIES, output, outputAt + q * step, lanes);
      FloatVector error =
          FloatVector.fromArray(SPECIES, outputError, outputErrorAt + q * step, lanes).add(zero);
      VectorMask<Float> wins =
          FloatVector.fromArray(SPECIES, input, in, lanes)
              .compare(VectorOperators.EQ, largest)
              .or(largest.compare(VectorOperators.NE, largest));
      zero.blend(error, wins).intoArray(inputError, to, lanes);
      error = error.blend(zero, wins);
      wins =
          FloatVector.fromArray(SPECIES, input, in + step, lanes)
              .compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + step, lanes);
      error = error.blend(zero, wins);
      wins =
          FloatVector.fromArray(SPECIES, input, in + rowStep, lanes)
              .compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + rowStep, lanes);
      error = error.blend(zero, wins);
      wins =
          FloatVector.fromArray(SPECIES, input, in + rowStep + step, lanes)
              .compare(VectorOperators.EQ, largest);
      zero.blend(error, wins).intoArray(inputError, to + rowStep + step, lanes);
    }
  }
}
