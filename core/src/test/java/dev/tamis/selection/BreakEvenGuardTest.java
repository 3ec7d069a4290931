package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BreakEvenGuardTest {
  private static final int WINDOW = 100;

  private static void windows(
      BreakEvenGuard guard, int count, long spent, long saved, double loss) {
    for (int i = 0; i < count * WINDOW; i++) {
      boolean paused = guard.isPaused();
      guard.count(paused ? 0 : spent, paused ? 0 : saved, loss);
    }
  }

  @Test
  void toleratesLossesDuringGraceAlone() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 5, 10, 0, 1);
    assertThat(guard.isPaused()).isFalse();
    windows(guard, 1, 10, 0, 1);
    assertThat(guard.isPaused()).isTrue();
    assertThat(guard.pauses()).isEqualTo(1);
  }

  @Test
  void neverTripsWhileItPays() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 50, 10, 10, 1);
    assertThat(guard.isPaused()).isFalse();
    windows(guard, 1, 11, 10, 1);
    assertThat(guard.isPaused()).isTrue();
  }

  @Test
  void resumesWhenTheLossMovesUpOrDown() {
    for (double moved : new double[] {1.3, 0.7}) {
      BreakEvenGuard guard = new BreakEvenGuard();
      windows(guard, 7, 10, 0, 2);
      windows(guard, 20, 10, 0, 2 * Math.sqrt(moved));
      assertThat(guard.isPaused()).as("%s", moved).isTrue();
      windows(guard, 1, 10, 0, 2 * moved);
      assertThat(guard.isPaused()).as("%s", moved).isFalse();
      assertThat(guard.pauses()).isEqualTo(1);
      windows(guard, 1, 10, 0, 2 * moved);
      assertThat(guard.isPaused()).as("%s", moved).isTrue();
      assertThat(guard.pauses()).isEqualTo(2);
    }
  }

  @Test
  void chosenInstancesAreNotComparedWithAll() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 6, 10, 0, 3);
    windows(guard, 10, 10, 0, 1);
    assertThat(guard.isPaused()).isTrue();
  }

  @Test
  void attemptsInVainBecomeRare() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 6, 10, 0, 2.3);
    int active = 0;
    for (int window = 0; window < 1000; window++) {
      active += guard.isPaused() ? 0 : 1;
      windows(guard, 1, 10, 0, 2.3 * Math.exp(-0.006 * window));
    }
    assertThat(active).isLessThanOrEqualTo(6);
  }

  @Test
  void successIsForgiven() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 6, 10, 0, 1);
    double loss = 1;
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(guard.isPaused()).isTrue();
      windows(guard, 1, 10, 0, loss);
      loss *= 1.3;
      windows(guard, 1, 10, 0, loss);
      assertThat(guard.isPaused()).as("attempt %d", attempt).isFalse();
      windows(guard, 1, 10, 20, loss);
      windows(guard, 1, 10, 0, loss);
    }
    assertThat(guard.pauses()).isEqualTo(21);
  }

  @Test
  void survivesLossesOfZero() {
    BreakEvenGuard guard = new BreakEvenGuard();
    windows(guard, 10, 10, 0, 0);
    assertThat(guard.isPaused()).isTrue();
    windows(guard, 1, 10, 0, 0.5);
    assertThat(guard.isPaused()).isFalse();
  }

  @Test
  void continuesFromASavedState() throws IOException {
    BreakEvenGuard first = new BreakEvenGuard();
    for (int step = 0; step < 2000; step++) {
      if (step % 130 == 0) {
        BreakEvenGuard second = new BreakEvenGuard();
        byte[] state = States.bytes(first::saveState);
        second.restoreState(States.reader(state));
        assertThat(States.bytes(second::saveState)).isEqualTo(state);
        first = second;
      }
      first.count(1, 0, step < 1000 ? 1 : 2);
      assertThat(first.isPaused()).isEqualTo(step >= 599 && (step < 1099 || step >= 1199));
    }
  }
}
