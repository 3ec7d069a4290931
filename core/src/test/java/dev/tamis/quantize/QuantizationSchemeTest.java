package dev.tamis.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class QuantizationSchemeTest {

  @Test
  void eightBitsAreTheSchemeOfThePaper() {
    QuantizationScheme scheme = QuantizationScheme.bits(8);

    assertThat(scheme)
        .isEqualTo(
            new QuantizationScheme(
                8, 8, 8, 16, WeightScale.PER_TENSOR, Rounding.STOCHASTIC, true, false));
    assertThat(scheme.isQuantized()).isTrue();
    assertThat(scheme.storesBytes()).isTrue();
  }

  @Test
  void moreThanEightBitsDoNotFitBytes() {
    assertThat(QuantizationScheme.bits(9).storesBytes()).isFalse();
    assertThat(QuantizationScheme.bits(16).weightGradientErrorBits()).isEqualTo(16);
  }

  @Test
  void floatQuantizesNothing() {
    assertThat(QuantizationScheme.NONE.isQuantized()).isFalse();
    assertThat(QuantizationScheme.NONE.storesBytes()).isFalse();
  }

  @Test
  void bitsOutOfRangeAreNamed() {
    for (int bits : new int[] {-1, 0, 1, 17, 32}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> QuantizationScheme.bits(bits))
          .withMessage("bits is " + bits + ": use 2 to 16");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new QuantizationScheme(
                      8, 8, bits, 16, WeightScale.PER_TENSOR, Rounding.NEAREST, true, true))
          .withMessage("errorBits is " + bits + ": use 2 to 16");
    }
  }
}
