package dev.tamis.testing;

import static org.assertj.core.api.Assertions.fail;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.BatchTensor;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.util.Arrays;

/** Arrays of test values, and how to compare them. */
public final class Values {
  private Values() {}

  /** Integers from -bound to bound: sums and products of few of them are exact. */
  public static void integers(SeededGenerator random, int bound, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2 * bound + 1) - bound;
    }
  }

  /** Normally distributed values. */
  public static void gaussian(SeededGenerator random, double deviation, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }

  /** Images with normally distributed values. */
  public static FeatureMap images(SeededGenerator random, Shape shape, int instances) {
    FeatureMap images = FeatureMap.allocate(shape, instances);
    gaussian(random, 1, images.data());
    return images;
  }

  /** The current elements as doubles. */
  public static double[] doubles(BatchTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[tensor.offset() + i];
    }
    return values;
  }

  /** The elements of part of an array as doubles. */
  public static double[] doubles(float[] data, int offset, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = data[offset + i];
    }
    return values;
  }

  /** Largest magnitude; 0 of nothing. */
  public static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** Sum of products. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Fails unless all values are as expected, to a tolerance relative to the largest expected value,
   * or to {@code floor} where that is larger. NaN is never close.
   */
  public static void assertClose(
      String what, double[] actual, double[] expected, double tolerance, double floor) {
    if (actual.length != expected.length) {
      fail("%s: %d values, expected %d", what, actual.length, expected.length);
    }
    double limit = tolerance * Math.max(largest(expected), floor);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= limit)) {
        fail(
            "%s: value %d is %s, expected %s to within %s", what, i, actual[i], expected[i], limit);
      }
    }
  }

  /** Fails at the first value that is not the same float, bit for bit. */
  public static void assertSameBits(String what, float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      fail("%s: %d values, expected %d", what, actual.length, expected.length);
    }
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(actual[i]) != Float.floatToRawIntBits(expected[i])) {
        fail("%s: value %d is %s, expected %s", what, i, actual[i], expected[i]);
      }
    }
  }
}
