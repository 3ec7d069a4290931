package dev.tamis.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes png and jpg with ImageIO. The only class that needs the module java.desktop. */
final class ImageDecoder {
  private static final long MAX_PIXELS = 1L << 26;

  private ImageDecoder() {}

  /**
   * Decodes an image file; transparency is left out.
   *
   * @throws IOException if it is no image, damaged, or of more than 2^26 pixels; the message says
   *     why in a few words
   */
  static DecodedImage decode(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("its content is no image format known here");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // The sizes first: memory is taken only for what a real image could need.
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new IOException(
              "its " + reader.getHeight(0) + "x" + reader.getWidth(0) + " pixels are too many");
        }
        return toBytes(reader.read(0));
      } catch (RuntimeException e) {
        // Damaged files make ImageIO's readers fail in many unchecked ways.
        throw new IOException("it is damaged (" + e + ")", e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static DecodedImage toBytes(BufferedImage image) {
    return isGrey(image.getColorModel()) ? greyBytes(image) : rgbBytes(image);
  }

  private static boolean isGrey(ColorModel model) {
    return !(model instanceof IndexColorModel)
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** Stored grey values: getRGB would pass them through a linear grey profile and change them. */
  private static DecodedImage greyBytes(BufferedImage image) {
    Raster raster = image.getRaster();
    int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? Byte.SIZE : 0;
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[height * width];
    for (int h = 0; h < height; h++) {
      for (int w = 0; w < width; w++) {
        pixels[h * width + w] = (byte) (raster.getSample(w, h, 0) >> shift);
      }
    }
    return new DecodedImage(pixels, height, width, 1);
  }

  /** RGB; a palette of greys alone (png of 1, 2 or 4 bits) becomes grey. */
  private static DecodedImage rgbBytes(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[height * width * 3];
    boolean grey = image.getColorModel() instanceof IndexColorModel;
    int[] row = new int[width];
    for (int h = 0; h < height; h++) {
      image.getRGB(0, h, width, 1, row, 0, width);
      for (int w = 0; w < width; w++) {
        int next = (h * width + w) * 3;
        pixels[next] = (byte) (row[w] >> 16);
        pixels[next + 1] = (byte) (row[w] >> 8);
        pixels[next + 2] = (byte) row[w];
        grey &= pixels[next] == pixels[next + 1] && pixels[next] == pixels[next + 2];
      }
    }
    DecodedImage decoded = new DecodedImage(pixels, height, width, 3);
    return grey ? decoded.withChannels(1) : decoded;
  }
}
