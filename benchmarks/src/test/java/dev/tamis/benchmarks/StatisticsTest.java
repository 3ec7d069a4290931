package dev.tamis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is made of measured times. */
class StatisticsTest {
  @Test
  void medianOfOddAndEvenCounts() {
    assertThat(Statistics.median(new double[] {3, 1, 2})).isEqualTo(2);
    assertThat(Statistics.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    assertThat(Statistics.min(new double[] {3, 1, 2})).isEqualTo(1);
  }

  @Test
  void quantilesAreValuesThatWereMeasured() {
    double[] values = {5, 1, 4, 2, 3};
    assertThat(Statistics.quantile(values, 0.99)).isEqualTo(5);
    assertThat(Statistics.quantile(values, 0.8)).isEqualTo(4);
    assertThat(Statistics.quantile(values, 0.1)).isEqualTo(1);
  }

  @Test
  void theSteadyRateIsThatOfTheLastQuarter() {
    double[] millis = {90, 40, 11, 12, 10, 10, 10, 10};

    assertThat(StartUp.steady(millis)).isEqualTo(10);
    assertThat(StartUp.firstSteady(millis)).isEqualTo(2);
  }

  @Test
  void savingIsOfTheDenseStep() {
    SideResult dense = side(100, 1000);
    SideResult sparse = side(70, 600);
    Comparison.Saving saving = Comparison.Saving.of(sparse, dense);

    assertThat(saving.counted()).isEqualTo(0.4, Offset.offset(1e-9));
    assertThat(saving.wallClockOfMinimums()).isEqualTo(0.3, Offset.offset(1e-9));
    assertThat(saving.wallByCountedOfMedians()).isEqualTo(0.75, Offset.offset(1e-9));
  }

  private static SideResult side(double millis, double macs) {
    return new SideResult(
        "side", "", 1, millis, millis, 1, 1, macs, (long) macs, 2, 1, List.of(millis));
  }
}
