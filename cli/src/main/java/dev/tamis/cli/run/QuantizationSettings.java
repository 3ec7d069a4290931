package dev.tamis.cli.run;

import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.quantize.Rounding;
import dev.tamis.quantize.WeightScale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many bits values have while a network is trained; what is not given is null. */
public final class QuantizationSettings {
  private static final int FLOAT = QuantizationScheme.FLOAT_BITS;

  @Option(
      names = "--bits",
      paramLabel = "N",
      description =
          "Bits of weights, activations and propagated errors in training, 2 to 16; weight gradients"
              + " take twice as many of the error. 32 (default): floats.")
  @Nullable Integer bits;

  @Option(
      names = "--weight-bits",
      paramLabel = "N",
      description = "Bits of weights (with --bits), 2 to 16.")
  @Nullable Integer weightBits;

  @Option(
      names = "--activation-bits",
      paramLabel = "N",
      description = "Bits of activations (with --bits), 2 to 16.")
  @Nullable Integer activationBits;

  @Option(
      names = "--error-bits",
      paramLabel = "N",
      description = "Bits of error maps that are propagated (with --bits), 2 to 16.")
  @Nullable Integer errorBits;

  @Option(
      names = "--weight-gradient-error-bits",
      paramLabel = "N",
      description = "Bits of error maps that weight gradients are computed from (with --bits).")
  @Nullable Integer weightGradientErrorBits;

  @Option(
      names = "--weight-scale",
      paramLabel = "KIND",
      description = "tensor or channel: how many weights share a scale (with --bits).")
  @Nullable String weightScale;

  @Option(
      names = "--error-rounding",
      paramLabel = "KIND",
      description = "stochastic or nearest, of error maps that are propagated (with --bits).")
  @Nullable String errorRounding;

  @Option(
      names = "--quantize-first",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether the first layer is quantized (with --bits; true).")
  @Nullable Boolean quantizeFirst;

  @Option(
      names = "--quantize-last",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether the last layer is quantized (with --bits; false).")
  @Nullable Boolean quantizeLast;

  /** Nothing given: floats. */
  public QuantizationSettings() {}

  /** Those that make a scheme. */
  static QuantizationSettings of(QuantizationScheme scheme) {
    QuantizationSettings settings = new QuantizationSettings();
    if (scheme.isQuantized()) {
      settings.bits = scheme.activationBits();
      settings.weightBits = scheme.weightBits();
      settings.activationBits = scheme.activationBits();
      settings.errorBits = scheme.errorBits();
      settings.weightGradientErrorBits = scheme.weightGradientErrorBits();
      settings.weightScale = scheme.weightScale() == WeightScale.PER_CHANNEL ? "channel" : "tensor";
      settings.errorRounding =
          scheme.errorRounding() == Rounding.NEAREST ? "nearest" : "stochastic";
      settings.quantizeFirst = scheme.quantizesFirst();
      settings.quantizeLast = scheme.quantizesLast();
    }
    return settings;
  }

  /** What is given here, and the others' where nothing is. */
  QuantizationSettings over(QuantizationSettings others) {
    QuantizationSettings both = new QuantizationSettings();
    both.bits = or(bits, others.bits);
    both.weightBits = or(weightBits, others.weightBits);
    both.activationBits = or(activationBits, others.activationBits);
    both.errorBits = or(errorBits, others.errorBits);
    both.weightGradientErrorBits = or(weightGradientErrorBits, others.weightGradientErrorBits);
    both.weightScale = or(weightScale, others.weightScale);
    both.errorRounding = or(errorRounding, others.errorRounding);
    both.quantizeFirst = or(quantizeFirst, others.quantizeFirst);
    both.quantizeLast = or(quantizeLast, others.quantizeLast);
    return both;
  }

  private static <T> @Nullable T or(@Nullable T value, @Nullable T other) {
    return value == null ? other : value;
  }

  private boolean quantizes() {
    return bits != null && bits != 0 && bits != FLOAT;
  }

  /** What the network is told. */
  QuantizationScheme scheme() {
    if (!quantizes()) {
      return QuantizationScheme.NONE;
    }
    QuantizationScheme base = QuantizationScheme.bits(Objects.requireNonNull(bits));
    return new QuantizationScheme(
        weightBits == null ? base.weightBits() : weightBits,
        activationBits == null ? base.activationBits() : activationBits,
        errorBits == null ? base.errorBits() : errorBits,
        weightGradientErrorBits == null ? base.weightGradientErrorBits() : weightGradientErrorBits,
        "channel".equals(weightScale) ? WeightScale.PER_CHANNEL : WeightScale.PER_TENSOR,
        "nearest".equals(errorRounding) ? Rounding.NEAREST : Rounding.STOCHASTIC,
        quantizeFirst == null ? base.quantizesFirst() : quantizeFirst,
        quantizeLast == null ? base.quantizesLast() : quantizeLast);
  }

  void check() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("--weight-bits", weightBits);
    details.put("--activation-bits", activationBits);
    details.put("--error-bits", errorBits);
    details.put("--weight-gradient-error-bits", weightGradientErrorBits);
    for (Map.Entry<String, @Nullable Object> detail : details.entrySet()) {
      if (detail.getValue() instanceof Integer number) {
        checkBits(detail.getKey(), number, "");
      }
    }
    details.put("--weight-scale", weightScale);
    details.put("--error-rounding", errorRounding);
    details.put("--quantize-first", quantizeFirst);
    details.put("--quantize-last", quantizeLast);
    if (weightScale != null) {
      SettingChecks.choose("--weight-scale", weightScale, "tensor", "channel");
    }
    if (errorRounding != null) {
      SettingChecks.choose("--error-rounding", errorRounding, "stochastic", "nearest");
    }
    if (quantizes()) {
      checkBits("--bits", Objects.requireNonNull(bits), ", or 32 for floats");
    }
    for (Map.Entry<String, @Nullable Object> detail : details.entrySet()) {
      // With --bits 32 they are those of a recipe or a comparison that is not followed here.
      if (bits == null && detail.getValue() != null) {
        throw new SettingException(
            detail.getKey() + " says how to quantize, but nothing is quantized: add --bits 8");
      }
    }
  }

  private static void checkBits(String flag, int bits, String otherwise) {
    boolean holds = bits >= QuantizationScheme.LEAST_BITS && bits <= QuantizationScheme.MOST_BITS;
    SettingChecks.require(holds, flag, bits, "must be 2..16" + otherwise);
  }
}
