package dev.tamis.cli.adapt;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.tamis.cli.run.CostJson;
import dev.tamis.cli.run.Json;
import dev.tamis.device.BudgetDecision;
import dev.tamis.device.DeviceReport;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.network.Network;
import dev.tamis.report.EvaluationReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code summary.json} of an adaptation: its keys are a contract. */
final class AdaptSummary {
  private static final double NANOS = 1e9;

  private AdaptSummary() {}

  /** A line of {@code metrics.jsonl}. */
  static JsonObject progress(DeviceReport report, AdaptCounts counts) {
    JsonObject line = new JsonObject();
    line.addProperty("type", "adapt");
    line.addProperty("offeredInstances", counts.offered());
    line.addProperty("judgedInstances", counts.served().count());
    line.add("prequentialAccuracyRatio", Json.number(counts.served().cumulative()));
    line.add("prequentialWindowRatio", Json.number(counts.served().recent()));
    line.add("prequentialFadingRatio", Json.number(counts.served().fading()));
    line.add("frozenAccuracyRatio", Json.number(counts.shipped().cumulative()));
    line.add("frozenWindowRatio", Json.number(counts.shipped().recent()));
    line.addProperty("keptInstances", report.instances().kept());
    line.addProperty("labelsAsked", report.instances().labelsAsked());
    line.addProperty("steps", report.weights().steps());
    line.addProperty("instanceKeepRatio", report.instanceKeepRatio());
    line.addProperty("channelKeepRatio", report.channelKeepRatio());
    line.addProperty("filterChooses", report.selection().ranking());
    line.addProperty("swaps", report.weights().swaps());
    line.addProperty("rollbacks", report.weights().rollbacks());
    line.addProperty("driftsSeen", drifts(report));
    line.add("servedHeldOutRatio", Json.number(report.weights().servedRatio()));
    line.add("trainedHeldOutRatio", Json.number(report.weights().trainedRatio()));
    line.addProperty("macsTotal", report.totalMacs());
    line.addProperty("macsDense", report.cost().denseMacs());
    line.addProperty("seconds", counts.seconds());
    return line;
  }

  private static long drifts(DeviceReport report) {
    return report.drift().adwin() + report.drift().pageHinkley();
  }

  static JsonObject of(
      AdaptSetup setup, AdaptCounts counts, Network tested, JsonElement provenance) {
    AdaptSettings settings = setup.settings();
    OnDeviceLearner learner = setup.learner();
    DeviceReport report = learner.report();
    DeviceReport.Instances instances = report.instances();
    JsonObject json = new JsonObject();
    json.addProperty("network", learner.spec().name());
    json.addProperty("stream", settings.stream);
    json.addProperty("filter", settings.filter);
    json.addProperty("seed", settings.seed);
    json.addProperty("kernels", setup.resources().kernelsName());
    json.addProperty("threads", settings.threads);
    json.addProperty("steps", report.weights().steps());
    json.addProperty("offeredInstances", report.offered());
    json.addProperty("keptInstances", instances.kept());
    json.add("keptRatio", Json.number(report.keptRatio()));
    json.addProperty("labelsAsked", instances.labelsAsked());
    json.add("labelsAskedRatio", Json.number((double) instances.labelsAsked() / report.offered()));
    json.addProperty("judgedInstances", counts.served().count());
    json.add("prequentialAccuracyRatio", Json.number(counts.served().cumulative()));
    json.add("prequentialWindowRatio", Json.number(counts.served().recent()));
    json.add("prequentialFadingRatio", Json.number(counts.served().fading()));
    json.add("frozenAccuracyRatio", Json.number(counts.shipped().cumulative()));
    addTests(setup, tested, json);
    json.addProperty("rollbacks", report.weights().rollbacks());
    json.addProperty("driftsSeen", drifts(report));
    json.addProperty("wallSeconds", counts.seconds());
    json.add("instancesPerSecond", Json.number(report.offered() / counts.seconds()));
    json.addProperty("peakBytes", report.memory().totalBytes());
    json.add("macs", macs(report));
    json.add("savingRatio", Json.number(1 - report.costRatio()));
    json.add("seconds", seconds(report, counts));
    json.add("falseDropRatio", CostJson.falseDrops(report.selection().falseDrops()));
    json.add("selection", selection(report.selection()));
    json.add("weights", weights(report.weights()));
    json.add("instances", instances(instances, setup.stream().skipped()));
    json.add("energy", energy(report.energy()));
    json.add("drift", drift(report.drift()));
    json.add("batchNorm", batchNorm(settings, report));
    json.add("decisions", decisions(report));
    json.add("provenance", provenance);
    return json;
  }

