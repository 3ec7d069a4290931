package dev.tamis.cli.comparison;

import dev.tamis.cli.report.Axis;
import dev.tamis.cli.report.Chart;
import dev.tamis.cli.report.Chart.Reference;
import dev.tamis.cli.report.Quantity;
import dev.tamis.cli.report.Series;
import dev.tamis.cli.report.Series.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the methods reached, against what it cost. */
final class ComparisonCharts {
  private static final List<String> STYLES =
      List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth");

  private ComparisonCharts() {}

  static Chart againstMacs(Comparison comparison) {
    Axis axis = Axis.horizontal("share of dense MACs spent", Quantity.RATIO);
    return chart("accuracy-macs", axis, ComparedRun::spentRatio, comparison);
  }

  static Chart againstSeconds(Comparison comparison) {
    Axis axis = Axis.horizontal("training time", Quantity.SECONDS);
    return chart("accuracy-seconds", axis, ComparedRun::trainSeconds, comparison);
  }

  /** What the charts do not say themselves. */
  static List<String> notes(Comparison comparison) {
    String seeds = "mean and spread (min to max) over seeds";
    return List.of(
        String.join(", ", comparison.settings().values()),
        comparison.isUnfinished() ? seeds + ", " + comparison.progress() : seeds);
  }

  private static Chart chart(
      String id, Axis x, ToDoubleFunction<ComparedRun> cost, Comparison comparison) {
    String label = comparison.metric().label;
    List<Series> series = new ArrayList<>();
    int styles = 0;
    for (String method : comparison.methods()) {
      boolean control = method.equals(Comparison.CONTROL);
      String style = control ? "baseline" : STYLES.get(styles++ % STYLES.size());
      List<Point> points =
          comparison.of(method).stream()
              .map(result -> point(result, cost, comparison.metric()))
              .sorted(Comparator.comparingDouble(Point::x))
              .toList();
      series.add(new Series(method, style, true, points));
    }
    Axis y = Axis.vertical("final " + label, Quantity.RATIO);
    return new Chart(id, "Final " + label, x, y, series, null, dense(comparison));
  }

  /** What there is to lose: the accuracy without any saving. */
  private static @Nullable Reference dense(Comparison comparison) {
    return comparison.results().stream()
        .filter(
            result ->
                result.method().equals(Comparison.BASELINE) && Double.isNaN(result.budgetRatio()))
        .map(result -> result.sample(comparison.metric()::of).mean())
        .filter(Double::isFinite)
        .findFirst()
        .map(mean -> new Reference("mean of dense", mean))
        .orElse(null);
  }

  private static Point point(
      MethodResult result, ToDoubleFunction<ComparedRun> cost, Metric metric) {
    Sample reached = result.sample(metric::of);
    return new Point(result.sample(cost).mean(), reached.mean(), reached.low(), reached.high());
  }
}
