package dev.tamis.data.corruption;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The corruptions of CIFAR-10-C (Hendrycks and Dietterich 2019, arXiv 1903.12261), each in five
 * severities with the published parameters for 32x32 images. Lengths in pixels grow with the
 * shorter side where it is above 32.
 *
 * <p>The images are those of the paper in kind, not bit for bit: the random numbers are other ones,
 * {@link #FROST} grows its texture instead of taking it from photographs, and glass blur is left
 * out, whose published severities are not in order.
 */
@SuppressWarnings("ImmutableEnumChecker") // the effects are static methods
public enum Corruption {
  /** Normal noise of a standard deviation of 0.04 to 0.10 of the range. */
  GAUSSIAN_NOISE(Noise::gaussian),
  /** Photon noise: Poisson with 500 down to 50 photons for white. */
  SHOT_NOISE(Noise::shot),
  /** Salt and pepper: 1 % to 7 % of the values become 0 or 255. */
  IMPULSE_NOISE(Noise::impulse),
  /** Out of focus: a disk, with softened edges. */
  DEFOCUS_BLUR(Blur::defocus),
  /**
   * Moved while exposed, in a random direction within 45 degrees of horizontal. Severities 3 and 4
   * are the same: as published they differ in a length of the trail where it has faded.
   */
  MOTION_BLUR(Blur::motion),
  /** Approached while exposed: the mean of enlargements by up to 5 % to 25 %. */
  ZOOM_BLUR(Blur::zoom),
  /** Falling flakes before a whitened image. */
  SNOW(Weather::snow),
  /** Ice crystals on the lens, folded from a plasma fractal. */
  FROST(Weather::frost),
  /** A plasma fractal that veils and lowers the contrast. */
  FOG(Weather::fog),
  /** The value of HSV raised by 5 % to 30 % of the range. */
  BRIGHTNESS(Weather::brightness),
  /** Differences to each channel's mean times 0.75 down to 0.15. */
  CONTRAST(Digital::contrast),
  /** A random affine map, then local displacements. */
  ELASTIC(Digital::elastic),
  /** Shrunk to 95 % down to 65 % and enlarged again, both without smoothing. */
  PIXELATE(Digital::pixelate),
  /** The loss of a JPEG file of quality 80 down to 40. */
  JPEG(Digital::jpeg);

  /** The strongest severity; the weakest is 1, and 0 leaves an image as it is. */
  public static final int MAX_SEVERITY = 5;

  private final Effect effect;
  private final String text;

  Corruption(Effect effect) {
    this.effect = effect;
    this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its name in lower case with hyphens, for example {@code gaussian-noise}. */
  public String text() {
    return text;
  }

  /** The corruption that is called so by {@link #text}, if there is one. */
  public static Optional<Corruption> named(String text) {
    return Arrays.stream(values()).filter(corruption -> corruption.text.equals(text)).findFirst();
  }

  /** The names of all, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Corruption::text).collect(Collectors.joining(", "));
  }

  /**
   * Corrupts one image.
   *
   * @param pixels height x width x channels unsigned bytes, channels last; left alone
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @param channels 1 for grey or 3 for RGB
   * @param severity 0 (as it is) to 5
   * @param seed all randomness follows from it: same image and seed, same bytes
   * @return a new array
   * @throws IllegalArgumentException if the severity or the channels are out of range, or the sizes
   *     do not fit together
   */
  public byte[] apply(byte[] pixels, int height, int width, int channels, int severity, long seed) {
    requireSeverity(severity);
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          text + " needs images of 1 or 3 channels, not " + channels + ".");
    }
    if (height < 1 || width < 1 || pixels.length != (long) height * width * channels) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are no image of " + height + "x" + width + "x" + channels + ".");
    }
    if (severity == 0) {
      return pixels.clone();
    }
    Picture picture = Picture.of(pixels, height, width, channels);
    return effect.apply(picture, severity - 1, new Draws(seed, text)).toBytes();
  }

  /**
   * Checks a severity.
   *
   * @throws IllegalArgumentException if it is not 0 to 5
   */
  public static void requireSeverity(int severity) {
    if (severity < 0 || severity > MAX_SEVERITY) {
      throw new IllegalArgumentException(
          "Severity " + severity + " is not in 0.." + MAX_SEVERITY + ".");
    }
  }
}
