package dev.tamis.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ComputeCostTest {

  /** Every number another, so that no two can be mixed up. */
  private static ComputeCost filled(long factor) {
    ComputeCost cost = new ComputeCost();
    for (Phase phase : Phase.values()) {
      int i = phase.ordinal();
      cost.add(phase, factor << i, factor * (1001 + i), factor << (i + 10));
    }
    cost.addDense(factor * 1_000_003);
    return cost;
  }

  private static void assertSame(ComputeCost actual, ComputeCost expected) {
    for (Phase phase : Phase.values()) {
      assertThat(actual.macs(phase)).isEqualTo(expected.macs(phase));
      assertThat(actual.nanos(phase)).isEqualTo(expected.nanos(phase));
      assertThat(actual.bitWeightedMacs(phase)).isEqualTo(expected.bitWeightedMacs(phase));
    }
    assertThat(actual.denseMacs()).isEqualTo(expected.denseMacs());
  }

  @Test
  void phasesAddUpAndApart() {
    ComputeCost cost = filled(1);
    cost.add(Phase.SCORING, 5, 1024, 7);
    int phases = Phase.values().length;

    assertThat(cost.macs(Phase.FILTER_FORWARD)).isEqualTo(1);
    assertThat(cost.macs(Phase.SCORING)).isEqualTo((1 << Phase.SCORING.ordinal()) + 5);
    assertThat(cost.nanos(Phase.SCORING)).isEqualTo((1 << (Phase.SCORING.ordinal() + 10)) + 7);
    assertThat(cost.totalMacs()).isEqualTo((1 << phases) - 1 + 5);
    assertThat(cost.totalNanos()).isEqualTo(((1 << phases) - 1) * 1024L + 7);
    assertThat(cost.denseMacs()).isEqualTo(1_000_003);
    assertThat(cost.bitWeightedMacs(Phase.FILTER_FORWARD)).isEqualTo(1001 / 1024.0);
    double scoring = 1 + (1001 + Phase.SCORING.ordinal()) / 1024.0;
    assertThat(cost.bitWeightedMacs(Phase.SCORING)).isEqualTo(scoring);
  }

  @Test
  void savingIsOneMinusTheShareOfTheBaseline() {
    ComputeCost cost = new ComputeCost();
    assertThat(cost.savingRatio()).isZero();
    cost.addDense(400);
    assertThat(cost.savingRatio()).isEqualTo(1);
    cost.add(Phase.MAIN_FORWARD, 50, 50 * 64, 0);
    cost.add(Phase.FILTER_BACKWARD, 50, 50 * 128, 0);
    assertThat(cost.savingRatio()).isEqualTo(0.75);
    assertThat(cost.bitWeightedSavingRatio()).isEqualTo(1 - (3.125 + 6.25) / 400);
    cost.add(Phase.WEIGHT_GRADIENT, 400, 400 * 1024, 0);
    assertThat(cost.savingRatio()).isEqualTo(-0.25);
  }

  /** ResNet-110 over 64 thousand steps of 128 costs 6e15: times 1024, hardly a long. */
  @Test
  void bitWeightedCostIsExactBeyondWhatALongHolds() {
    ComputeCost cost = new ComputeCost();
    for (int step = 0; step < 5000; step++) {
      cost.add(Phase.MAIN_FORWARD, 1L << 43, (1L << 43) * 1024 + 3, 0);
    }
    assertThat(cost.bitWeightedMacs(Phase.MAIN_FORWARD))
        .isEqualTo(5000.0 * (1L << 43) + 5000 * 3 / 1024.0);
  }

  @Test
  void addingLedgersAddsEveryNumber() {
    ComputeCost sum = filled(3);
    sum.add(filled(4));

    assertSame(sum, filled(7));
  }

  @Test
  void copiesStayAsTheyAre() {
    ComputeCost cost = filled(2);
    ComputeCost copy = cost.copy();
    cost.add(filled(5));
    assertSame(copy, filled(2));
    cost.clear();
    assertSame(cost, new ComputeCost());
    assertSame(copy, filled(2));
  }

  @Test
  void savedLedgersReplaceWhatWasThere() throws IOException {
    ComputeCost restored = filled(9);
    restored.restoreState(SavedStates.reader(SavedStates.bytes(filled(6)::saveState)));

    assertSame(restored, filled(6));
  }

  @Test
  void keysAreUnique() {
    assertThat(Arrays.stream(Phase.values()).map(Phase::key)).doesNotHaveDuplicates();
  }
}
