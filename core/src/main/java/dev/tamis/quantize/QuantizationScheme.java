package dev.tamis.quantize;

import java.util.Objects;

/**
 * The bits that values have while a network is trained (Banner et al. 2018, arXiv 1805.11046).
 * Every tensor is symmetric around zero: value = integer x scale, integers of b bits from -(2^(b-1)
 * - 1) to 2^(b-1) - 1, the scale such that the largest absolute value is met. Trained parameters
 * and the optimizer's state stay float, and so do batch norm's own arithmetic, the loss and the
 * logits.
 *
 * @param weightBits of weights, rounded to the nearest from their float masters in every step
 * @param activationBits of the outputs of layers; up to 8 they are stored as bytes, above as
 *     rounded floats
 * @param errorBits of error maps that are propagated
 * @param weightGradientErrorBits of the copy of an error map that weight gradients are computed
 *     from, rounded to the nearest
 * @param weightScale how many weights share a scale; activations and error maps have one scale for
 *     each instance's map
 * @param errorRounding how error maps that are propagated are rounded
 * @param quantizesFirst whether the products of the first layer are quantized
 * @param quantizesLast whether those of the last layer are
 */
public record QuantizationScheme(
    int weightBits,
    int activationBits,
    int errorBits,
    int weightGradientErrorBits,
    WeightScale weightScale,
    Rounding errorRounding,
    boolean quantizesFirst,
    boolean quantizesLast) {

  /** Bits of a float: nothing is rounded. */
  public static final int FLOAT_BITS = 32;

  /** Fewest bits of a quantized value. */
  public static final int LEAST_BITS = 2;

  /** Most bits of a quantized value. */
  public static final int MOST_BITS = 16;

  /** Most bits of a value that is stored as a byte. */
  public static final int BYTE_BITS = 8;

  /** Nothing is quantized. */
  public static final QuantizationScheme NONE =
      new QuantizationScheme(
          FLOAT_BITS,
          FLOAT_BITS,
          FLOAT_BITS,
          FLOAT_BITS,
          WeightScale.PER_TENSOR,
          Rounding.NEAREST,
          false,
          false);

  /**
   * @throws IllegalArgumentException if bits are outside 2 to 16, unless all are those of a float
   */
  public QuantizationScheme {
    Objects.requireNonNull(weightScale, "weightScale");
    Objects.requireNonNull(errorRounding, "errorRounding");
    boolean isFloat =
        weightBits == FLOAT_BITS
            && activationBits == FLOAT_BITS
            && errorBits == FLOAT_BITS
            && weightGradientErrorBits == FLOAT_BITS;
    if (!isFloat) {
      check("weightBits", weightBits);
      check("activationBits", activationBits);
      check("errorBits", errorBits);
      check("weightGradientErrorBits", weightGradientErrorBits);
    }
  }

  /**
   * Weights, activations and propagated error maps of {@code bits} bits; weight gradients from
   * error maps of twice as many (16 at the most); one scale per layer's weights; error maps rounded
   * stochastically; the last layer float. The first is quantized: its images are of 8 bits anyway.
   *
   * @throws IllegalArgumentException if outside 2 to 16
   */
  public static QuantizationScheme bits(int bits) {
    check("bits", bits);
    return new QuantizationScheme(
        bits,
        bits,
        bits,
        Math.min(2 * bits, MOST_BITS),
        WeightScale.PER_TENSOR,
        Rounding.STOCHASTIC,
        true,
        false);
  }

  /** Largest integer of so many bits: 127 of 8. */
  public static int levels(int bits) {
    check("bits", bits);
    return (1 << (bits - 1)) - 1;
  }

  /** Whether anything is quantized. */
  public boolean isQuantized() {
    return weightBits != FLOAT_BITS;
  }

  /** Whether outputs of layers are stored as bytes. */
  public boolean storesBytes() {
    return activationBits <= BYTE_BITS;
  }

  private static void check(String name, int bits) {
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw new IllegalArgumentException(
          name + " is " + bits + ": use " + LEAST_BITS + " to " + MOST_BITS);
    }
  }
}
