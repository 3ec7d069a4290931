package dev.tamis.cli.report;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Loss and accuracy against what was offered, what was computed, and what time it took. */
final class LearningSection {

  /** A horizontal axis, and where both kinds of points have it. */
  private record Budget(
      String id,
      Axis axis,
      ToDoubleFunction<TrainPoint> ofTrain,
      ToDoubleFunction<TestPoint> ofTest) {}

  private static final Budget[] BUDGETS = {
    new Budget(
        "instances",
        Axis.horizontal("instances offered", Quantity.INSTANCES),
        TrainPoint::offeredInstances,
        TestPoint::offeredInstances),
    new Budget(
        "macs",
        Axis.horizontal("MACs spent", Quantity.MACS),
        TrainPoint::macsTotal,
        TestPoint::macsTotal),
    new Budget(
        "seconds",
        Axis.horizontal("time", Quantity.SECONDS),
        TrainPoint::seconds,
        TestPoint::seconds)
  };

  private LearningSection() {}

  static void write(RunFolder run, Markup page) {
    Metrics metrics = run.metrics();
    page.open("section").element("h2", "Learning").line().open("div", "charts").line();
    for (Budget budget : BUDGETS) {
      SvgChart.draw(loss(metrics, budget), page);
    }
    for (Budget budget : BUDGETS) {
      SvgChart.draw(accuracy(metrics, budget), page);
    }
    page.close().close().line();
  }

  private static Chart loss(Metrics metrics, Budget budget) {
    Range losses =
        Range.of(
            DoubleStream.concat(
                metrics.train().stream().mapToDouble(TrainPoint::loss),
                metrics.test().stream().mapToDouble(TestPoint::loss)));
    Axis axis =
        losses.spansDecades()
            ? Axis.verticalLog("loss", Quantity.PLAIN)
            : Axis.verticalFromZero("loss", Quantity.PLAIN);
    return Chart.of(
        "chart-loss-" + budget.id(),
        "Loss",
        budget.axis(),
        axis,
        Series.of("training, kept", "first", metrics.train(), budget.ofTrain(), TrainPoint::loss),
        Series.of("test", "second", metrics.test(), budget.ofTest(), TestPoint::loss));
  }

  private static Chart accuracy(Metrics metrics, Budget budget) {
    return Chart.of(
        "chart-accuracy-" + budget.id(),
        "Test accuracy",
        budget.axis(),
        Axis.vertical("accuracy", Quantity.RATIO),
        Series.of("test", "second", metrics.test(), budget.ofTest(), TestPoint::accuracyRatio));
  }
}
