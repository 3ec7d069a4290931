package dev.tamis.cli.run;

import dev.tamis.data.Normalization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code --input-scale}, {@code --input-mean} and {@code --input-std} say. */
public final class InputFlags {
  @Option(
      names = "--input-scale",
      paramLabel = "S",
      description =
          "Fed value = (pixel * scale - mean) / std with pixels 0..255: 1 for a model that takes"
              + " 0..255, 0.00392157 for one that takes 0..1; default: what the model says.")
  private @Nullable Float scale;

  @Option(
      names = "--input-mean",
      paramLabel = "A,B,C",
      description = "One value or one per channel, a,b,c.")
  private @Nullable String mean;

  @Option(
      names = "--input-std",
      paramLabel = "A,B,C",
      description = "One value or one per channel, a,b,c.")
  private @Nullable String std;

  /** Nothing given. */
  public InputFlags() {}

  /** Whether any is given. */
  public boolean given() {
    return scale != null || mean != null || std != null;
  }

  /**
   * How pixels are fed if any flag is given.
   *
   * @param channels of the images
   * @throws SettingException if a value is no number or out of range
   */
  public Normalization normalization(int channels) {
    return normalization(scale, mean, std, channels, Normalization.none());
  }

  /**
   * How pixels are fed: as the flags say if any is given (scale 1/255, mean 0 and std 1 for those
   * that are not), else {@code otherwise}.
   *
   * @throws SettingException if a value is no number or out of range
   */
  static Normalization normalization(
      @Nullable Float scale,
      @Nullable String mean,
      @Nullable String std,
      int channels,
      Normalization otherwise) {
    if (scale == null && mean == null && std == null) {
      return otherwise;
    }
    float[] means = values("--input-mean", mean, 0f, channels);
    float[] stds = values("--input-std", std, 1f, channels);
    try {
      return new Normalization(scale == null ? 1f / 255 : scale, means, stds);
    } catch (IllegalArgumentException e) {
      throw new SettingException("--input-scale, --input-mean, --input-std: " + e.getMessage(), e);
    }
  }

  private static float[] values(String flag, @Nullable String text, float otherwise, int channels) {
    float[] values = new float[channels];
    String[] parts = text == null ? new String[0] : text.split(",", -1);
    if (parts.length > 1 && parts.length != channels) {
      throw new SettingException(
          flag + " has " + parts.length + " values for images of " + channels + " channels");
    }
    for (int c = 0; c < channels; c++) {
      String part = parts.length == 0 ? "" : parts[parts.length == 1 ? 0 : c].strip();
      try {
        values[c] = parts.length == 0 ? otherwise : Float.parseFloat(part);
      } catch (NumberFormatException e) {
        throw new SettingException(flag + ": '" + part + "' is not a number", e);
      }
    }
    return values;
  }
}
