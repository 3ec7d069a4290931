package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.report.FalseDropEstimate;
import org.junit.jupiter.api.Test;

class FalseDropEstimateTest {

  @Test
  void wilsonIntervalHasTheTextbookValues() {
    check(1, 10, 0.01787621, 0.40415003);
    check(5, 100, 0.02154368, 0.11175047);
    check(50, 100, 0.40382983, 0.59617017);
    check(81, 263, 0.2553, 0.3662);
  }

  @Test
  void extremesStayInTheUnitInterval() {
    double square = 1.959963984540054 * 1.959963984540054;
    for (int audited : new int[] {1, 2, 10, 1000}) {
      FalseDropEstimate none = new FalseDropEstimate(0, audited);
      assertThat(none.estimate()).isZero();
      assertThat(none.low()).isBetween(0.0, 1e-15);
      assertThat(none.high95()).isCloseTo(square / (audited + square), within(1e-12));
      FalseDropEstimate all = new FalseDropEstimate(audited, audited);
      assertThat(all.estimate()).isEqualTo(1);
      assertThat(all.low()).isCloseTo(audited / (audited + square), within(1e-12));
      assertThat(all.high95()).isBetween(1 - 1e-15, 1.0);
    }
  }

  @Test
  void nothingAuditedIsNotANumber() {
    FalseDropEstimate unknown = new FalseDropEstimate(0, 0);
    assertThat(unknown.estimate()).isNaN();
    assertThat(unknown.low()).isNaN();
    assertThat(unknown.high95()).isNaN();
  }

  private static void check(long high, long audited, double low, double up) {
    FalseDropEstimate estimate = new FalseDropEstimate(high, audited);
    assertThat(estimate.estimate()).isEqualTo((double) high / audited);
    assertThat(estimate.low()).as("%s", estimate).isCloseTo(low, within(5e-5));
    assertThat(estimate.high95()).as("%s", estimate).isCloseTo(up, within(5e-5));
  }
}
