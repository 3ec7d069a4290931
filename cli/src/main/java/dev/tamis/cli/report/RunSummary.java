package dev.tamis.cli.report;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run came to; {@code NaN} is not known, or does not apply to the run's method. */
record RunSummary(
    double epochs,
    double steps,
    double offeredInstances,
    double keptInstances,
    double keptRatio,
    double testAccuracyRatio,
    double wallSeconds,
    double instancesPerSecond,
    double peakBytes,
    RunCost cost,
    FalseDrops falseDrops,
    FilterSkill filter,
    Map<String, Double> gradientCosines) {

  static RunSummary of(JsonFields summary) throws RunFolderException {
    return new RunSummary(
        summary.number("epochs"),
        summary.number("steps"),
        summary.number("offeredInstances"),
        summary.number("keptInstances"),
        summary.number("keptRatio"),
        summary.number("testAccuracyRatio"),
        summary.number("wallSeconds"),
        summary.number("instancesPerSecond"),
        summary.number("peakBytes"),
        cost(summary),
        falseDrops(summary.child("falseDropRatio")),
        filter(summary.child("filter")),
        cosines(summary.child("gradientQuality")));
  }

  /** What the metrics tell about a run that has not written its summary. */
  static RunSummary soFar(Metrics metrics) {
    double nan = Double.NaN;
    List<PhaseCost> phases =
        Arrays.stream(Phase.values()).map(phase -> new PhaseCost(phase, nan, nan)).toList();
    double accuracy =
        metrics.test().isEmpty()
            ? nan
            : metrics.test().get(metrics.test().size() - 1).accuracyRatio();
    FalseDrops falseDrops = new FalseDrops(nan, nan, nan, nan);
    FilterSkill filter = new FilterSkill("", nan, nan, nan, nan, nan, nan);
    if (metrics.train().isEmpty()) {
      RunCost cost = new RunCost(phases, nan, nan, nan, nan, nan);
      return new RunSummary(
          nan, nan, nan, nan, nan, accuracy, nan, nan, nan, cost, falseDrops, filter, Map.of());
    }
    TrainPoint last = metrics.train().get(metrics.train().size() - 1);
    double saving = 1 - last.macsTotal() / last.macsDense();
    return new RunSummary(
        last.epoch(),
        last.step(),
        last.offeredInstances(),
        last.keptInstances(),
        last.keptInstances() / last.offeredInstances(),
        accuracy,
        last.seconds(),
        last.offeredInstances() / last.seconds(),
        nan,
        new RunCost(phases, last.macsTotal(), last.macsDense(), saving, nan, last.seconds()),
        falseDrops,
        filter,
        Map.of());
  }

  private static Map<String, Double> cosines(JsonFields quality) throws RunFolderException {
    Map<String, Double> cosines = new LinkedHashMap<>();
    for (JsonFields layer : quality.children("layers")) {
      cosines.put(layer.text("name"), layer.number("cosine"));
    }
    return Collections.unmodifiableMap(cosines);
  }

  private static RunCost cost(JsonFields summary) throws RunFolderException {
    JsonFields macs = summary.child("macs");
    JsonFields seconds = summary.child("seconds");
    PhaseCost[] phases = new PhaseCost[Phase.values().length];
    for (Phase phase : Phase.values()) {
      double phaseMacs = phase.hasMacs ? macs.number(phase.key) : Double.NaN;
      phases[phase.ordinal()] = new PhaseCost(phase, phaseMacs, seconds.number(phase.key));
    }
    return new RunCost(
        List.of(phases),
        macs.number("total"),
        macs.number("dense"),
        summary.number("savingRatio"),
        summary.number("bitWeightedSavingRatio"),
        seconds.number("total"));
  }

  private static FalseDrops falseDrops(JsonFields audit) throws RunFolderException {
    return new FalseDrops(
        audit.number("estimate"),
        audit.number("low"),
        audit.number("high"),
        audit.number("audited"));
  }

  private static FilterSkill filter(JsonFields filter) throws RunFolderException {
    return new FilterSkill(
        filter.text("mode"),
        filter.number("shareOfMainForwardRatio"),
        filter.number("lift"),
        filter.number("liftLow"),
        filter.number("auc"),
        filter.number("skilledRatio"),
        filter.number("pauses"));
  }
}
