package dev.tamis.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Bytes;
import java.nio.file.Path;
import java.util.Locale;

/** The short table that an adaptation ends with. */
final class AdaptTable {
  private static final double GIGA = 1e9;

  private AdaptTable() {}

  static String of(JsonObject summary, Path folder) {
    StringBuilder table = new StringBuilder();
    row(
        table,
        "accuracy on stream",
        percent(summary.get("prequentialAccuracyRatio"))
            + " (as shipped "
            + percent(summary.get("frozenAccuracyRatio"))
            + format(", %,d judged)", summary.get("judgedInstances").getAsLong()));
    JsonObject original = summary.getAsJsonObject("originalTestAccuracyRatio");
    if (!original.get("after").isJsonNull()) {
      row(table, "original test", change(original.get("before"), original.get("after")));
    }
    JsonObject drifted = summary.getAsJsonObject("driftedTestAccuracyRatio");
    if (drifted.get("after").isJsonObject()) {
      JsonObject before = drifted.getAsJsonObject("before");
      JsonObject after = drifted.getAsJsonObject("after");
      row(table, "drifted test", change(before.get("all"), after.get("all")));
      if (!after.get("novel").isJsonNull()) {
        row(table, "  its novel images", change(before.get("novel"), after.get("novel")));
      }
    }
    row(
        table,
        "labels asked for",
        percent(summary.get("labelsAskedRatio"))
            + format(" of %,d instances", summary.get("offeredInstances").getAsLong()));
    JsonObject macs = summary.getAsJsonObject("macs");
    row(
        table,
        "computation saved",
        percent(summary.get("savingRatio"))
            + format(
                " (%.1f of %.1f G MACs)",
                macs.get("total").getAsDouble() / GIGA, macs.get("dense").getAsDouble() / GIGA));
    JsonObject weights = summary.getAsJsonObject("weights");
    row(
        table,
        "weights",
        format(
            "served anew %d times, rolled back %d times, judged %d times",
            weights.get("swaps").getAsLong(),
            summary.get("rollbacks").getAsLong(),
            weights.get("evaluations").getAsLong()));
    JsonObject energy = summary.getAsJsonObject("energy");
    row(
        table,
        "energy of learning",
        format(
            "%.1f J (%s)", energy.get("joules").getAsDouble(), energy.get("source").getAsString()));
    row(table, "drifts seen", summary.get("driftsSeen").getAsString());
    row(
        table,
        "time",
        format(
            "%.2f s (%.0f instances/s)",
            summary.get("wallSeconds").getAsDouble(),
            summary.get("offeredInstances").getAsDouble()
                / Math.max(1e-9, summary.get("wallSeconds").getAsDouble())));
    row(table, "planned memory", Bytes.text(summary.get("peakBytes").getAsLong()));
    row(table, "kernels", summary.get("kernels").getAsString());
    row(table, "run folder", folder + " (open report.html)");
    return table.toString().stripTrailing();
  }

  private static String change(JsonElement before, JsonElement after) {
    return percent(before) + " as shipped, " + percent(after) + " now";
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(String.format(Locale.ROOT, "%-20s %s%n", name, value));
  }

  private static String percent(JsonElement ratio) {
    return ratio.isJsonNull() ? "-" : format("%.2f %%", 100 * ratio.getAsDouble());
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
