package dev.tamis.data.drift;

/** Turns images of one size about their centre, bilinear, before a black background. */
final class Rotation {
  private final int height;
  private final int width;
  private final int channels;
  private final double sine;
  private final double cosine;

  Rotation(int height, int width, int channels, double degrees) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.sine = StrictMath.sin(Math.toRadians(degrees));
    this.cosine = StrictMath.cos(Math.toRadians(degrees));
  }

  byte[] of(byte[] pixels) {
    byte[] turned = new byte[pixels.length];
    double centreH = (height - 1) / 2.0;
    double centreW = (width - 1) / 2.0;
    int next = 0;
    for (int h = 0; h < height; h++) {
      for (int w = 0; w < width; w++) {
        double fromH = centreH + cosine * (h - centreH) + sine * (w - centreW);
        double fromW = centreW - sine * (h - centreH) + cosine * (w - centreW);
        for (int c = 0; c < channels; c++) {
          turned[next++] = (byte) Math.round(between(pixels, fromH, fromW, c));
        }
      }
    }
    return turned;
  }

  private double between(byte[] pixels, double h, double w, int c) {
    int top = (int) Math.floor(h);
    int left = (int) Math.floor(w);
    double down = h - top;
    double right = w - left;
    double upper = at(pixels, top, left, c) * (1 - right) + at(pixels, top, left + 1, c) * right;
    double lower =
        at(pixels, top + 1, left, c) * (1 - right) + at(pixels, top + 1, left + 1, c) * right;
    return upper * (1 - down) + lower * down;
  }

  private int at(byte[] pixels, int h, int w, int c) {
    boolean inside = h >= 0 && h < height && w >= 0 && w < width;
    return inside ? pixels[(h * width + w) * channels + c] & 0xff : 0;
  }
}
