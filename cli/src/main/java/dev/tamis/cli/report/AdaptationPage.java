package dev.tamis.cli.report;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What an adaptation's report shows, in order. */
final class AdaptationPage {
  private static final Axis INSTANCES = Axis.horizontal("instances offered", Quantity.INSTANCES);

  private final Map<String, String> config;
  private final Map<String, String> provenance;
  private final AdaptMetrics metrics;
  private final @Nullable JsonFields summary;

  /**
   * A page.
   *
   * @param summary null where the run is not finished
   */
  AdaptationPage(
      Map<String, String> config,
      Map<String, String> provenance,
      AdaptMetrics metrics,
      @Nullable JsonFields summary) {
    this.config = config;
    this.provenance = provenance;
    this.metrics = metrics;
    this.summary = summary;
  }

  String html() throws RunFolderException {
    Markup tiles = new Markup();
    Markup cost = new Markup();
    Markup decisions = new Markup();
    // Before the page, whose sections cannot throw.
    JsonFields fields = summary;
    if (fields != null) {
      tiles(fields, tiles);
      cost(fields, cost);
      decisions(fields, decisions);
    }
    String network = provenance.getOrDefault("network", "");
    String title = network.isBlank() ? "Adaptation" : network + " on a stream";
    return HtmlPage.of(
        title,
        "Tamis adaptation report",
        page -> {
          HtmlPage.header(title, this::facts, page);
          if (summary == null) {
            unfinished(page);
          }
          page.trusted(tiles.toString());
          curves(page);
          page.trusted(cost.toString()).trusted(decisions.toString());
          page.open("section", "pair").line();
          FieldTable.write("Settings", config, page);
          FieldTable.write("Provenance", provenance, page);
          page.close().line();
        });
  }

  private void facts(Markup page) {
    HtmlPage.fact("stream", config.getOrDefault("stream", ""), page);
    HtmlPage.fact("data", provenance.getOrDefault("data", ""), page);
    HtmlPage.fact("filter", config.getOrDefault("filter", ""), page);
    HtmlPage.fact("Tamis", provenance.getOrDefault("version", ""), page);
  }

  private void unfinished(Markup page) {
    page.open("p", "notice").with("role", "note");
    page.element("strong", "This run is not finished.");
    page.text(" The curves go as far as it has reported.").close().line();
  }

  private static void tiles(JsonFields summary, Markup page) throws RunFolderException {
    JsonFields original = summary.child("originalTestAccuracyRatio");
    JsonFields drifted = summary.child("driftedTestAccuracyRatio");
    page.open("dl", "tiles").line();
    tile(
        "Accuracy on the stream",
        Numbers.percent(summary.number("prequentialAccuracyRatio"), 2),
        "predicted before learning; the shipped weights alone "
            + Numbers.percent(summary.number("frozenAccuracyRatio"), 2),
        page);
    tile("On the original test images", after(original), before(original), page);
    tile("On drifted test images", after(drifted, "all"), before(drifted, "all"), page);
    tile("of these, the novel", after(drifted, "novel"), before(drifted, "novel"), page);
    tile(
        "Labels asked for",
        Numbers.percent(summary.number("labelsAskedRatio"), 1),
        Numbers.count(summary.number("labelsAsked"))
            + " for "
            + Numbers.count(summary.number("offeredInstances"))
            + " instances",
        page);
    tile(
        "Computation saved",
        Numbers.percent(summary.number("savingRatio"), 1),
        Numbers.macs(summary.child("macs").number("total"))
            + " instead of "
            + Numbers.macs(summary.child("macs").number("dense")),
        page);
    tile(
        "Weights served anew",
        Numbers.count(summary.child("weights").number("swaps")),
        Numbers.count(summary.number("rollbacks"))
            + " rolled back, "
            + Numbers.count(summary.number("driftsSeen"))
            + " drifts seen",
        page);
    tile(
        "Time",
        Numbers.seconds(summary.number("wallSeconds")),
        Numbers.count(summary.number("instancesPerSecond")) + " instances/s",
        page);
    tile(
        "Energy of learning",
        Numbers.fixed(summary.child("energy").number("joules"), 1) + " J",
        summary.child("energy").text("source"),
        page);
    tile("Memory", Numbers.bytes(summary.number("peakBytes")), "planned", page);
    page.close().line();
  }

  private static String after(JsonFields accuracy) throws RunFolderException {
    return Numbers.percent(accuracy.number("after"), 2);
  }

  private static String before(JsonFields accuracy) throws RunFolderException {
    return "as shipped " + Numbers.percent(accuracy.number("before"), 2);
  }

  private static String after(JsonFields accuracy, String part) throws RunFolderException {
    return Numbers.percent(accuracy.child("after").number(part), 2);
  }

  private static String before(JsonFields accuracy, String part) throws RunFolderException {
    return "as shipped " + Numbers.percent(accuracy.child("before").number(part), 2);
  }

