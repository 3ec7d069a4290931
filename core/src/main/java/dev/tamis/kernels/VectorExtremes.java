package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Largest and smallest values of channels and where they are, lanes over channels. */
final class VectorExtremes {
  private VectorExtremes() {}

  static void run(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] maxima,
      int maximaAt,
      float[] minima,
      int minimaAt,
      float[] maximumPixels,
      int maximumPixelsAt,
      float[] minimumPixels,
      int minimumPixelsAt,
      int from,
      int to) {
    for (int n = from; n < to; n++) {
      int in = valuesAt + n * pixels * channels;
      int out = n * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES) {
        column(
            values,
            in + c,
            channels,
            pixels,
            maxima,
            maximaAt + out + c,
            minima,
            minimaAt + out + c,
            maximumPixels,
            maximumPixelsAt + out + c,
            minimumPixels,
            minimumPixelsAt + out + c);
      }
      if (c < channels) {
        column(
            values,
            in + c,
            channels,
            pixels,
            maxima,
            maximaAt + out + c,
            minima,
            minimaAt + out + c,
            maximumPixels,
            maximumPixelsAt + out + c,
            minimumPixels,
            minimumPixelsAt + out + c,
            VectorLanes.first(channels - c));
      }
    }
  }

  /** One vector of channels of one instance. */
  private static void column(
      float[] values,
      int valuesAt,
      int step,
      int count,
      float[] maxima,
      int maximaAt,
      float[] minima,
      int minimaAt,
      float[] maximumPixels,
      int maximumPixelsAt,
      float[] minimumPixels,
      int minimumPixelsAt) {
    FloatVector largest = FloatVector.fromArray(SPECIES, values, valuesAt);
    FloatVector smallest = largest;
    FloatVector largestAt = FloatVector.zero(SPECIES);
    FloatVector smallestAt = largestAt;
    for (int i = 1; i < count; i++) {
      FloatVector value = FloatVector.fromArray(SPECIES, values, valuesAt + i * step);
      VectorMask<Float> above = value.compare(VectorOperators.GT, largest);
      VectorMask<Float> below = value.compare(VectorOperators.LT, smallest);
      largest = largest.blend(value, above);
      smallest = smallest.blend(value, below);
      largestAt = largestAt.blend((float) i, above);
      smallestAt = smallestAt.blend((float) i, below);
    }
    largest.intoArray(maxima, maximaAt);
    smallest.intoArray(minima, minimaAt);
    largestAt.intoArray(maximumPixels, maximumPixelsAt);
    smallestAt.intoArray(minimumPixels, minimumPixelsAt);
  }

  /** The same for the lanes that exist. */
  private static void column(
      float[] values,
      int valuesAt,
      int step,
      int count,
      float[] maxima,
      int maximaAt,
      float[] minima,
      int minimaAt,
      float[] maximumPixels,
      int maximumPixelsAt,
      float[] minimumPixels,
      int minimumPixelsAt,
      VectorMask<Float> lanes) {
    FloatVector largest = FloatVector.fromArray(SPECIES, values, valuesAt, lanes);
    FloatVector smallest = largest;
    FloatVector largestAt = FloatVector.zero(SPECIES);
    FloatVector smallestAt = largestAt;
    for (int i = 1; i < count; i++) {
      FloatVector value = FloatVector.fromArray(SPECIES, values, valuesAt + i * step, lanes);
      VectorMask<Float> above = value.compare(VectorOperators.GT, largest);
      VectorMask<Float> below = value.compare(VectorOperators.LT, smallest);
      largest = largest.blend(value, above);
      smallest = smallest.blend(value, below);
      largestAt = largestAt.blend((float) i, above);
      smallestAt = smallestAt.blend((float) i, below);
    }
    largest.intoArray(maxima, maximaAt, lanes);
    smallest.intoArray(minima, minimaAt, lanes);
    largestAt.intoArray(maximumPixels, maximumPixelsAt, lanes);
    smallestAt.intoArray(minimumPixels, minimumPixelsAt, lanes);
  }
}
