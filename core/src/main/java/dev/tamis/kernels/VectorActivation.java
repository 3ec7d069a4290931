package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Errors times derivatives, with blends: signs of activations defeat branch prediction. */
final class VectorActivation {
  private VectorActivation() {}

  static void backward(
      PiecewiseLinear derivative,
      float[] values,
      int valuesAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    int end = from + (to - from) / LANES * LANES;
    if (accumulate) {
      for (int i = from; i < end; i += LANES) {
        FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i)
            .mul(at(derivative, values, valuesAt + i))
            .add(FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i))
            .intoArray(inputError, inputErrorAt + i);
      }
    } else {
      for (int i = from; i < end; i += LANES) {
        FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i)
            .mul(at(derivative, values, valuesAt + i))
            .intoArray(inputError, inputErrorAt + i);
      }
    }
    for (int i = end; i < to; i++) {
      float error = outputError[outputErrorAt + i] * derivative.at(values[valuesAt + i]);
      inputError[inputErrorAt + i] = accumulate ? inputError[inputErrorAt + i] + error : error;
    }
  }

  private static FloatVector at(PiecewiseLinear derivative, float[] values, int at) {
    FloatVector x = FloatVector.fromArray(SPECIES, values, at);
    FloatVector middle = x.mul(derivative.slope()).add(derivative.constant());
    return middle
        .blend(derivative.above(), x.compare(VectorOperators.GE, derivative.high()))
        .blend(derivative.below(), x.compare(VectorOperators.LE, derivative.low()));
  }
}
