package dev.tamis.data.corruption;

import java.util.Random;

/** Images with smooth parts, edges and texture, as photographs have. */
public final class Scenes {
  private Scenes() {}

  /** A background that fades, with some coloured disks before it and faint stripes all over. */
  public static byte[] scene(int height, int width, int channels, int seed) {
    Random random = new Random(seed);
    double[] values = new double[height * width * channels];
    double[] from = colour(random, channels);
    double[] to = colour(random, channels);
    for (int i = 0; i < values.length; i++) {
      double part = (double) i / values.length;
      values[i] = from[i % channels] * (1 - part) + to[i % channels] * part;
    }
    for (int disk = 0; disk < 6; disk++) {
      double[] colour = colour(random, channels);
      double centreH = random.nextDouble() * height;
      double centreW = random.nextDouble() * width;
      double radius = Math.min(height, width) * (0.05 + 0.2 * random.nextDouble());
      for (int i = 0; i < height * width; i++) {
        if (Math.hypot(i / width - centreH, i % width - centreW) < radius) {
          System.arraycopy(colour, 0, values, i * channels, channels);
        }
      }
    }
    double period = Math.min(height, width) * (0.1 + 0.2 * random.nextDouble());
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      double stripe =
          0.06 * Math.sin((i / channels % width + 0.5 * (i / channels / width)) / period * 6.3);
      pixels[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, values[i] + stripe)));
    }
    return pixels;
  }

  private static double[] colour(Random random, int channels) {
    double[] colour = new double[channels];
    for (int c = 0; c < channels; c++) {
      colour[c] = 0.1 + 0.7 * random.nextDouble();
    }
    return colour;
  }

  /** The mean absolute difference of two images, in grey levels. */
  public static double difference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return (double) sum / one.length;
  }
}
