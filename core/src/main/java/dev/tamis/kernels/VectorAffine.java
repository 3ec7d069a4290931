package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Batch norm's last pass, with the addition and the ReLU that may follow it, lanes over channels.
 */
final class VectorAffine {
  private VectorAffine() {}

  static void run(
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      boolean hasAddend,
      float[] addend,
      int addendAt,
      boolean rectifies,
      float[] output,
      int outputAt,
      int from,
      int to) {
    int at = from * pixels * channels;
    int count = (to - from) * pixels;
    // The larger of a value and minus infinity is the value, also where it is NaN.
    float floor = rectifies ? 0f : Float.NEGATIVE_INFINITY;
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      int in = inputAt + at + c;
      int out = outputAt + at + c;
      if (hasAddend) {
        int other = addendAt + at + c;
        joined(
            input,
            in,
            factor,
            factorAt + c,
            term,
            termAt + c,
            addend,
            other,
            floor,
            output,
            out,
            channels,
            count);
      } else {
        plain(
            input, in, factor, factorAt + c, term, termAt + c, floor, output, out, channels, count);
      }
    }
    if (c < channels) {
      masked(
          input,
          inputAt + at + c,
          factor,
          factorAt + c,
          term,
          termAt + c,
          hasAddend ? addend : output,
          hasAddend ? addendAt + at + c : outputAt + at + c,
          VectorLanes.first(hasAddend ? channels - c : 0),
          floor,
          output,
          outputAt + at + c,
          channels,
          count,
          VectorLanes.first(channels - c));
    }
  }

  private static void plain(
      float[] input,
      int inputAt,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
    FloatVector scale = FloatVector.fromArray(SPECIES, factor, factorAt);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, input, inputAt + i * step)
          .fma(scale, shift)
          .max(least)
          .intoArray(output, outputAt + i * step);
    }
  }

  private static void joined(
      float[] input,
      int inputAt,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      float[] addend,
      int addendAt,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
    FloatVector scale = FloatVector.fromArray(SPECIES, factor, factorAt);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, input, inputAt + i * step)
          .fma(scale, shift)
          .add(FloatVector.fromArray(SPECIES, addend, addendAt + i * step))
          .max(least)
          .intoArray(output, outputAt + i * step);
    }
  }

  /** Fewer channels than lanes. */
  private static void masked(
      float[] input,
      int inputAt,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      float[] addend,
      int addendAt,
      VectorMask<Float> added,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count,
      VectorMask<Float> lanes) {
    FloatVector scale = FloatVector.fromArray(SPECIES, factor, factorAt, lanes);
    FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt, lanes);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, input, inputAt + i * step, lanes)
          .fma(scale, shift)
          .add(FloatVector.fromArray(SPECIES, addend, addendAt + i * step, added))
          .max(least)
          .intoArray(output, outputAt + i * step, lanes);
    }
  }
}
