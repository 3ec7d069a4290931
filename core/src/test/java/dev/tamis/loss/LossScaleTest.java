package dev.tamis.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossScaleTest {

  @Test
  void weightsAreTheDocumentedOnes() {
    assertThat(LossScale.MEAN_OVER_KEPT.weight(5, 20, 0.1)).isEqualTo(0.2f);
    assertThat(LossScale.MEAN_OVER_OFFERED.weight(5, 20, 0.1)).isEqualTo(0.05f);
    assertThat(LossScale.INVERSE_KEEP_PROBABILITY.weight(5, 20, 0.1)).isEqualTo(0.5f);
  }

  @Test
  void allAreTheMeanWhereAllAreKept() {
    for (LossScale scale : LossScale.values()) {
      assertThat(scale.weight(8, 8, 1)).as("%s", scale).isEqualTo(0.125f);
    }
  }
}
