package dev.tamis.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;

/** A machine's measurements for people. */
final class BenchTable {
  private BenchTable() {}

  static String of(JsonObject json) {
    String line = System.lineSeparator();
    StringBuilder text = new StringBuilder();
    text.append(
            format(
                "%s, batch size %d, %d threads, %s kernels (%s)",
                json.get("network").getAsString(),
                json.get("batchSize").getAsInt(),
                json.get("threads").getAsInt(),
                json.get("kernelSet").getAsString(),
                json.get("kernelSetReason").getAsString()))
        .append(line)
        .append(format("one core's peak: %.0f GFLOP/s", number(json, "peakGflops")))
        .append(line)
        .append(line)
        .append(products(json))
        .append(line)
        .append(
            "GFLOP/s and share of peak count the arithmetic of a direct convolution: vector kernels do"
                + " 3x3 products with less, so that a share may exceed 100 %")
        .append(line)
        .append(line)
        .append(step("step", json.getAsJsonObject("step")))
        .append(format(", %d bytes allocated", json.get("allocatedBytesPerStep").getAsLong()))
        .append(line);
    if (json.has("denseStep")) {
      text.append(step("dense step", json.getAsJsonObject("denseStep")))
          .append(line)
          .append(
              format(
                  "saved: %.1f %% of the time, %.1f %% of the counted computation",
                  100 * number(json, "wallSavingRatio"), 100 * number(json, "countedSavingRatio")))
          .append(line);
    }
    return text.toString().stripTrailing();
  }

  private static String products(JsonObject json) {
    TextTable table = new TextTable(2);
    table.row("layer", "product", "alike", "channels kept", "ms", "GFLOP/s", "of peak");
    for (JsonElement element : json.getAsJsonArray("kernels")) {
      JsonObject row = element.getAsJsonObject();
      table.row(
          row.get("layer").getAsString(),
          row.get("product").getAsString(),
          row.get("layersAlike").getAsString(),
          format("%.2f", number(row, "channelKeepRatio")),
          format("%.3f", number(row, "millis")),
          format("%.1f", number(row, "gflops")),
          format("%.0f %%", 100 * number(row, "shareOfPeakRatio")));
    }
    return table.toString();
  }

  private static String step(String name, JsonObject times) {
    return format(
        "%s: %.2f ms at best, median %.2f ms",
        name, number(times, "minMillis"), number(times, "medianMillis"));
  }

  private static double number(JsonObject json, String key) {
    return json.get(key).getAsDouble();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
