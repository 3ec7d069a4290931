package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes over memory with lanes over channels: one vector of channels at a time, all pixels under
 * it, constants in registers. Whole vectors do without masks, which not every processor has.
 */
final class VectorPasses {
  private VectorPasses() {}

  static void reluForward(
      float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    int end = from + (to - from) / LANES * LANES;
    for (int i = from; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, input, inputAt + i).max(0f).intoArray(output, outputAt + i);
    }
    for (int i = end; i < to; i++) {
      output[outputAt + i] = Math.max(input[inputAt + i], 0f);
    }
  }

  static void add(
      float[] a, int aAt, float[] b, int bAt, float[] output, int outputAt, int from, int to) {
    int end = from + (to - from) / LANES * LANES;
    for (int i = from; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i)
          .add(FloatVector.fromArray(SPECIES, b, bAt + i))
          .intoArray(output, outputAt + i);
    }
    for (int i = end; i < to; i++) {
      output[outputAt + i] = a[aAt + i] + b[bAt + i];
    }
  }

  /**
   * inputError (+)= output > 0 ? outputError : 0. A blend, because signs of activations defeat
   * branch prediction.
   */
  static void reluBackward(
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = from + (to - from) / LANES * LANES;
    if (accumulate) {
      for (int i = from; i < end; i += LANES) {
        FloatVector error =
            zero.blend(
                FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i),
                FloatVector.fromArray(SPECIES, output, outputAt + i)
                    .compare(VectorOperators.GT, 0f));
        FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i)
            .add(error)
            .intoArray(inputError, inputErrorAt + i);
      }
    } else {
      for (int i = from; i < end; i += LANES) {
        zero.blend(
                FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i),
                FloatVector.fromArray(SPECIES, output, outputAt + i)
                    .compare(VectorOperators.GT, 0f))
            .intoArray(inputError, inputErrorAt + i);
      }
    }
    for (int i = end; i < to; i++) {
      float error = output[outputAt + i] > 0f ? outputError[outputErrorAt + i] : 0f;
      inputError[inputErrorAt + i] = accumulate ? inputError[inputErrorAt + i] + error : error;
    }
  }

  static void channelSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int at = n * pixels * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES) {
        sumColumn(values, valuesAt + at + c, channels, pixels, sums, out + c);
      }
      if (c < channels) {
        sumColumn(
            values,
            valuesAt + at + c,
            channels,
            pixels,
            sums,
            out + c,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of one instance. */
  private static void sumColumn(
      float[] values, int valuesAt, int step, int count, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, values, valuesAt + i * step));
    }
    sum.intoArray(sums, sumsAt);
  }

  /** The same for the lanes that exist. */
  private static void sumColumn(
      float[] values,
      int valuesAt,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      VectorMask<Float> lanes) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, values, valuesAt + i * step, lanes));
    }
    sum.intoArray(sums, sumsAt, lanes);
  }

  static void channelAbsoluteSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int at = n * pixels * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES) {
        absoluteColumn(values, valuesAt + at + c, channels, pixels, sums, out + c);
      }
      if (c < channels) {
        absoluteColumn(
            values,
            valuesAt + at + c,
            channels,
            pixels,
            sums,
            out + c,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of one instance. */
  private static void absoluteColumn(
      float[] values, int valuesAt, int step, int count, float[] sums, int sumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, values, valuesAt + i * step).abs());
    }
    sum.intoArray(sums, sumsAt);
  }

  /** The same for the lanes that exist. */
  private static void absoluteColumn(
      float[] values,
      int valuesAt,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      VectorMask<Float> lanes) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, values, valuesAt + i * step, lanes).abs());
    }
    sum.intoArray(sums, sumsAt, lanes);
  }

  static void channelCentredSquareSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int at = n * pixels * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES) {
        squareColumn(values, valuesAt + at + c, mean, meanAt + c, channels, pixels, sums, out + c);
      }
      if (c < channels) {
        squareColumn(
            values,
            valuesAt + at + c,
            mean,
            meanAt + c,
            channels,
            pixels,
            sums,
            out + c,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of one instance. */
  private static void squareColumn(
      float[] values,
      int valuesAt,
      float[] mean,
      int meanAt,
      int step,
      int count,
      float[] sums,
      int sumsAt) {
    FloatVector centre = FloatVector.fromArray(SPECIES, mean, meanAt);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      FloatVector centred = FloatVector.fromArray(SPECIES, values, valuesAt + i * step).sub(centre);
      sum = centred.fma(centred, sum);
    }
    sum.intoArray(sums, sumsAt);
  }

  /** The same for the lanes that exist. */
  private static void squareColumn(
      float[] values,
      int valuesAt,
      float[] mean,
      int meanAt,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      VectorMask<Float> lanes) {
    FloatVector centre = FloatVector.fromArray(SPECIES, mean, meanAt, lanes);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      FloatVector centred =
          FloatVector.fromArray(SPECIES, values, valuesAt + i * step, lanes).sub(centre);
      sum = centred.fma(centred, sum);
    }
    sum.intoArray(sums, sumsAt, lanes);
  }

  static void channelCentredProductSums(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int out = sumsAt + n * channels;
      int at = n * pixels * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES) {
        productColumn(
            a, aAt + at + c, b, bAt + at + c, mean, meanAt + c, channels, pixels, sums, out + c);
      }
      if (c < channels) {
        productColumn(
            a,
            aAt + at + c,
            b,
            bAt + at + c,
            mean,
            meanAt + c,
            channels,
            pixels,
            sums,
            out + c,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of one instance. */
  private static void productColumn(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] mean,
      int meanAt,
      int step,
      int count,
      float[] sums,
      int sumsAt) {
    FloatVector centre = FloatVector.fromArray(SPECIES, mean, meanAt);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum =
          FloatVector.fromArray(SPECIES, a, aAt + i * step)
              .fma(FloatVector.fromArray(SPECIES, b, bAt + i * step).sub(centre), sum);
    }
    sum.intoArray(sums, sumsAt);
  }

  /** The same for the lanes that exist. */
  private static void productColumn(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] mean,
      int meanAt,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      VectorMask<Float> lanes) {
    FloatVector centre = FloatVector.fromArray(SPECIES, mean, meanAt, lanes);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i++) {
      sum =
          FloatVector.fromArray(SPECIES, a, aAt + i * step, lanes)
              .fma(FloatVector.fromArray(SPECIES, b, bAt + i * step, lanes).sub(centre), sum);
    }
    sum.intoArray(sums, sumsAt, lanes);
  }

  static void channelBlend(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    int at = from * pixels * channels;
    int count = (to - from) * pixels;
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      if (accumulate) {
        addBlendColumn(
            outputError,
            outputErrorAt + at + c,
            input,
            inputAt + at + c,
            errorFactor,
            errorFactorAt + c,
            inputFactor,
            inputFactorAt + c,
            term,
            termAt + c,
            inputError,
            inputErrorAt + at + c,
            channels,
            count);
      } else {
        blendColumn(
            outputError,
            outputErrorAt + at + c,
            input,
            inputAt + at + c,
            errorFactor,
            errorFactorAt + c,
            inputFactor,
            inputFactorAt + c,
            term,
            termAt + c,
            inputError,
            inputErrorAt + at + c,
            channels,
            count);
      }
    }
    if (c < channels) {
      if (accumulate) {
        addBlendColumn(
            outputError,
            outputErrorAt + at + c,
            input,
            inputAt + at + c,
            errorFactor,
            errorFactorAt + c,
            inputFactor,
            inputFactorAt + c,
            term,
            termAt + c,
            inputError,
            inputErrorAt + at + c,
            channels,
            count,
            VectorLanes.first(channels - c));
      } else {
        blendColumn(
            outputError,
            outputErrorAt + at + c,
            input,
            inputAt + at + c,
            errorFactor,
            errorFactorAt + c,
            inputFactor,
            inputFactorAt + c,
            term,
            termAt + c,
            inputError,
            inputErrorAt + at + c,
            channels,
            count,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of all instances. */
  private static void blendColumn(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count) {
    FloatVector errorScale = FloatVector.fromArray(SPECIES, errorFactor, errorFactorAt);
    FloatVector inputScale = FloatVector.fromArray(SPECIES, inputFactor, inputFactorAt);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step)
          .fma(
              errorScale,
              FloatVector.fromArray(SPECIES, input, inputAt + i * step).fma(inputScale, shift))
          .intoArray(inputError, inputErrorAt + i * step);
    }
  }

  /** The same for the lanes that exist. */
  private static void blendColumn(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count,
      VectorMask<Float> lanes) {
    FloatVector errorScale = FloatVector.fromArray(SPECIES, errorFactor, errorFactorAt, lanes);
    FloatVector inputScale = FloatVector.fromArray(SPECIES, inputFactor, inputFactorAt, lanes);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt, lanes);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step, lanes)
          .fma(
              errorScale,
              FloatVector.fromArray(SPECIES, input, inputAt + i * step, lanes)
                  .fma(inputScale, shift))
          .intoArray(inputError, inputErrorAt + i * step, lanes);
    }
  }

  /** One vector of channels of all instances, added to what is there. */
  private static void addBlendColumn(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count) {
    FloatVector errorScale = FloatVector.fromArray(SPECIES, errorFactor, errorFactorAt);
    FloatVector inputScale = FloatVector.fromArray(SPECIES, inputFactor, inputFactorAt);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step)
          .fma(
              errorScale,
              FloatVector.fromArray(SPECIES, input, inputAt + i * step).fma(inputScale, shift))
          .add(FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i * step))
          .intoArray(inputError, inputErrorAt + i * step);
    }
  }

  /** The same for the lanes that exist. */
  private static void addBlendColumn(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count,
      VectorMask<Float> lanes) {
    FloatVector errorScale = FloatVector.fromArray(SPECIES, errorFactor, errorFactorAt, lanes);
    FloatVector inputScale = FloatVector.fromArray(SPECIES, inputFactor, inputFactorAt, lanes);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt, lanes);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step, lanes)
          .fma(
              errorScale,
              FloatVector.fromArray(SPECIES, input, inputAt + i * step, lanes)
                  .fma(inputScale, shift))
          .add(FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i * step, lanes))
          .intoArray(inputError, inputErrorAt + i * step, lanes);
    }
  }
}
