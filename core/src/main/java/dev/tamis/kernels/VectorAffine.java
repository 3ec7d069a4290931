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
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> lanes = VectorLanes.first(Math.min(LANES, channels - c));
      FloatVector scale = FloatVector.fromArray(SPECIES, factor, factorAt + c, lanes);
      FloatVector shift = FloatVector.fromArray(SPECIES, term, termAt + c, lanes);
      int in = inputAt + at + c;
      int out = outputAt + at + c;
      boolean whole = c + LANES <= channels;
      if (whole && hasAddend) {
        int other = addendAt + at + c;
        joined(input, in, scale, shift, addend, other, floor, output, out, channels, count);
      } else if (whole) {
        plain(input, in, scale, shift, floor, output, out, channels, count);
      } else {
        float[] b = hasAddend ? addend : output;
        int other = hasAddend ? addendAt + at + c : out;
        VectorMask<Float> added = hasAddend ? lanes : VectorLanes.first(0);
        masked(
            input, in, scale, shift, b, other, added, floor, output, out, channels, count, lanes);
      }
    }
  }

  private static void plain(
      float[] input,
      int inputAt,
      FloatVector scale,
      FloatVector shift,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
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
      FloatVector scale,
      FloatVector shift,
      float[] addend,
      int addendAt,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
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
      FloatVector scale,
      FloatVector shift,
      float[] addend,
      int addendAt,
      VectorMask<Float> added,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count,
      VectorMask<Float> lanes) {
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
