package dev.tamis.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link Compare}, as its JSON holds it.
 *
 * @param command the exact command
 * @param time when it ended, UTC
 * @param machine where
 * @param task what was computed
 * @param omp OMP_WAIT_POLICY that libraries with OpenMP were given; empty for none
 * @param warmUpSteps steps of each side before those measured
 * @param steps measured steps of each side
 * @param denseMacs multiply-accumulates of one dense step
 * @param sides what each side measured
 * @param ratios of Tamis to each other side
 * @param saving what Tamis saved by leaving work out; null for dense steps
 */
record Comparison(
    String command,
    String time,
    Machine machine,
    Task task,
    String omp,
    int warmUpSteps,
    int steps,
    long denseMacs,
    List<SideResult> sides,
    List<Ratio> ratios,
    @Nullable Saving saving) {

  /**
   * Times of the first side by those of another, below 1 where the first is faster.
   *
   * @param side the first
   * @param to the other
   * @param ofMinimums of the fastest steps
   * @param ofMedians of the medians
   */
  record Ratio(String side, String to, double ofMinimums, double ofMedians) {
    static Ratio of(SideResult side, SideResult to) {
      return new Ratio(
          side.side(),
          to.side(),
          side.minMillis() / to.minMillis(),
          side.medianMillis() / to.medianMillis());
    }
  }

  /**
   * What leaving work out saves, of the dense step of the same run.
   *
   * @param counted share of multiply-accumulates saved, what was spent on choosing taken off
   * @param wallClockOfMinimums share of time saved, by the fastest steps
   * @param wallClockOfMedians share of time saved, by the medians
   * @param wallByCountedOfMinimums wall-clock by counted saving of the fastest step: 1 where all
   *     that is saved on paper is saved in time
   * @param wallByCountedOfMedians the same by the medians
   */
  record Saving(
      double counted,
      double wallClockOfMinimums,
      double wallClockOfMedians,
      double wallByCountedOfMinimums,
      double wallByCountedOfMedians) {
    static Saving of(SideResult sparse, SideResult dense) {
      double counted = 1 - sparse.macsPerStep() / dense.macsPerStep();
      double countedOfFastest = 1 - sparse.macsOfFastest() / dense.macsPerStep();
      double ofMinimums = 1 - sparse.minMillis() / dense.minMillis();
      double ofMedians = 1 - sparse.medianMillis() / dense.medianMillis();
      return new Saving(
          counted, ofMinimums, ofMedians, ofMinimums / countedOfFastest, ofMedians / counted);
    }
  }
}
