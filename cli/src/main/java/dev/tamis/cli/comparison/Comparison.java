package dev.tamis.cli.comparison;

import dev.tamis.cli.report.JsonFields;
import dev.tamis.cli.report.RunFolderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code comparison.json} holds so far.
 *
 * @param settings recipe, network, data and scenario, as far as they are given
 * @param command that repeats it
 * @param metric what the methods are compared by
 * @param plannedRuns how many runs there will be; NaN where that is not said
 * @param results by method in the order of the file, with budgets from large to small
 */
record Comparison(
    Map<String, String> settings,
    String command,
    Map<String, String> provenance,
    Metric metric,
    double plannedRuns,
    List<MethodResult> results,
    List<TuningTrial> tuning) {

  /** The control that every method has to beat. */
  static final String CONTROL = "random";

  /** Plain SGD over the whole length. */
  static final String BASELINE = "dense";

  private static final String FILE = "comparison.json";
  private static final List<String> SETTINGS = List.of("recipe", "network", "data", "scenario");

  static Comparison read(Path folder) throws RunFolderException {
    JsonFields file = JsonFields.read(folder.resolve(FILE));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String key : SETTINGS) {
      if (!file.text(key).isBlank()) {
        settings.put(key, file.text(key));
      }
    }
    List<ComparedRun> runs = new ArrayList<>();
    for (JsonFields run : file.children("runs")) {
      runs.add(ComparedRun.of(run));
    }
    List<TuningTrial> tuning = new ArrayList<>();
    for (JsonFields trial : file.children("tuning")) {
      tuning.add(TuningTrial.of(trial));
    }
    return new Comparison(
        settings,
        file.text("command"),
        file.child("provenance").texts(),
        metric(file),
        file.number("plannedRuns"),
        grouped(runs),
        tuning);
  }

  private static Metric metric(JsonFields file) throws RunFolderException {
    String key = file.text("metric");
    for (Metric metric : Metric.values()) {
      if (metric.key.equals(key)) {
        return metric;
      }
    }
    if (key.isEmpty()) {
      return Metric.ACCURACY;
    }
    throw file.unknown("metric", "testAccuracyRatio or balancedAccuracyRatio");
  }

  private static List<MethodResult> grouped(List<ComparedRun> runs) {
    List<MethodResult> results = new ArrayList<>();
    for (String method : runs.stream().map(ComparedRun::method).distinct().toList()) {
      List<ComparedRun> own = runs.stream().filter(run -> run.method().equals(method)).toList();
      own.stream()
          .map(ComparedRun::budgetRatio)
          .distinct()
          .sorted((a, b) -> Double.compare(b, a))
          .map(budget -> new MethodResult(method, budget, atBudget(own, budget)))
          .forEach(results::add);
    }
    return List.copyOf(results);
  }

  private static List<ComparedRun> atBudget(List<ComparedRun> runs, double budget) {
    return runs.stream().filter(run -> Double.compare(run.budgetRatio(), budget) == 0).toList();
  }

  /** The control at the budget of a method; null for the control itself, or where it is missing. */
  @Nullable MethodResult controlOf(MethodResult result) {
    if (result.method().equals(CONTROL)) {
      return null;
    }
    for (MethodResult other : results) {
      if (other.method().equals(CONTROL) && other.hasBudget(result.budgetRatio())) {
        return other;
      }
    }
    return null;
  }

  List<String> methods() {
    return results.stream().map(MethodResult::method).distinct().toList();
  }

  List<MethodResult> of(String method) {
    return results.stream().filter(result -> result.method().equals(method)).toList();
  }

  long runCount() {
    return results.stream().mapToLong(result -> result.runs().size()).sum();
  }

  /** Whether rare classes weigh so little in the accuracy that the balanced one is shown too. */
  boolean isLongTailed() {
    String scenario = settings.getOrDefault("scenario", "").toLowerCase(Locale.ROOT);
    return metric == Metric.BALANCED || scenario.replaceAll("[^a-z]", "").contains("longtail");
  }

  String title() {
    String recipe = settings.getOrDefault("recipe", "");
    return recipe.isEmpty() ? "Comparison" : "Comparison: " + recipe;
  }

  /** How many runs of how many. */
  String progress() {
    String done = runCount() + (runCount() == 1 ? " run" : " runs");
    if (Double.isNaN(plannedRuns)) {
      return done;
    }
    return runCount() + " of " + Math.round(plannedRuns) + " planned runs";
  }

  boolean isUnfinished() {
    return runCount() < plannedRuns;
  }
}
