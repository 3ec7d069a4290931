package dev.tamis.cli.comparison;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code comparison.json}: what finished runs add up to; written again after each of them. */
final class ComparisonFile {
  private static final String[] FROM_SUMMARY = {
    "testAccuracyRatio",
    "balancedAccuracyRatio",
    "savingRatio",
    "keptRatio",
    "wallSeconds",
    "steps",
    "offeredInstances"
  };

  private final Path folder;
  private final JsonObject json = new JsonObject();
  private final JsonArray runs = new JsonArray();
  private final JsonArray tuning = new JsonArray();
  private final String metric;
  private final String recipe;
  private final double sharedLength;
  private final int planned;

  ComparisonFile(ComparisonSettings settings, int plannedRuns) {
    this.folder = settings.folder();
    this.planned = plannedRuns;
    TrainSettings training = TrainSettings.of(settings.recipe(), settings.flags());
    this.recipe = settings.recipe();
    this.sharedLength = training.scheduleRatio();
    boolean balanced = training.scenario().equals("long-tail");
    this.metric = balanced ? "balancedAccuracyRatio" : "testAccuracyRatio";
    json.addProperty("recipe", settings.recipe());
    json.addProperty("network", training.network());
    json.addProperty("data", training.data());
    json.addProperty("scenario", training.scenario());
    json.addProperty("command", settings.command());
    json.addProperty("metric", metric);
    json.addProperty("seeds", settings.seeds());
    json.addProperty("plannedRuns", plannedRuns);
    json.addProperty("tuningSeeds", settings.tuningSeeds());
    json.addProperty("tuningScheduleRatio", settings.tuningScheduleRatio());
    json.addProperty("tuningImages", settings.validationImages());
    json.add("provenance", JsonNull.INSTANCE);
    json.add("runs", runs);
    json.add("tuning", tuning);
  }

  /** Adds a run that is reported, if it finished. */
  void add(Outcome outcome) {
    @Nullable JsonObject summary = outcome.summary();
    if (summary == null) {
      return;
    }
    json.add("provenance", summary.get("provenance"));
    PlannedRun run = outcome.run();
    JsonObject entry = entry(run);
    entry.addProperty("seed", run.seed());
    for (String key : FROM_SUMMARY) {
      entry.add(key, summary.get(key));
    }
    entry.add("bits", summary.get("bits"));
    addCost(entry, run, summary);
    entry.add("trainSeconds", summary.getAsJsonObject("seconds").get("total"));
    entry.add("filter", summary.get("filter"));
    entry.addProperty("flags", String.join(" ", run.flags()));
    runs.add(entry);
  }

  /** Against plain SGD over the length that all methods share: a shortened run has saved, too. */
  private void addCost(JsonObject entry, PlannedRun run, JsonObject summary) {
    JsonObject macs = summary.getAsJsonObject("macs");
    double ownLength = TrainSettings.of(recipe, run.flags()).scheduleRatio();
    double dense = macs.get("dense").getAsDouble() * sharedLength / ownLength;
    double total = macs.get("total").getAsDouble();
    entry.addProperty("savingRatio", 1 - total / dense);
    @Nullable JsonObject weighted = summary.getAsJsonObject("bitWeightedMacs");
    double bits = weighted == null ? Double.NaN : weighted.get("total").getAsDouble();
    entry.add("bitWeightedSavingRatio", Json.number(1 - bits / dense));
    entry.add("macsTotal", macs.get("total"));
    entry.addProperty("macsDense", Math.round(dense));
  }

  /**
   * Adds a point's tuning runs. A rate is worth the mean of its runs, and nothing if one of them
   * could not be trained: a rate that fails by chance is no rate to report.
   *
   * @return the rate that did best; null if none could be trained
   */
  @Nullable Double addTuning(List<Outcome> tries) {
    Map<Double, List<Outcome>> byRate = new TreeMap<>();
    for (Outcome outcome : tries) {
      double rate = Objects.requireNonNull(outcome.run().learningRate());
      byRate.computeIfAbsent(rate, key -> new ArrayList<>()).add(outcome);
    }
    @Nullable Double best = null;
    double bestAccuracy = Double.NEGATIVE_INFINITY;
    for (Map.Entry<Double, List<Outcome>> rate : byRate.entrySet()) {
      double accuracy = accuracy(rate.getValue());
      if (accuracy > bestAccuracy) {
        best = rate.getKey();
        bestAccuracy = accuracy;
      }
    }
    for (Map.Entry<Double, List<Outcome>> rate : byRate.entrySet()) {
      JsonObject entry = entry(rate.getValue().get(0).run());
      entry.add("validationAccuracyRatio", Json.number(accuracy(rate.getValue())));
      entry.addProperty("chosen", rate.getKey().equals(best));
      tuning.add(entry);
    }
    return best;
  }

  private double accuracy(List<Outcome> runsOfRate) {
    return runsOfRate.stream().mapToDouble(this::accuracy).sum() / runsOfRate.size();
  }

  private double accuracy(Outcome outcome) {
    return outcome.summary() == null ? Double.NaN : outcome.summary().get(metric).getAsDouble();
  }

  private static JsonObject entry(PlannedRun run) {
    JsonObject entry = new JsonObject();
    entry.addProperty("method", run.point().method().name());
    entry.addProperty("budgetRatio", run.point().budgetRatio());
    entry.addProperty("learningRate", run.learningRate());
    return entry;
  }

  boolean isComplete() {
    return runs.size() == planned;
  }

  JsonObject json() {
    return json;
  }

  /** Writes the file and what is drawn from it. */
  void write() throws IOException {
    Path part = folder.resolve("comparison.json.part");
    Files.writeString(part, Json.text(json) + "\n");
    Files.move(part, folder.resolve("comparison.json"), StandardCopyOption.REPLACE_EXISTING);
    ComparisonReport.write(folder);
  }
}
