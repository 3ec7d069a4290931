package dev.tamis.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Bytes;
import dev.tamis.cost.Phase;
import java.util.Locale;

/** An inspection for people. */
final class InspectionTable {
  private InspectionTable() {}

  static String of(JsonObject json) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s on %s images, %s classes",
        json.get("network").getAsString(),
        json.get("input").getAsString(),
        json.get("classes").getAsString());
    text.append(layers(json)).append(System.lineSeparator());
    text.append(needs(json)).append(System.lineSeparator());
    text.append(savings(json.getAsJsonObject("expected")));
    return text.toString().stripTrailing();
  }

  private static String layers(JsonObject json) {
    return json.get("bits").isJsonNull()
        ? floatLayers(json)
        : floatLayers(json) + System.lineSeparator() + quantizedLayers(json);
  }

  /** Bits as operand x operand, and multiply-accumulates weighted by them. */
  private static String quantizedLayers(JsonObject json) {
    TextTable table = new TextTable(1);
    table.row("bit-weighted", "forward", "MACs", "error", "MACs", "weights", "MACs");
    for (JsonElement element : json.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      if (layer.get("bits").isJsonObject()) {
        JsonObject bits = layer.getAsJsonObject("bits");
        JsonObject macs = layer.getAsJsonObject("bitWeightedMacs");
        table.row(
            layer.get("name").getAsString(),
            bits.get("weights") + "x" + bits.get("activations"),
            count(macs.get("forward")),
            bits.get("weights") + "x" + bits.get("errors"),
            count(macs.get("errorPropagation")),
            bits.get("activations") + "x" + bits.get("weightGradientErrors"),
            count(macs.get("weightGradient")));
      }
    }
    JsonObject macs = json.getAsJsonObject("bitWeightedMacs");
    table.row(
        "total",
        "",
        count(macs.get("forward")),
        "",
        count(macs.get("errorPropagation")),
        "",
        count(macs.get("weightGradient")));
    return table.toString();
  }

  private static String floatLayers(JsonObject json) {
    TextTable table = new TextTable(2);
    table.row(
        "layer",
        "kind",
        "output",
        "parameters",
        "MACs forward",
        "error",
        "weights",
        "bytes saved",
        "channels kept",
        "joined");
    long savedBytes = 0;
    for (JsonElement element : json.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      JsonObject macs = layer.getAsJsonObject("macs");
      boolean computes = macs.get("forward").getAsLong() > 0;
      table.row(
          layer.get("name").getAsString(),
          layer.get("kind").getAsString(),
          shape(layer.getAsJsonArray("outputShape")),
          count(layer.get("parameters")),
          count(macs.get("forward")),
          count(macs.get("errorPropagation")),
          count(macs.get("weightGradient")),
          count(layer.get("savedBytes")),
          computes ? kept(layer) : "",
          layer.get("joined").getAsString());
      savedBytes += layer.get("savedBytes").getAsLong();
    }
    JsonObject macs = json.getAsJsonObject("macs");
    table.row(
        "total",
        "",
        "",
        count(json.get("parameters")),
        count(macs.get("forward")),
        count(macs.get("errorPropagation")),
        count(macs.get("weightGradient")),
        String.format(Locale.ROOT, "%,d", savedBytes),
        "",
        "");
    return table.toString();
  }

  private static String kept(JsonObject layer) {
    String channels = layer.get("channels").getAsString();
    int kept = layer.get("keptChannels").getAsInt();
    return layer.get("prunable").getAsBoolean() || kept < layer.get("channels").getAsInt()
        ? kept + " of " + channels
        : "all " + channels;
  }

  private static String needs(JsonObject json) {
    TextTable table = new TextTable(2);
    if (json.get("filter").isJsonObject()) {
      JsonObject filter = json.getAsJsonObject("filter");
      table.row(
          "filter",
          filter.get("network").getAsString()
              + ", "
              + count(filter.get("forwardMacs"))
              + " MACs forward, "
              + percent(filter.get("shareOfMainForwardRatio"))
              + " of the network's");
    } else {
      table.row("filter", "none");
    }
    table.row(
        "planned memory",
        Bytes.text(json.get("peakBytes").getAsLong())
            + " at batch size "
            + json.get("batchSize").getAsInt()
            + " and "
            + json.get("threads").getAsInt()
            + " threads");
    return table.toString();
  }

  private static String savings(JsonObject expected) {
    JsonObject macs = expected.getAsJsonObject("macs");
    double dense = macs.get("dense").getAsDouble();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "expected per offered instance with %s, keeping %s of instances and %s of channels:",
        expected.get("method").getAsString(),
        percent(expected.get("instanceKeepRatio")),
        percent(expected.get("channelKeepRatio")));
    TextTable table = new TextTable(1);
    table.row("", "MACs", "of dense");
    for (Phase phase : Phase.values()) {
      double value = macs.get(phase.key()).getAsDouble();
      if (value > 0) {
        table.row("  " + ResultTable.words(phase.key()), whole(value), share(value, dense));
      }
    }
    double total = macs.get("total").getAsDouble();
    table.row("  total", whole(total), share(total, dense));
    table.row("  dense", whole(dense), share(dense, dense));
    text.append(table);
    line(text, "computation saved: %s", percent(expected.get("savingRatio")));
    return text.toString();
  }

  private static String shape(JsonArray shape) {
    return shape.get(0) + "x" + shape.get(1) + "x" + shape.get(2);
  }

  private static String count(JsonElement value) {
    long number = value.getAsLong();
    return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String share(double value, double dense) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value / dense);
  }

  private static String percent(JsonElement ratio) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * ratio.getAsDouble());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
