package dev.tamis.cli.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.report.EvaluationReport;
import dev.tamis.report.FilterReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.training.GradientQuality;
import org.jspecify.annotations.Nullable;

/** {@code summary.json}: its keys are a contract. */
final class Summary {
  private static final double NANOS = 1e9;

  private Summary() {}

  static JsonObject of(
      TrainingSetup setup, TrainingReport report, EvaluationReport test, JsonElement provenance) {
    TrainSettings settings = setup.settings();
    JsonObject json = new JsonObject();
    json.addProperty("recipe", settings.recipe);
    json.addProperty("method", settings.method);
    json.addProperty("seed", settings.seed);
    json.addProperty("kernels", setup.resources().kernelsName());
    json.addProperty("threads", setup.resources().threads());
    json.addProperty("epochs", report.steps() / setup.stepsPerEpoch());
    json.addProperty("steps", report.steps());
    json.addProperty("offeredInstances", report.offeredInstances());
    json.addProperty("keptInstances", report.keptInstances());
    json.addProperty("keptRatio", report.keptRatio());
    json.add("testAccuracyRatio", Json.number(test.accuracyRatio()));
    json.add("balancedAccuracyRatio", Json.number(test.balancedAccuracyRatio()));
    json.add("testLoss", Json.number(test.meanLoss()));
    json.addProperty("wallSeconds", report.wallNanos() / NANOS);
    json.add(
        "instancesPerSecond",
        Json.number(report.offeredInstances() / (report.stepNanos() / NANOS)));
    json.addProperty("peakBytes", report.memory().totalBytes());
    json.add("macs", CostJson.macs(report.cost()));
    json.addProperty("savingRatio", report.cost().savingRatio());
    json.add("bits", bits(settings.scheme()));
    json.add("bitWeightedMacs", bitWeightedMacs(report.cost()));
    json.addProperty("bitWeightedSavingRatio", report.cost().bitWeightedSavingRatio());
    json.add("gradientQuality", gradientQuality(setup.gradientQuality()));
    json.add("seconds", seconds(report));
    json.add("falseDropRatio", CostJson.falseDrops(report.filter().falseDrops()));
    json.add("filter", filter(report));
    json.add("provenance", provenance);
    return json;
  }

  /** Null where nothing is quantized. */
  static JsonElement bits(QuantizationScheme scheme) {
    return scheme.isQuantized()
        ? bits(
            scheme.weightBits(),
            scheme.activationBits(),
            scheme.errorBits(),
            scheme.weightGradientErrorBits())
        : JsonNull.INSTANCE;
  }

  static JsonObject bits(int weights, int activations, int errors, int weightGradientErrors) {
    JsonObject json = new JsonObject();
    json.addProperty("weights", weights);
    json.addProperty("activations", activations);
    json.addProperty("errors", errors);
    json.addProperty("weightGradientErrors", weightGradientErrors);
    return json;
  }

  private static JsonElement gradientQuality(@Nullable GradientQuality quality) {
    if (quality == null) {
      return JsonNull.INSTANCE;
    }
    JsonArray layers = new JsonArray();
    for (GradientQuality.Layer layer : quality.layers()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", layer.name());
      json.add("cosine", Json.number(layer.cosine()));
      layers.add(json);
    }
    JsonObject json = new JsonObject();
    json.addProperty("instances", quality.instances());
    json.addProperty("temporaryBytes", quality.temporaryBytes());
    json.add("layers", layers);
    return json;
  }

  private static JsonObject bitWeightedMacs(ComputeCost cost) {
    JsonObject json = new JsonObject();
    for (Phase phase : Phase.values()) {
      json.addProperty(phase.key(), cost.bitWeightedMacs(phase));
    }
    json.addProperty("total", cost.totalBitWeightedMacs());
    return json;
  }

  private static JsonObject seconds(TrainingReport report) {
    JsonObject json = CostJson.seconds(report.cost());
    long other = report.stepNanos() - report.dataNanos() - report.cost().totalNanos();
    json.addProperty("data", report.dataNanos() / NANOS);
    json.addProperty("other", Math.max(0, other) / NANOS);
    json.addProperty("total", report.stepNanos() / NANOS);
    return json;
  }

  private static JsonObject filter(TrainingReport report) {
    FilterReport filter = report.filter();
    JsonObject json = new JsonObject();
    json.addProperty("mode", filter.mode());
    json.add("shareOfMainForwardRatio", Json.number(report.filterShareRatio()));
    json.add("lossThreshold", Json.number(filter.lossThreshold()));
    json.add("lift", Json.number(filter.lift()));
    json.add("liftLow", Json.number(filter.liftLow()));
    json.add("auc", Json.number(filter.auc()));
    json.add("skilledRatio", Json.number(filter.skilledRatio()));
    // Only a filter with a network of its own has a cost to break even with.
    boolean guarded = !Double.isNaN(report.filterShareRatio());
    json.add("pauses", Json.number(guarded ? report.filterPauses() : Double.NaN));
    return json;
  }
}
