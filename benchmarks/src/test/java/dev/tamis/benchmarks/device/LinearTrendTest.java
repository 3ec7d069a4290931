package dev.tamis.benchmarks.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LinearTrendTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  @Test
  void aLineIsFoundExactly() {
    LinearTrend trend = LinearTrend.of(new double[] {0, 1, 2, 5}, new double[] {3, 5, 7, 13});

    assertThat(trend.slope()).isEqualTo(2, CLOSE);
    assertThat(trend.standardError()).isEqualTo(0, CLOSE);
  }

  @Test
  void deviationsGiveAnError() {
    // By hand: slope 0; rests -1/3, 2/3, -1/3; their squares sum to 2/3 over one degree of freedom.
    LinearTrend trend = LinearTrend.of(new double[] {0, 1, 2}, new double[] {0, 1, 0});

    assertThat(trend.slope()).isEqualTo(0, CLOSE);
    assertThat(trend.standardError()).isEqualTo(Math.sqrt(2.0 / 3 / 2), CLOSE);
  }

  @Test
  void twoPointsAreTooFew() {
    assertThatThrownBy(() -> LinearTrend.of(new double[] {0, 1}, new double[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three");
  }
}
