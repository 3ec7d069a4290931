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
    FloatVector below = FloatVector.broadcast(SPECIES, derivative.below());
    FloatVector above = FloatVector.broadcast(SPECIES, derivative.above());
    FloatVector constant = FloatVector.broadcast(SPECIES, derivative.constant());
    int end = from + (to - from) / LANES * LANES;
    for (int i = from; i < end; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, valuesAt + i);
      FloatVector factor =
          constant
              .add(x.mul(derivative.slope()))
              .blend(above, x.compare(VectorOperators.GE, derivative.high()))
              .blend(below, x.compare(VectorOperators.LE, derivative.low()));
      FloatVector error =
          FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i).mul(factor);
      if (accumulate) {
        error = FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i).add(error);
      }
      error.intoArray(inputError, inputErrorAt + i);
    }
    for (int i = end; i < to; i++) {
      float error = outputError[outputErrorAt + i] * derivative.at(values[valuesAt + i]);
      inputError[inputErrorAt + i] = accumulate ? inputError[inputErrorAt + i] + error : error;
    }
  }
}
