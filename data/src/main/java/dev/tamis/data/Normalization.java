package dev.tamis.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * How pixels become the values a network is fed: {@code (pixel * scale - mean) / std}, with the
 * pixel in 0..255 and a mean and std for every channel.
 *
 * <p>One mean and std serve images of any number of channels. Every pixel gives a finite value.
 *
 * @param scale factor of the pixel, positive; 1/255 brings it to 0..1
 * @param mean subtracted from the scaled pixel, one value a channel
 * @param std divides what is left, one positive value a channel
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared by value
public record Normalization(float scale, float[] mean, float[] std) {
  private static final float MAX_PIXEL = 255;

  /** Checks and copies the arrays. */
  public Normalization {
    mean = mean.clone();
    std = std.clone();
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "Input scale must be positive and finite, not " + scale + "; 0.00392157 gives 0..1.");
    }
    if (mean.length == 0 || mean.length != std.length) {
      throw new IllegalArgumentException(
          "Input mean has "
              + mean.length
              + " values and std "
              + std.length
              + "; give one of each for every channel.");
    }
    for (int c = 0; c < mean.length; c++) {
      requireFiniteValues(scale, mean[c], std[c], c);
    }
  }

  private static void requireFiniteValues(float scale, float mean, float std, int channel) {
    if (!(std > 0) || Float.isInfinite(std)) {
      throw new IllegalArgumentException(
          "Input std of channel " + channel + " must be positive and finite, not " + std + ".");
    }
    // The value is monotonic in the pixel, so the two ends speak for all.
    float low = (0 * scale - mean) / std;
    float high = (MAX_PIXEL * scale - mean) / std;
    if (!Float.isFinite(low) || !Float.isFinite(high)) {
      throw new IllegalArgumentException(
          "Input scale "
              + scale
              + ", mean "
              + mean
              + " and std "
              + std
              + " of channel "
              + channel
              + " give values that are not finite; use numbers of ordinary size.");
    }
  }

  /** Pixels as they are, 0..255. */
  public static Normalization none() {
    return new Normalization(1, new float[] {0}, new float[] {1});
  }

  /** Pixels scaled to 0..1 and nothing else. */
  public static Normalization unitRange() {
    return new Normalization(1 / MAX_PIXEL, new float[] {0}, new float[] {1});
  }

  /**
   * The mean and std that these images have, channel by channel, at scale 1/255.
   *
   * @throws IllegalArgumentException if there are no images or a channel is constant
   */
  public static Normalization measuredOn(LabelledImages images) {
    int channels = images.channels();
    long[][] histogram = new long[channels][256];
    for (int n = 0; n < images.count(); n++) {
      int start = images.pixelOffset(n);
      for (int i = 0; i < images.valuesPerImage(); i++) {
        histogram[i % channels][images.storedPixels()[start + i] & 0xff]++;
      }
    }
    float[] mean = new float[channels];
    float[] std = new float[channels];
    for (int c = 0; c < channels; c++) {
      double channelMean = moment(histogram[c], 0, 1);
      mean[c] = (float) (channelMean / MAX_PIXEL);
      std[c] = (float) (Math.sqrt(moment(histogram[c], channelMean, 2)) / MAX_PIXEL);
    }
    return new Normalization(1 / MAX_PIXEL, mean, std);
  }

  private static double moment(long[] histogram, double centre, int power) {
    double sum = 0;
    long count = 0;
    for (int value = 0; value < histogram.length; value++) {
      sum += histogram[value] * Math.pow(value - centre, power);
      count += histogram[value];
    }
    return sum / count;
  }

  /**
   * Normalizes pixels in place.
   *
   * @param values channels-last pixels, 0..255
   * @param offset where they start, at the first channel of a pixel
   * @param length how many values, whole pixels
   * @throws IllegalArgumentException if {@code length} is not a multiple of the channels
   * @throws IndexOutOfBoundsException if there are not so many values
   */
  public void apply(float[] values, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, values.length);
    int channels = mean.length;
    if (length % channels != 0) {
      throw new IllegalArgumentException(
          length
              + " values are no whole number of pixels of "
              + channels
              + " channels; use a normalization with as many channels as the images have.");
    }
    for (int start = offset; start < offset + length; start += channels) {
      for (int c = 0; c < channels; c++) {
        values[start + c] = (values[start + c] * scale - mean[c]) / std[c];
      }
    }
  }

  /** Whether images of so many channels can be normalized by this. */
  public boolean fits(int channels) {
    return mean.length == 1 || mean.length == channels;
  }

  /** A copy of the means. */
  @Override
  public float[] mean() {
    return mean.clone();
  }

  /** A copy of the standard deviations. */
  @Override
  public float[] std() {
    return std.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalization that
        && Float.compare(scale, that.scale) == 0
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(std, that.std);
  }

  @Override
  public int hashCode() {
    return Objects.hash(scale, Arrays.hashCode(mean), Arrays.hashCode(std));
  }

  @Override
  public String toString() {
    return "(pixel * " + scale + " - " + Arrays.toString(mean) + ") / " + Arrays.toString(std);
  }
}
