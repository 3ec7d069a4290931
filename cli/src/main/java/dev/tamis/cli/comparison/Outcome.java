package dev.tamis.cli.comparison;

import com.google.gson.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run.
 *
 * @param run which one
 * @param summary its {@code summary.json}; null if it did not finish
 * @param failure why it did not; null if it was stopped, or did
 */
record Outcome(PlannedRun run, @Nullable JsonObject summary, @Nullable Exception failure) {

  static Outcome finished(PlannedRun run, JsonObject summary) {
    return new Outcome(run, summary, null);
  }

  static Outcome stopped(PlannedRun run) {
    return new Outcome(run, null, null);
  }

  static Outcome failed(PlannedRun run, Exception error) {
    return new Outcome(run, null, error);
  }

  /** For progress. */
  String line() {
    if (summary == null) {
      return run.folder() + ": " + (failure == null ? "stopped" : failure.getMessage());
    }
    return String.format(
        Locale.ROOT,
        "%s: accuracy %.2f %%, kept %.1f %%, %.0f s",
        run.folder(),
        100 * summary.get("testAccuracyRatio").getAsDouble(),
        100 * summary.get("keptRatio").getAsDouble(),
        summary.get("wallSeconds").getAsDouble());
  }
}
