package dev.tamis.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** A comparison as text. */
final class ComparisonTable {
  private ComparisonTable() {}

  static void print(Comparison comparison, PrintStream out) {
    Task task = comparison.task();
    line(
        out,
        "%s, batch %d, %d thread(s); %d steps after %d of warm-up; %.2f GMAC a dense step",
        task.network(),
        task.batchSize(),
        task.threads(),
        comparison.steps(),
        comparison.warmUpSteps(),
        comparison.denseMacs() / 1e9);
    Machine machine = comparison.machine();
    line(
        out,
        "%s, %d processors, %s, %s",
        machine.cpu(),
        machine.processors(),
        machine.os(),
        machine.java());
    line(
        out,
        "%-13s %9s %9s %9s %6s %12s   %s",
        "side",
        "min ms",
        "median",
        "GFLOP/s",
        "cores",
        "parameters",
        "loss, first to last");
    for (SideResult side : comparison.sides()) {
      line(
          out,
          "%-13s %9.1f %9.1f %9.1f %6.2f %12d   %.4f to %.4f",
          side.side(),
          side.minMillis(),
          side.medianMillis(),
          side.gigaflopsPerSecond(),
          side.coresUsed(),
          side.parameterCount(),
          side.firstLoss(),
          side.lastLoss());
    }
    for (SideResult side : comparison.sides()) {
      line(out, "%s: %s", side.side(), side.description());
    }
    for (Comparison.Ratio ratio : comparison.ratios()) {
      line(
          out,
          "%s / %s: %.3f of minimums, %.3f of medians",
          ratio.side(),
          ratio.to(),
          ratio.ofMinimums(),
          ratio.ofMedians());
    }
    Comparison.Saving saving = comparison.saving();
    if (saving != null) {
      line(
          out,
          "saving counted %.1f %%, wall clock %.1f %% of minimums and %.1f %% of medians;"
              + " wall / counted %.2f and %.2f",
          100 * saving.counted(),
          100 * saving.wallClockOfMinimums(),
          100 * saving.wallClockOfMedians(),
          saving.wallByCountedOfMinimums(),
          saving.wallByCountedOfMedians());
    }
  }

  private static void line(PrintStream out, String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
