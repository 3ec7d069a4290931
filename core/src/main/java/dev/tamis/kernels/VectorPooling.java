package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Largest values of windows and their errors, with lanes over channels. */
final class VectorPooling {
  private VectorPooling() {}

  static void maxForward(
      PoolGeometry g, float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    if (VectorHalving.handles(g)) {
      VectorHalving.forward(g, input, inputAt, output, outputAt, from, to);
      return;
    }
    int channels = g.channels();
    int rowStep = g.inputWidth() * channels;
    for (int n = from; n < to; n++) {
      int out = outputAt + n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        int h = p * g.strideHeight() - g.padTop();
        int top = Math.max(0, h);
        int rows = Math.min(g.inputHeight(), h + g.kernelHeight()) - top;
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          int w = q * g.strideWidth() - g.padLeft();
          int left = Math.max(0, w);
          int columns = Math.min(g.inputWidth(), w + g.kernelWidth()) - left;
          int at = inputAt + n * g.inputSize() + (top * g.inputWidth() + left) * channels;
          int c = 0;
          for (; c + LANES <= channels; c += LANES) {
            largest(input, at + c, rows, rowStep, columns, channels, output, out + c);
          }
          if (c < channels) {
            largest(
                input,
                at + c,
                rows,
                rowStep,
                columns,
                channels,
                output,
                out + c,
                VectorLanes.first(channels - c));
          }
        }
      }
    }
  }

  private static void largest(
      float[] input,
      int at,
      int rows,
      int rowStep,
      int columns,
      int columnStep,
      float[] output,
      int out) {
    FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        largest =
            largest.max(FloatVector.fromArray(SPECIES, input, at + j * rowStep + i * columnStep));
      }
    }
    largest.intoArray(output, out);
  }

  private static void largest(
      float[] input,
      int at,
      int rows,
      int rowStep,
      int columns,
      int columnStep,
      float[] output,
      int out,
      VectorMask<Float> lanes) {
    FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        largest =
            largest.max(
                FloatVector.fromArray(SPECIES, input, at + j * rowStep + i * columnStep, lanes));
      }
    }
    largest.intoArray(output, out, lanes);
  }

  static void maxBackward(
      PoolGeometry g,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    if (!accumulate && VectorHalving.handles(g)) {
      VectorHalving.backward(
          g,
          input,
          inputAt,
          output,
          outputAt,
          outputError,
          outputErrorAt,
          inputError,
          inputErrorAt,
          from,
          to);
      return;
    }
    if (!accumulate) {
      Arrays.fill(
          inputError, inputErrorAt + from * g.inputSize(), inputErrorAt + to * g.inputSize(), 0f);
    }
    int channels = g.channels();
    int rowStep = g.inputWidth() * channels;
    for (int n = from; n < to; n++) {
      int out = n * g.outputSize();
      for (int p = 0; p < g.outputHeight(); p++) {
        int h = p * g.strideHeight() - g.padTop();
        int top = Math.max(0, h);
        int rows = Math.min(g.inputHeight(), h + g.kernelHeight()) - top;
        for (int q = 0; q < g.outputWidth(); q++, out += channels) {
          int w = q * g.strideWidth() - g.padLeft();
          int left = Math.max(0, w);
          int columns = Math.min(g.inputWidth(), w + g.kernelWidth()) - left;
          int at = n * g.inputSize() + (top * g.inputWidth() + left) * channels;
          int c = 0;
          for (; c + LANES <= channels; c += LANES) {
            send(
                input,
                inputAt + at + c,
                rows,
                rowStep,
                columns,
                channels,
                output,
                outputAt + out + c,
                outputError,
                outputErrorAt + out + c,
                inputError,
                inputErrorAt + at + c);
          }
          if (c < channels) {
            send(
                input,
                inputAt + at + c,
                rows,
                rowStep,
                columns,
                channels,
                output,
                outputAt + out + c,
                outputError,
                outputErrorAt + out + c,
                inputError,
                inputErrorAt + at + c,
                VectorLanes.first(channels - c));
          }
        }
      }
    }
  }

  /**
   * Errors not yet sent wait in a vector; what a window of NaNs leaves in it goes to the first
   * place.
   */
  private static void send(
      float[] input,
      int inputAt,
      int rows,
      int rowStep,
      int columns,
      int columnStep,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector largest = FloatVector.fromArray(SPECIES, output, outputAt);
    FloatVector error = FloatVector.fromArray(SPECIES, outputError, outputErrorAt);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        int at = j * rowStep + i * columnStep;
        VectorMask<Float> wins =
            FloatVector.fromArray(SPECIES, input, inputAt + at)
                .compare(VectorOperators.EQ, largest);
        FloatVector.fromArray(SPECIES, inputError, inputErrorAt + at)
            .add(zero.blend(error, wins))
            .intoArray(inputError, inputErrorAt + at);
        error = error.blend(zero, wins);
      }
    }
    VectorMask<Float> lost = largest.compare(VectorOperators.NE, largest);
    if (lost.anyTrue()) {
      FloatVector.fromArray(SPECIES, inputError, inputErrorAt)
          .add(zero.blend(error, lost))
          .intoArray(inputError, inputErrorAt);
    }
  }

  /** The same for the lanes that exist. */
  private static void send(
      float[] input,
      int inputAt,
      int rows,
      int rowStep,
      int columns,
      int columnStep,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      VectorMask<Float> lanes) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector largest = FloatVector.fromArray(SPECIES, output, outputAt, lanes);
    FloatVector error = FloatVector.fromArray(SPECIES, outputError, outputErrorAt, lanes);
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        int at = j * rowStep + i * columnStep;
        VectorMask<Float> wins =
            FloatVector.fromArray(SPECIES, input, inputAt + at, lanes)
                .compare(VectorOperators.EQ, largest);
        FloatVector.fromArray(SPECIES, inputError, inputErrorAt + at, lanes)
            .add(zero.blend(error, wins))
            .intoArray(inputError, inputErrorAt + at, lanes);
        error = error.blend(zero, wins);
      }
    }
    VectorMask<Float> lost = largest.compare(VectorOperators.NE, largest);
    if (lost.anyTrue()) {
      FloatVector.fromArray(SPECIES, inputError, inputErrorAt, lanes)
          .add(zero.blend(error, lost))
          .intoArray(inputError, inputErrorAt, lanes);
    }
  }
}
