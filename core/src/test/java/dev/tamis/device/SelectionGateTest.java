package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.SavedStates;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SelectionGateTest {
  private static final int SEEDS = 20;

  /** Share of ranked stretches among the last of many, where ranking gains so much more. */
  private static double run(SelectionGate gate, double advantage, double noise, long seed) {
    SeededGenerator random = new SeededGenerator(seed);
    int ranked = 0;
    for (int n = 0; n < 400; n++) {
      boolean ranking = gate.isRanking();
      double gain = (ranking ? advantage : 0) + noise * random.nextGaussian();
      gate.endStretch(gain, 10);
      ranked += n >= 200 && ranking ? 1 : 0;
    }
    return ranked / 200.0;
  }

  @Test
  void rankingThatGainsLeads() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SelectionGate gate = new SelectionGate(seed);
      assertThat(run(gate, 0.02, 0.01, seed)).as("seed %d", seed).isEqualTo(0.75);
      assertThat(gate.advantage()).as("seed %d", seed).isBetween(0.001, 0.003);
      assertThat(gate.rounds()).isEqualTo(100);
      assertThat(gate.rankingLeads()).isTrue();
    }
  }

  @Test
  void rankingThatLosesLeavesTheLeadToChanceButIsTriedAgain() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SelectionGate gate = new SelectionGate(seed);
      assertThat(run(gate, -0.02, 0.01, seed)).as("seed %d", seed).isBetween(0.25, 0.3);
      assertThat(gate.rankingLeads()).as("seed %d", seed).isFalse();
      assertThat(run(gate, 0.02, 0.01, seed)).as("seed %d", seed).isEqualTo(0.75);
    }
  }

  @Test
  void withoutADifferenceRankingMostlyStays() {
    double ranked = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      ranked += run(new SelectionGate(seed), 0, 0.01, seed) / SEEDS;
    }
    assertThat(ranked).isGreaterThan(0.5);
  }

  @Test
  void continuesBitForBit() throws IOException {
    SelectionGate one = new SelectionGate(1);
    run(one, -0.01, 0.01, 1);
    one.endStretch(0.5, 3);
    SelectionGate two = new SelectionGate(2);
    two.restoreState(SavedStates.reader(SavedStates.bytes(one::saveState)));
    run(one, 0.01, 0.01, 2);
    run(two, 0.01, 0.01, 2);
    assertThat(SavedStates.bytes(two::saveState)).isEqualTo(SavedStates.bytes(one::saveState));
  }
}
