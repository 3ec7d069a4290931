package dev.tamis.cli.report;

import dev.tamis.cli.report.SvgBar.Segment;
import java.util.List;

/** Where MACs and seconds went, beside the dense baseline. */
final class CostSection {

  private CostSection() {}

  static void write(RunFolder run, Markup page) {
    RunCost cost = run.summary().cost();
    page.open("section").element("h2", "Cost").line();
    bars(cost, page);
    page.open("div", "beside");
    table(cost, page);
    SvgChart.draw(spent(run.metrics()), page);
    page.close().close().line();
  }

  private static void bars(RunCost cost, Markup page) {
    double full = Range.of(cost.totalMacs(), cost.denseMacs()).high();
    List<Segment> macs =
        cost.phases().stream()
            .map(phase -> segment(phase, phase.macs(), Numbers.macs(phase.macs())))
            .toList();
    String total = Numbers.macs(cost.totalMacs());
    // Without phases, as in a run that is not finished, the whole is one segment.
    List<Segment> split =
        cost.isSplit()
            ? macs
            : List.of(new Segment("All phases", "whole", cost.totalMacs(), total));
    String share = Numbers.percent(cost.totalMacs() / cost.denseMacs(), 1) + " of dense";
    SvgBar.draw("bar-run", "This run", total + ", " + share, full, split, page);
    String dense = Numbers.macs(cost.denseMacs());
    Segment baseline = new Segment("Dense training", "dense", cost.denseMacs(), dense);
    SvgBar.draw("bar-dense", "Dense baseline", dense, full, List.of(baseline), page);
    List<Segment> seconds =
        cost.phases().stream()
            .map(phase -> segment(phase, phase.seconds(), Numbers.seconds(phase.seconds())))
            .toList();
    if (cost.isSplit()) {
      double sum = seconds.stream().mapToDouble(Segment::value).filter(s -> s > 0).sum();
      double longest = Range.of(sum, cost.totalSeconds()).high();
      String time = Numbers.seconds(cost.totalSeconds());
      SvgBar.draw("bar-seconds", "Time of this run", time, longest, seconds, page);
    }
  }

  private static Segment segment(PhaseCost cost, double value, String shown) {
    return new Segment(cost.phase().label, cost.phase().key, value, shown);
  }

  private static void table(RunCost cost, Markup page) {
    page.open("table", "numbers");
    String caption =
        cost.isSplit()
            ? "By phase; warm colours are what choosing costs"
            : "Phases are known once the run has finished";
    page.element("caption", caption);
    page.open("thead").open("tr").open("th").with("scope", "col").text("Phase").close();
    page.open("th").with("scope", "col");
    shared("Computation", "of dense", page);
    page.close().open("th").with("scope", "col");
    shared("Time", "of all", page);
    page.close().close().close().open("tbody").line();
    if (cost.isSplit()) {
      for (PhaseCost phase : cost.phases()) {
        row(phase.phase().label, phase.phase().key, phase.macs(), phase.seconds(), cost, page);
      }
    }
    page.close().open("tfoot").line();
    row("This run", "", cost.totalMacs(), cost.totalSeconds(), cost, page);
    row("Dense baseline", "dense", cost.denseMacs(), Double.NaN, cost, page);
    page.close().close().line();
  }

  private static void row(
      String name, String style, double macs, double seconds, RunCost cost, Markup page) {
    page.open("tr").open("th").with("scope", "row");
    if (!style.isEmpty()) {
      page.open("svg", "swatch").with("viewBox", "0 0 10 10").with("aria-hidden", "true");
      page.open("rect", style).with("width", 10).with("height", 10).close().close();
    }
    page.text(name).close().open("td");
    shared(Numbers.macs(macs), Numbers.share(macs / cost.denseMacs()), page);
    page.close().open("td");
    shared(Numbers.seconds(seconds), Numbers.share(seconds / cost.totalSeconds()), page);
    page.close().close().line();
  }

  /** An amount and its part of a whole: beside it where there is room, else below. */
  private static void shared(String amount, String share, Markup page) {
    page.text(amount).text(" ").element("span", "share", share);
  }

  private static Chart spent(Metrics metrics) {
    Axis instances = Axis.horizontal("instances offered", Quantity.INSTANCES);
    Axis macs = Axis.verticalFromZero("MACs", Quantity.MACS);
    return Chart.of(
        "chart-spent",
        "MACs spent",
        instances,
        macs,
        Series.of(
            "dense",
            "baseline",
            metrics.train(),
            TrainPoint::offeredInstances,
            TrainPoint::macsDense),
        Series.of(
            "run", "first", metrics.train(), TrainPoint::offeredInstances, TrainPoint::macsTotal));
  }
}
