package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedTestTest {

  @Test
  void isTheUpperTailOfTheBinomial() {
    assertThat(PairedTest.pValue(5, 0)).isEqualTo(1.0 / 32, within(1e-12));
    assertThat(PairedTest.pValue(8, 2)).isEqualTo(56.0 / 1024, within(1e-12));
    assertThat(PairedTest.pValue(2, 8)).isEqualTo(1013.0 / 1024, within(1e-12));
    assertThat(PairedTest.pValue(1, 1)).isEqualTo(0.75, within(1e-12));
  }

  @Test
  void neverDifferingProvesNothing() {
    assertThat(PairedTest.pValue(0, 0)).isEqualTo(1);
    assertThat(PairedTest.pValue(0, 7)).isEqualTo(1);
  }

  @Test
  void thousandsOfInstancesStayExact() {
    assertThat(PairedTest.pValue(2000, 2000)).isEqualTo(0.5063, within(1e-3));
    assertThat(PairedTest.pValue(2100, 1900)).isEqualTo(0.000833, within(1e-5));
    assertThat(PairedTest.pValue(4000, 0)).isBetween(0.0, 1e-300);
  }
}
