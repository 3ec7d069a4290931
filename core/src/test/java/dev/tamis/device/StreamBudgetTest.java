package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class StreamBudgetTest {
  private static final long SEED = 5;
  private static final int COUNT = 20_000;

  private static final class Tally {
    int kept;
    int looked;
    double keptScores;
    int keptByScore;

    static Tally of(StreamBudget budget, double ratio, boolean ranking, IntToDoubleFunction score) {
      Tally tally = new Tally();
      for (int n = 0; n < COUNT; n++) {
        StreamBudget.Draw draw = budget.next(ratio, ranking);
        double value = score.applyAsDouble(n);
        boolean kept = draw == StreamBudget.Draw.KEPT;
        if (draw == StreamBudget.Draw.LOOK) {
          tally.looked++;
          kept = budget.keep((float) value);
          tally.keptByScore += kept ? 1 : 0;
          tally.keptScores += kept ? value : 0;
        }
        tally.kept += kept ? 1 : 0;
      }
      return tally;
    }
  }

  @Test
  void theRatioIsMetExactlyInTheLongRun() {
    for (double ratio : new double[] {0.01, 0.05, 0.1, 0.3, 0.9, 1}) {
      for (boolean ranking : new boolean[] {false, true}) {
        SeededGenerator scores = new SeededGenerator(SEED);
        StreamBudget budget = new StreamBudget(0.25, 4, SEED);
        Tally tally = Tally.of(budget, ratio, ranking, n -> scores.nextDouble());
        assertThat(tally.kept)
            .as("ratio %s, ranking %s, seed %d", ratio, ranking, SEED)
            .isCloseTo((int) Math.round(ratio * COUNT), within(40));
      }
    }
  }

  @Test
  void alsoWhenScoresRiseFallOrAreAllAlike() {
    IntToDoubleFunction rising = n -> n;
    IntToDoubleFunction falling = n -> -n;
    IntToDoubleFunction alike = n -> 1;
    for (IntToDoubleFunction score : new IntToDoubleFunction[] {rising, falling, alike}) {
      Tally tally = Tally.of(new StreamBudget(0.25, 4, SEED), 0.1, true, score);
      assertThat(tally.kept).as("seed %d", SEED).isCloseTo(COUNT / 10, within(60));
    }
  }

  @Test
  void looksAtFourTimesTheBudgetAndKeepsWhatScoresHigh() {
    SeededGenerator scores = new SeededGenerator(SEED);
    Tally tally = Tally.of(new StreamBudget(0.25, 4, SEED), 0.05, true, n -> scores.nextDouble());
    assertThat((double) tally.looked / COUNT).as("seed %d", SEED).isCloseTo(0.2, within(0.01));
    // Three quarters of the budget of four times the budget: the top fifth or so of the looked.
    assertThat(tally.keptScores / tally.keptByScore).as("seed %d", SEED).isGreaterThan(0.85);
  }

  @Test
  void withoutThinningAllAreLookedAtThatWereNotDrawn() {
    Tally tally = Tally.of(new StreamBudget(0.25, 0, SEED), 0.1, true, n -> n % 100);
    assertThat(tally.looked).isEqualTo(COUNT - (tally.kept - tally.keptByScore));
  }

  @Test
  void whatMayNotBeKeptIsMadeUpFor() {
    StreamBudget budget = new StreamBudget(0.25, 4, SEED);
    int kept = 0;
    for (int n = 0; n < COUNT; n++) {
      if (n % 5 == 0) {
        budget.pass(0.1);
      } else {
        kept += budget.next(0.1, false) == StreamBudget.Draw.KEPT ? 1 : 0;
      }
    }
    assertThat(kept).as("seed %d", SEED).isCloseTo(COUNT / 10, within(40));
  }

  @Test
  void continuesBitForBit() throws IOException {
    StreamBudget one = new StreamBudget(0.25, 4, SEED);
    Tally.of(one, 0.1, true, n -> n % 77);
    StreamBudget two = new StreamBudget(0.25, 4, SEED + 1);
    two.restoreState(SavedStates.reader(SavedStates.bytes(one::saveState)));
    Tally after = Tally.of(one, 0.2, true, n -> n % 31);
    Tally again = Tally.of(two, 0.2, true, n -> n % 31);
    assertThat(again).usingRecursiveComparison().isEqualTo(after);
    assertThat(SavedStates.bytes(two::saveState)).isEqualTo(SavedStates.bytes(one::saveState));
  }
}
