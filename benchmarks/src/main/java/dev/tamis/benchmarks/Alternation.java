package dev.tamis.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets sides step in turn, so that whatever disturbs the machine disturbs all of them. */
final class Alternation {
  private final int pauseMillis;

  /**
   * @param pauseMillis between two steps, for threads that still spin to fall asleep
   */
  Alternation(int pauseMillis) {
    this.pauseMillis = pauseMillis;
  }

  /** Steps of each side, in the order of the sides. */
  List<List<StepResult>> run(List<ChildProcess> sides, int steps) throws IOException {
    List<List<StepResult>> results = new ArrayList<>();
    sides.forEach(side -> results.add(new ArrayList<>()));
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < sides.size(); i++) {
        pause();
        results.get(i).add(sides.get(i).step());
      }
    }
    return results;
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(pauseMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
