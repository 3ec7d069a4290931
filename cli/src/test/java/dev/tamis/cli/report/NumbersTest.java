package dev.tamis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 MACs", "999, 999 MACs", "1000, 1.00 k MACs", "3.21e9, 3.21 G MACs",
    "9.996e9, 10.0 G MACs", "999.4e9, 999 G MACs", "999.6e9, 1.00 T MACs", "2e22, '20000 E MACs'"
  })
  void macs(double value, String shown) {
    assertThat(Numbers.macs(value)).isEqualTo(joined(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "512, 512 bytes",
    "1024, 1.00 KiB",
    "85144371, 81.2 MiB",
    "1073741824, 1.00 GiB"
  })
  void bytes(double value, String shown) {
    assertThat(Numbers.bytes(value)).isEqualTo(joined(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "0.0004, 0.400 ms",
    "0.123, 123 ms",
    "0.9999, 1.00 s",
    "12.34, 12.3 s",
    "59.97, 1 min 0 s",
    "3599.7, 1 h 0 min",
    "7384, 2 h 3 min"
  })
  void seconds(double value, String shown) {
    assertThat(Numbers.seconds(value)).isEqualTo(joined(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.83, 0.830",
    "0.0099996, 0.0100",
    "1234.4, '1,234'",
    "3e-7, 3.00e-07"
  })
  void plain(double value, String shown) {
    assertThat(Numbers.plain(value)).isEqualTo(shown);
  }

  @Test
  void ratios() {
    assertThat(Numbers.percent(0.9134, 2)).isEqualTo(joined("91.34 %"));
    assertThat(Numbers.percent(-0.12, 1)).isEqualTo(joined("\u221212.0 %"));
    assertThat(Numbers.percent(-0.0001, 1)).isEqualTo(joined("0.0 %"));
    assertThat(Numbers.share(0)).isEqualTo(joined("0 %"));
    assertThat(Numbers.share(0.0003)).isEqualTo(joined("< 0.1 %"));
  }

  @Test
  void aDashForWhatIsNotKnown() {
    for (double unknown : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(Numbers.count(unknown)).isEqualTo("\u2013");
      assertThat(Numbers.macs(unknown)).isEqualTo("\u2013");
      assertThat(Numbers.bytes(unknown)).isEqualTo("\u2013");
      assertThat(Numbers.seconds(unknown)).isEqualTo("\u2013");
      assertThat(Numbers.plain(unknown)).isEqualTo("\u2013");
      assertThat(Numbers.share(unknown)).isEqualTo("\u2013");
    }
  }

  private static String joined(String shown) {
    return shown.replace(' ', '\u00a0');
  }
}
