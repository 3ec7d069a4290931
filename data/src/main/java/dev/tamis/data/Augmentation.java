package dev.tamis.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How an image is varied each time it is trained on: not at all, or shifted (the image is padded
 * with black and a window of its own size is cut out at random) and mirrored half of the time or
 * made brighter or darker.
 *
 * <p>Every image takes one {@code nextLong} from the generator, whatever comes out ({@link #none}
 * takes nothing), so that the same generator gives the same images.
 */
public final class Augmentation {
  private static final Augmentation NONE = new Augmentation(0, false, 0);
  private static final int MAX_PADDING = 1 << 14;
  private static final int SHIFT_BITS = 24;
  private static final int SHIFT_MASK = (1 << SHIFT_BITS) - 1;
  private static final int BRIGHTNESS_MASK = (1 << (Long.SIZE - 2 * SHIFT_BITS - 1)) - 1;
  private static final float MAX_PIXEL = 255;

  private final int padding;
  private final boolean flips;
  private final double brightness;

  private Augmentation(int padding, boolean flips, double brightness) {
    if (padding < 0 || padding > MAX_PADDING) {
      throw new IllegalArgumentException(
          "Padding must be in 0.." + MAX_PADDING + " pixels, not " + padding + ".");
    }
    if (!(brightness >= 0 && brightness <= 1)) {
      throw new IllegalArgumentException(
          "The change of brightness must be in [0,1], not " + brightness + ".");
    }
    this.padding = padding;
    this.flips = flips;
    this.brightness = brightness;
  }

  /** Images as they are. */
  public static Augmentation none() {
    return NONE;
  }

  /**
   * Shifts by up to {@code padding} pixels in each direction, and mirrors left to right half of the
   * time (He et al. 2016, with 4 for CIFAR).
   *
   * @throws IllegalArgumentException if the padding is negative or beyond 16,384
   */
  public static Augmentation randomCropAndFlip(int padding) {
    return new Augmentation(padding, true, 0);
  }

  /**
   * Shifts by up to {@code padding} pixels in each direction: for digits and letters, which are not
   * to be mirrored.
   *
   * @throws IllegalArgumentException if the padding is negative or beyond 16,384
   */
  public static Augmentation randomCrop(int padding) {
    return new Augmentation(padding, false, 0);
  }

  /**
   * Shifts by up to {@code padding} pixels in each direction and multiplies all pixels with one
   * factor in [1 - brightness, 1 + brightness], clipped to 0..255: the near-duplicates that a
   * camera gives of what it looks at.
   *
   * @throws IllegalArgumentException if the padding is negative or beyond 16,384, or the brightness
   *     outside [0,1]
   */
  public static Augmentation jitter(int padding, double brightness) {
    return new Augmentation(padding, false, brightness);
  }

  /**
   * Copies an image, varied: values 0..255, channels last.
   *
   * @param index 0..count-1
   * @param generator gives the randomness
   * @param destination receives {@link LabelledImages#valuesPerImage} values
   * @param offset where the first goes
   * @throws IndexOutOfBoundsException if there is no such image, or no such room
   */
  public void copyPixels(
      LabelledImages images,
      int index,
      RandomGenerator generator,
      float[] destination,
      int offset) {
    if (changesNothing()) {
      images.copyPixels(index, destination, offset);
      return;
    }
    long bits = generator.nextLong();
    int rowShift = shift(bits >>> (Long.SIZE - SHIFT_BITS));
    int columnShift = shift(bits >>> (Long.SIZE - 2 * SHIFT_BITS));
    boolean flip = flips && (bits >>> (Long.SIZE - 2 * SHIFT_BITS - 1) & 1) != 0;
    copyShifted(images, index, rowShift, columnShift, flip, destination, offset);
    if (brightness > 0) {
      brighten(factor(bits), destination, offset, images.valuesPerImage());
    }
  }

  private boolean changesNothing() {
    return padding == 0 && !flips && brightness == 0;
  }

  /** The lowest 15 bits as a factor between the darkest and the brightest, both included. */
  private float factor(long bits) {
    double position = (double) (bits & BRIGHTNESS_MASK) / BRIGHTNESS_MASK;
    return (float) (1 + brightness * (2 * position - 1));
  }

  private static void brighten(float factor, float[] values, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      values[i] = Math.min(MAX_PIXEL, factor * values[i]);
    }
  }

  /** The lowest 24 bits as a number in -padding..padding, each equally likely within 0.2 %. */
  private int shift(long bits) {
    long positions = 2L * padding + 1;
    return (int) (((bits & SHIFT_MASK) * positions) >> SHIFT_BITS) - padding;
  }

  private static void copyShifted(
      LabelledImages images,
      int index,
      int rowShift,
      int columnShift,
      boolean flip,
      float[] destination,
      int offset) {
    int height = images.height();
    int width = images.width();
    int channels = images.channels();
    int start = images.pixelOffset(index);
    byte[] pixels = images.storedPixels();
    Objects.checkFromIndexSize(offset, images.valuesPerImage(), destination.length);
    Arrays.fill(destination, offset, offset + images.valuesPerImage(), 0);
    for (int h = Math.max(0, -rowShift); h < Math.min(height, height - rowShift); h++) {
      for (int w = Math.max(0, -columnShift); w < Math.min(width, width - columnShift); w++) {
        int from = start + ((h + rowShift) * width + w + columnShift) * channels;
        int to = offset + (h * width + (flip ? width - 1 - w : w)) * channels;
        for (int c = 0; c < channels; c++) {
          destination[to + c] = pixels[from + c] & 0xff;
        }
      }
    }
  }

  /** For example {@code crop with padding 4, flip}. */
  @Override
  public String toString() {
    if (changesNothing()) {
      return "none";
    }
    return "crop with padding "
        + padding
        + (flips ? ", flip" : "")
        + (brightness > 0 ? ", brightness +-" + brightness : "");
  }
}