  private static void addTests(AdaptSetup setup, Network tested, JsonObject json) {
    AdaptTests tests = setup.tests();
    OnDeviceLearner learner = setup.learner();
    EvaluationReport shipped = tests.original(setup.shipped(), null);
    AdaptTests.@Nullable Drifted shippedDrifted = tests.drifted(setup.shipped(), null);
    learner.copyTrained(tested.parameters());
    EvaluationReport trained = tests.original(tested, learner.statistics().orElse(null));
    AdaptTests.@Nullable Drifted trainedDrifted =
        tests.drifted(tested, learner.statistics().orElse(null));
    learner.copyServed(tested.parameters());
    EvaluationReport exported = tests.original(tested, null);
    EvaluationReport served =
        learner.statistics().isPresent()
            ? tests.original(tested, learner.statistics().orElse(null))
            : exported;
    AdaptTests.@Nullable Drifted servedDrifted =
        tests.drifted(tested, learner.statistics().orElse(null));
    json.add("testAccuracyRatio", accuracy(served));
    JsonObject original = new JsonObject();
    original.add("before", accuracy(shipped));
    original.add("after", accuracy(served));
    original.add("exported", accuracy(exported));
    original.add("trained", accuracy(trained));
    json.add("originalTestAccuracyRatio", original);
    JsonObject drifted = new JsonObject();
    drifted.add("before", drifted(shippedDrifted));
    drifted.add("after", drifted(servedDrifted));
    drifted.add("trained", drifted(trainedDrifted));
    json.add("driftedTestAccuracyRatio", drifted);
  }

  private static JsonElement accuracy(@Nullable EvaluationReport report) {
    return report == null ? JsonNull.INSTANCE : Json.number(report.accuracyRatio());
  }

  private static JsonElement drifted(AdaptTests.@Nullable Drifted accuracy) {
    if (accuracy == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.add("all", Json.number(accuracy.all()));
    json.add("known", Json.number(accuracy.known()));
    json.add("novel", Json.number(accuracy.novel()));
    return json;
  }

  private static JsonObject macs(DeviceReport report) {
    JsonObject json = CostJson.macs(report.cost());
    json.addProperty("evaluation", report.evaluationMacs());
    json.addProperty("replay", report.replayMacs());
    json.addProperty("prediction", report.predictionMacs());
    json.addProperty("total", report.totalMacs());
    return json;
  }

  private static JsonObject seconds(DeviceReport report, AdaptCounts counts) {
    JsonObject json = CostJson.seconds(report.cost());
    double phases = report.cost().totalNanos() / NANOS;
    json.addProperty("other", Math.max(0, counts.seconds() - phases));
    json.addProperty("total", counts.seconds());
    return json;
  }

  private static JsonObject selection(DeviceReport.Selection selection) {
    JsonObject json = new JsonObject();
    json.addProperty("selector", selection.selector().name().toLowerCase(Locale.ROOT));
    json.add("shareOfMainForwardRatio", Json.number(selection.filterShareRatio()));
    json.add("lossThreshold", Json.number(selection.lossThreshold()));
    json.addProperty("leads", selection.leads());
    json.add("skilledRatio", Json.number(selection.rankingRatio()));
    json.addProperty("rounds", selection.rounds());
    json.add("advantage", Json.number(selection.advantage()));
    return json;
  }

  private static JsonObject weights(DeviceReport.Weights weights) {
    JsonObject json = new JsonObject();
    json.addProperty("steps", weights.steps());
    json.addProperty("evaluations", weights.evaluations());
    json.addProperty("swaps", weights.swaps());
    json.addProperty("rollbacksExploded", weights.rollbacksExploded());
    json.addProperty("rollbacksLost", weights.rollbacksLost());
    json.addProperty("blocked", weights.blocked());
    json.addProperty("heldOutInstances", weights.reservoirCount());
    json.add("servedHeldOutRatio", Json.number(weights.servedRatio()));
    json.add("trainedHeldOutRatio", Json.number(weights.trainedRatio()));
    return json;
  }

  private static JsonObject instances(DeviceReport.Instances instances, long skippedFiles) {
    JsonObject json = Json.PRETTY.toJsonTree(instances).getAsJsonObject();
    json.addProperty("skippedFiles", skippedFiles);
    return json;
  }

  private static JsonObject energy(DeviceReport.Energy energy) {
    JsonObject json = new JsonObject();
    json.addProperty("source", energy.source().name().toLowerCase(Locale.ROOT));
    json.addProperty("joules", energy.joules());
    return json;
  }

  private static JsonObject drift(DeviceReport.Drift drift) {
    JsonObject json = new JsonObject();
    json.addProperty("adwin", drift.adwin());
    json.addProperty("pageHinkley", drift.pageHinkley());
    json.addProperty("recoveries", drift.recoveries());
    json.add(
        "lastRecoveryInstances",
        drift.lastRecoveryInstances() < 0
            ? JsonNull.INSTANCE
            : new JsonPrimitive(drift.lastRecoveryInstances()));
    return json;
  }

  private static JsonObject batchNorm(AdaptSettings settings, DeviceReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("statistics", settings.batchNormStatistics);
    json.addProperty("following", report.followingStream());
    return json;
  }

  private static JsonArray decisions(DeviceReport report) {
    JsonArray decisions = new JsonArray();
    for (BudgetDecision decision : report.decisions()) {
      JsonObject json = new JsonObject();
      json.addProperty("offeredInstances", decision.offered());
      json.addProperty("instanceKeepRatio", decision.instanceKeepRatio());
      json.addProperty("channelKeepRatio", decision.channelKeepRatio());
      json.addProperty("reason", decision.reason().name().toLowerCase(Locale.ROOT));
      decisions.add(json);
    }
    return decisions;
  }
}
