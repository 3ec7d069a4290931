package dev.tamis.cli.comparison;

import dev.tamis.cli.report.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The figures as text, before they are laid out.
 *
 * @param head names and units of the columns
 * @param rows a cell per column; the first is the method's name as the file has it
 */
record ComparisonTable(List<String> head, List<List<String>> rows) {
  private static final String UNKNOWN = "-";

  static ComparisonTable of(Comparison comparison) {
    List<String> head = new ArrayList<>(List.of("method", "budget %", "runs"));
    List<Metric> metrics =
        comparison.isLongTailed() ? List.of(Metric.values()) : List.of(Metric.ACCURACY);
    for (Metric metric : metrics) {
      head.addAll(List.of(metric.label + " %", "min..max", "s.e."));
    }
    head.addAll(List.of("minus " + Comparison.CONTROL, "joint s.e.", "paired s.e."));
    boolean quantized = isQuantized(comparison);
    head.add("saved %");
    if (quantized) {
      head.add("saved by bits %");
    }
    head.addAll(List.of("time saved %", "kept %", "training s", "learning rate"));
    List<List<String>> rows = new ArrayList<>();
    for (MethodResult result : comparison.results()) {
      rows.add(row(comparison, result, metrics));
    }
    return new ComparisonTable(head, rows);
  }

  private static List<String> row(
      Comparison comparison, MethodResult result, List<Metric> metrics) {
    List<String> row = new ArrayList<>();
    row.add(result.method());
    row.add(budget(result.budgetRatio()));
    row.add(runs(result, comparison.metric()));
    for (Metric metric : metrics) {
      Sample sample = result.sample(metric::of);
      row.add(percent(sample.mean(), 2));
      row.add(spread(sample));
      row.add(percent(sample.standardError(), 2));
    }
    row.addAll(difference(result, comparison.controlOf(result), comparison.metric()));
    row.add(percent(result.sample(ComparedRun::savingRatio).mean(), 1));
    if (isQuantized(comparison)) {
      row.add(percent(result.sample(ComparedRun::bitWeightedSavingRatio).mean(), 1));
    }
    row.add(percent(timeSaved(comparison, result), 1));
    row.add(percent(result.sample(ComparedRun::keptRatio).mean(), 1));
    row.add(fixed(result.sample(ComparedRun::trainSeconds).mean(), 1));
    row.add(learningRates(result));
    return row;
  }

  private static boolean isQuantized(Comparison comparison) {
    return comparison.results().stream()
        .flatMap(result -> result.runs().stream())
        .anyMatch(ComparedRun::isQuantized);
  }

  /** Against plain SGD's time in the same comparison; NaN where it was not run. */
  private static double timeSaved(Comparison comparison, MethodResult result) {
    return comparison.results().stream()
        .filter(other -> other.method().equals(Comparison.BASELINE))
        .mapToDouble(
            dense ->
                1
                    - result.sample(ComparedRun::trainSeconds).mean()
                        / dense.sample(ComparedRun::trainSeconds).mean())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** A run without a result, as one that diverged, is not averaged away in silence. */
  private static String runs(MethodResult result, Metric metric) {
    int known = result.sample(metric::of).count();
    int all = result.runs().size();
    return known == all ? Integer.toString(all) : known + " of " + all;
  }

  private static String spread(Sample sample) {
    return sample.count() == 0
        ? UNKNOWN
        : percent(sample.low(), 2) + ".." + percent(sample.high(), 2);
  }

  private static List<String> difference(
      MethodResult result, @Nullable MethodResult control, Metric metric) {
    if (control == null) {
      return List.of(UNKNOWN, UNKNOWN, UNKNOWN);
    }
    Sample own = result.sample(metric::of);
    Sample other = control.sample(metric::of);
    double difference = own.mean() - other.mean();
    String sign = difference > 0 ? "+" : "";
    String text = percent(difference, 2);
    return List.of(
        text.equals(UNKNOWN) ? text : sign + text,
        percent(own.jointStandardError(other), 2),
        percent(result.ahead(control, metric::of).standardError(), 2));
  }

  private static String learningRates(MethodResult result) {
    return result.runs().stream()
        .mapToDouble(ComparedRun::learningRate)
        .filter(Double::isFinite)
        .distinct()
        .sorted()
        .mapToObj(ComparisonTable::exact)
        .collect(Collectors.collectingAndThen(Collectors.joining(", "), ComparisonTable::orDash));
  }

  private static String orDash(String text) {
    return text.isEmpty() ? UNKNOWN : text;
  }

  static ComparisonTable ofTuning(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (TuningTrial trial : comparison.tuning()) {
      rows.add(
          List.of(
              trial.method(),
              budget(trial.budgetRatio()),
              exact(trial.learningRate()),
              percent(trial.validationAccuracyRatio(), 2),
              trial.chosen() ? "chosen" : ""));
    }
    return new ComparisonTable(
        List.of("method", "budget %", "learning rate", "validation accuracy %", ""), rows);
  }

  /** What the columns mean. */
  static String caption(Comparison comparison) {
    String bits =
        isQuantized(comparison)
            ? " Saved by bits: each multiply-accumulate counts the bits of one operand times those of"
                + " the other over 32 x 32, a count that is neither time nor energy."
            : "";
    return "Accuracy on the test set at the end, not the best on the way; s.e. is the standard error"
        + " of the mean over seeds. Minus random: "
        + comparison.metric().label
        + " less that of the control at the same budget, in points; its standard error as if runs"
        + " were independent (joint), and of the differences seed by seed (paired): a seed has the same"
        + " images, order and initial weights for every method. Saved: multiply-accumulates; time saved:"
        + " seconds of training, against plain SGD's in this comparison."
        + bits;
  }

  private static String budget(double ratio) {
    return exact(100 * ratio);
  }

  /** As it would be typed, but for the noise of binary fractions. */
  private static String exact(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  private static String percent(double ratio, int decimals) {
    return fixed(100 * ratio, decimals);
  }

  private static String fixed(double value, int decimals) {
    return Double.isFinite(value) ? Numbers.fixed(value, decimals) : UNKNOWN;
  }
}
