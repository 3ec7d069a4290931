package dev.tamis.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Bytes;
import dev.tamis.cost.Phase;
import java.nio.file.Path;
import java.util.Locale;

/** The short table that a training ends with. */
final class ResultTable {
  private static final double GIGA = 1e9;

  private ResultTable() {}

  static String of(JsonObject summary, Path folder) {
    StringBuilder table = new StringBuilder();
    row(table, "test accuracy", percent(summary.get("testAccuracyRatio")));
    row(
        table,
        "kept instances",
        percent(summary.get("keptRatio"))
            + " of "
            + String.format(Locale.ROOT, "%,d", summary.get("offeredInstances").getAsLong()));
    row(
        table,
        "computation saved",
        percent(summary.get("savingRatio"))
            + format(
                " (%.1f of %.1f G MACs)",
                number(summary, "macs", "total") / GIGA, number(summary, "macs", "dense") / GIGA));
    if (summary.get("bits").isJsonObject()) {
      row(table, "weighted by bits", percent(summary.get("bitWeightedSavingRatio")) + " saved");
    }
    for (Phase phase : Phase.values()) {
      double macs = number(summary, "macs", phase.key());
      if (macs > 0) {
        row(
            table,
            "  " + words(phase.key()),
            format(
                "%8.2f G MACs %6.1f %% of dense %9.2f s",
                macs / GIGA,
                100 * macs / number(summary, "macs", "dense"),
                number(summary, "seconds", phase.key())));
      }
    }
    row(
        table,
        "training time",
        format(
            "%.2f s (%.0f instances/s), with evaluation %.2f s",
            number(summary, "seconds", "total"),
            summary.get("instancesPerSecond").getAsDouble(),
            summary.get("wallSeconds").getAsDouble()));
    row(table, "false drops", falseDrops(summary.get("falseDropRatio")));
    row(table, "planned memory", Bytes.text(summary.get("peakBytes").getAsLong()));
    row(table, "kernels", summary.get("kernels").getAsString());
    row(table, "run folder", folder + " (open report.html)");
    return table.toString().stripTrailing();
  }

  private static String falseDrops(JsonElement value) {
    if (!value.isJsonObject()) {
      return "none dropped or none audited";
    }
    JsonObject drops = value.getAsJsonObject();
    return percent(drops.get("estimate"))
        + " of the dropped had a high loss (95 %: "
        + percent(drops.get("low"))
        + " to "
        + percent(drops.get("high"))
        + format(", %d audited)", drops.get("audited").getAsLong());
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(String.format(Locale.ROOT, "%-20s %s%n", name, value));
  }

  private static double number(JsonObject summary, String group, String key) {
    return summary.getAsJsonObject(group).get(key).getAsDouble();
  }

  private static String percent(JsonElement ratio) {
    return ratio.isJsonNull() ? "-" : format("%.2f %%", 100 * ratio.getAsDouble());
  }

  static String words(String key) {
    return key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
