package dev.tamis.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the early instance filter kept, and what its decisions hung on. */
final class SelectionSection {

  private static final Axis INSTANCES = Axis.horizontal("instances offered", Quantity.INSTANCES);

  private SelectionSection() {}

  static void write(RunFolder run, Markup page) {
    List<TrainPoint> train = run.metrics().train();
    page.open("section").element("h2", "Selection").line();
    skill(run.summary(), page);
    page.open("div", "charts").line();
    SvgChart.draw(kept(train, run.numericSetting("instanceKeepRatio")), page);
    if (train.stream().anyMatch(point -> Double.isFinite(point.lossThreshold()))) {
      SvgChart.draw(threshold(train), page);
    }
    if (train.stream()
        .anyMatch(point -> point.gateOpen() != null || Double.isFinite(point.lift()))) {
      SvgChart.draw(lift(train), page);
    }
    SvgChart.draw(learningRate(train), page);
    page.close().close().line();
  }

  private static void skill(RunSummary summary, Markup page) {
    FilterSkill filter = summary.filter();
    if (filter.mode().isBlank()) {
      return;
    }
    page.open("dl", "facts");
    fact("Early instance filter", filter.mode(), page);
    String share = Numbers.percent(filter.shareOfMainForwardRatio(), 1);
    fact("its forward pass", share + " of the main network's", page);
    fact("lift of the mean loss", lift(filter), page);
    fact("AUC", Numbers.plain(filter.auc()), page);
    String steps =
        filter.mode().equals("budgeted")
            ? " of steps, in which the skill gate was open"
            : " of steps";
    fact("it chose in", Numbers.percent(filter.skilledRatio(), 1) + steps, page);
    fact("suspended by the break-even guard", times(filter.pauses()), page);
    fact("false drops", falseDrops(summary.falseDrops()), page);
    page.close().line();
  }

  private static String lift(FilterSkill filter) {
    double halfWidth = filter.lift() - filter.liftLow();
    return Double.isFinite(halfWidth)
        ? Numbers.fixed(filter.lift(), 3) + " \u00b1 " + Numbers.fixed(halfWidth, 3) + " (95 %)"
        : Numbers.plain(filter.lift());
  }

  private static String times(double count) {
    if (count == 0) {
      return "never";
    }
    return count == 1 ? "once" : Numbers.count(count) + " times";
  }

  private static String falseDrops(FalseDrops drops) {
    return Numbers.percent(drops.estimate(), 1)
        + " of the dropped had a high loss, "
        + Numbers.percent(drops.low(), 1)
        + " to "
        + Numbers.percent(drops.high(), 1)
        + " by "
        + Numbers.count(drops.audited())
        + " audited";
  }

  private static void fact(String name, String value, Markup page) {
    if (!value.startsWith(Numbers.UNKNOWN)) {
      page.open("div").element("dt", name).text(" ").element("dd", value).close().text(" ");
    }
  }

  private static Chart kept(List<TrainPoint> train, double target) {
    Chart chart =
        Chart.of(
            "chart-kept",
            "Kept instances",
            INSTANCES,
            Axis.verticalFromZero("kept", Quantity.RATIO),
            overTime("kept", train, TrainPoint::keptRatio));
    return Double.isNaN(target)
        ? chart
        : chart.withReference(new Chart.Reference("target", target));
  }

  private static Chart threshold(List<TrainPoint> train) {
    Range range = Range.of(train.stream().mapToDouble(TrainPoint::lossThreshold));
    Axis axis =
        range.spansDecades()
            ? Axis.verticalLog("loss", Quantity.PLAIN)
            : Axis.verticalFromZero("loss", Quantity.PLAIN);
    Series threshold = overTime("losses from here on are high", train, TrainPoint::lossThreshold);
    return Chart.of("chart-threshold", "Loss threshold", INSTANCES, axis, threshold);
  }

  private static Chart lift(List<TrainPoint> train) {
    Axis axis = Axis.vertical("lift", Quantity.PLAIN);
    Series lift = overTime("lift of the chosen", train, TrainPoint::lift);
    Chart chart =
        Chart.of("chart-lift", "Skill of the filter", INSTANCES, axis, lift)
            .withReference(new Chart.Reference("no skill", 1));
    List<Range> open = openStretches(train);
    return open.isEmpty() ? chart : chart.withBand(new Chart.Band("the filter chooses", open));
  }

  private static Chart learningRate(List<TrainPoint> train) {
    Axis axis = Axis.verticalFromZero("learning rate", Quantity.PLAIN);
    Series rate = overTime("main network", train, TrainPoint::learningRate);
    return Chart.of("chart-learning-rate", "Learning rate", INSTANCES, axis, rate);
  }

  private static Series overTime(
      String name, List<TrainPoint> train, ToDoubleFunction<TrainPoint> value) {
    return Series.of(name, "first", train, TrainPoint::offeredInstances, value);
  }

  /** The stretches in which the gate was open; a line speaks for the interval that ends with it. */
  private static List<Range> openStretches(List<TrainPoint> train) {
    List<Range> stretches = new ArrayList<>();
    double from = 0;
    boolean wasOpen = false;
    for (TrainPoint point : train) {
      double to = point.offeredInstances();
      boolean open = Boolean.TRUE.equals(point.gateOpen());
      if (open && Double.isFinite(to)) {
        double start = wasOpen ? stretches.remove(stretches.size() - 1).low() : from;
        stretches.add(new Range(start, to));
      }
      wasOpen = open && Double.isFinite(to);
      from = Double.isFinite(to) ? to : from;
    }
    return stretches;
  }
}
