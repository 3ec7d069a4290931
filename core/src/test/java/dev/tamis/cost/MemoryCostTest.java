package dev.tamis.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryCostTest {

  @Test
  void totalIsTheSumOfAll() {
    assertThat(new MemoryCost(1, 20, 300, 4000, 50_000, 600_000).totalBytes()).isEqualTo(654_321);
    assertThat(new MemoryCost(1L << 40, 0, 0, 0, 0, 1).totalBytes()).isEqualTo((1L << 40) + 1);
  }

  @Test
  void sumsAddPartByPart() {
    MemoryCost sum = new MemoryCost(1, 2, 3, 4, 5, 6).plus(new MemoryCost(10, 20, 30, 40, 50, 60));

    assertThat(sum).isEqualTo(new MemoryCost(11, 22, 33, 44, 55, 66));
  }
}
