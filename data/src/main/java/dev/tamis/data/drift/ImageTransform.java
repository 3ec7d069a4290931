package dev.tamis.data.drift;

import dev.tamis.data.corruption.Corruption;

/** What happens to an image before the network sees it. */
public sealed interface ImageTransform extends Novelty {

  /**
   * Changes one image.
   *
   * @param pixels height x width x channels unsigned bytes, channels last; left alone
   * @param seed all randomness follows from it
   * @return a new array
   */
  byte[] apply(byte[] pixels, int height, int width, int channels, long seed);

  /**
   * A corruption.
   *
   * @param corruption which one
   * @param severity 1 to 5
   */
  record Corrupted(Corruption corruption, int severity) implements ImageTransform {
    /**
     * Checks the severity.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Corrupted {
      if (severity < 1 || severity > Corruption.MAX_SEVERITY) {
        throw new IllegalArgumentException(
            "severity "
                + severity
                + " is not in 1.."
                + Corruption.MAX_SEVERITY
                + "; write "
                + corruption.text()
                + ":3 for a middle one");
      }
    }

    @Override
    public byte[] apply(byte[] pixels, int height, int width, int channels, long seed) {
      return corruption.apply(pixels, height, width, channels, severity, seed);
    }

    @Override
    public String text() {
      return corruption.text() + ":" + severity;
    }
  }

  /**
   * A turn about the centre, counter-clockwise, bilinear; what comes in from outside is black.
   *
   * @param degrees -360 to 360
   */
  record Rotated(double degrees) implements ImageTransform {
    /**
     * Checks the angle.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Rotated {
      if (!(degrees >= -360 && degrees <= 360)) {
        throw new IllegalArgumentException(
            "the angle " + degrees + " is not in -360..360 degrees; write rotate:45, for example");
      }
    }

    @Override
    public byte[] apply(byte[] pixels, int height, int width, int channels, long seed) {
      return new Rotation(height, width, channels, degrees).of(pixels);
    }

    @Override
    public String text() {
      return "rotate:" + ScheduleText.number(degrees);
    }
  }
}
