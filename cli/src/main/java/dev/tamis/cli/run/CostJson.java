package dev.tamis.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.report.FalseDropEstimate;

/** Costs by phase as all summaries have them. */
public final class CostJson {
  private static final double NANOS = 1e9;

  private CostJson() {}

  /** Multiply-accumulates by phase, in all, and of the dense baseline. */
  public static JsonObject macs(ComputeCost cost) {
    JsonObject json = new JsonObject();
    for (Phase phase : Phase.values()) {
      json.addProperty(phase.key(), cost.macs(phase));
    }
    json.addProperty("total", cost.totalMacs());
    json.addProperty("dense", cost.denseMacs());
    return json;
  }

  /** Seconds by phase. */
  public static JsonObject seconds(ComputeCost cost) {
    JsonObject json = new JsonObject();
    for (Phase phase : Phase.values()) {
      json.addProperty(phase.key(), cost.nanos(phase) / NANOS);
    }
    return json;
  }

  /** What is lost by dropping; null where nothing was audited. */
  public static JsonElement falseDrops(FalseDropEstimate estimate) {
    if (estimate.audited() == 0) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.addProperty("estimate", estimate.estimate());
    json.addProperty("low", estimate.low());
    json.addProperty("high", estimate.high95());
    json.addProperty("audited", estimate.audited());
    return json;
  }
}