  private static void tile(String name, String value, String note, Markup page) {
    page.open("div").element("dt", name).element("dd", "value", value);
    page.element("dd", value.equals(Numbers.UNKNOWN) ? "not measured" : note).close().line();
  }

  private void curves(Markup page) {
    List<AdaptPoint> points = metrics.points();
    page.open("section").element("h2", "On the stream").line().open("div", "charts").line();
    Axis accuracy = Axis.vertical("accuracy", Quantity.RATIO);
    SvgChart.draw(
        Chart.of(
            "chart-prequential",
            "Accuracy of the last 500 predictions",
            INSTANCES,
            accuracy,
            over("as shipped", "baseline", AdaptPoint::frozenWindowRatio),
            over("served", "first", AdaptPoint::servedWindowRatio)),
        page);
    if (!metrics.tests().isEmpty()) {
      SvgChart.draw(
          Chart.of(
              "chart-test",
              "Accuracy on the original test images",
              INSTANCES,
              accuracy,
              Series.of(
                  "served",
                  "second",
                  metrics.tests(),
                  AdaptMetrics.Tested::offeredInstances,
                  AdaptMetrics.Tested::accuracyRatio)),
          page);
    }
    SvgChart.draw(
        Chart.of(
            "chart-keep",
            "Share that is trained on",
            INSTANCES,
            Axis.verticalFromZero("kept", Quantity.RATIO),
            over("as the controller wants it", "first", AdaptPoint::instanceKeepRatio)),
        page);
    SvgChart.draw(
        Chart.of(
            "chart-weights",
            "Weights",
            INSTANCES,
            Axis.verticalFromZero("times", Quantity.PLAIN),
            over("served anew", "first", AdaptPoint::swaps),
            over("rolled back", "second", AdaptPoint::rollbacks)),
        page);
    SvgChart.draw(
        Chart.of(
            "chart-spent",
            "MACs spent",
            INSTANCES,
            Axis.verticalFromZero("MACs", Quantity.MACS),
            over("training on every instance", "baseline", AdaptPoint::macsDense),
            over("run", "first", AdaptPoint::macsTotal)),
        page);
    SvgChart.draw(
        Chart.of(
            "chart-labels",
            "Labels asked for",
            INSTANCES,
            Axis.verticalFromZero("labels", Quantity.INSTANCES),
            Series.of(
                "run", "first", points, AdaptPoint::offeredInstances, AdaptPoint::labelsAsked)),
        page);
    page.close().close().line();
  }

  private Series over(String name, String style, ToDoubleFunction<AdaptPoint> value) {
    return Series.of(name, style, metrics.points(), AdaptPoint::offeredInstances, value);
  }

  private static void cost(JsonFields summary, Markup page) throws RunFolderException {
    JsonFields macs = summary.child("macs");
    JsonFields seconds = summary.child("seconds");
    double dense = macs.number("dense");
    page.open("section").element("h2", "Cost").line().open("table", "numbers");
    page.element("caption", "Predictions are asked for by the device and not part of the total.");
    page.open("thead").open("tr");
    for (String name : List.of("Phase", "Computation", "of dense", "Time")) {
      page.open("th").with("scope", "col").text(name).close();
    }
    page.close().close().open("tbody").line();
    for (Phase phase : Phase.values()) {
      if (phase.hasMacs) {
        row(phase.label, macs.number(phase.key), dense, seconds.number(phase.key), page);
      }
    }
    row("Judging new weights", macs.number("evaluation"), dense, Double.NaN, page);
    row("All learning", macs.number("total"), dense, Double.NaN, page);
    row("Predictions", macs.number("prediction"), dense, Double.NaN, page);
    page.close().close().close().line();
  }

  private static void row(String name, double macs, double dense, double seconds, Markup page) {
    page.open("tr").open("th").with("scope", "row").text(name).close();
    page.element("td", Numbers.macs(macs)).element("td", Numbers.share(macs / dense));
    page.element("td", Numbers.seconds(seconds)).close().line();
  }

  private static void decisions(JsonFields summary, Markup page) throws RunFolderException {
    List<JsonFields> decisions = summary.children("decisions");
    if (decisions.isEmpty()) {
      return;
    }
    page.open("section").element("h2", "Decisions of the controller").line();
    page.open("table", "numbers");
    page.element("caption", "The last changes of the keep ratios, and why.");
    page.open("thead").open("tr");
    for (String name : List.of("At instance", "Instances kept", "Channels kept", "Reason")) {
      page.open("th").with("scope", "col").text(name).close();
    }
    page.close().close().open("tbody").line();
    for (JsonFields decision : decisions) {
      page.open("tr").open("th").with("scope", "row");
      page.text(Numbers.count(decision.number("offeredInstances"))).close();
      page.element("td", Numbers.percent(decision.number("instanceKeepRatio"), 1));
      page.element("td", Numbers.percent(decision.number("channelKeepRatio"), 1));
      page.element("td", decision.text("reason")).close().line();
    }
    page.close().close().close().line();
  }
}
