package dev.tamis.data;

/** One image as unsigned bytes, channels last: 1 channel (grey) or 3 (RGB). */
@SuppressWarnings("ArrayRecordComponent") // never compared, and alive only while a folder is read
record DecodedImage(byte[] pixels, int height, int width, int channels) {
  // ITU-R BT.601 luma in 16-bit fixed point, as image libraries commonly turn RGB to grey.
  private static final int RED_WEIGHT = 19595;
  private static final int GREEN_WEIGHT = 38470;
  private static final int BLUE_WEIGHT = 7471;
  private static final int WEIGHT_BITS = 16;

  DecodedImage withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int count = height * width;
    byte[] converted = new byte[count * wanted];
    for (int i = 0; i < count; i++) {
      if (wanted == 1) {
        converted[i] =
            luma(pixels[3 * i] & 0xff, pixels[3 * i + 1] & 0xff, pixels[3 * i + 2] & 0xff);
      } else {
        converted[3 * i] = pixels[i];
        converted[3 * i + 1] = pixels[i];
        converted[3 * i + 2] = pixels[i];
      }
    }
    return new DecodedImage(converted, height, width, wanted);
  }

  DecodedImage resizedTo(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    byte[] resized = new byte[newHeight * newWidth * channels];
    new Bilinear(height, width, newHeight, newWidth, channels).resize(pixels, 0, resized, 0);
    return new DecodedImage(resized, newHeight, newWidth, channels);
  }

  private static byte luma(int red, int green, int blue) {
    int half = 1 << (WEIGHT_BITS - 1);
    return (byte)
        ((red * RED_WEIGHT + green * GREEN_WEIGHT + blue * BLUE_WEIGHT + half) >> WEIGHT_BITS);
  }
}
