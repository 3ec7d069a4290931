package dev.tamis.cli.report;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What was run, when, and the figures people ask for first. */
final class HeadlineSection {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private HeadlineSection() {}

  /** The recipe, or the folder's name where the run had none. */
  static String title(RunFolder run) {
    String recipe = run.setting("recipe");
    return recipe.isBlank() ? run.name() : recipe;
  }

  static void write(RunFolder run, Markup page) {
    HtmlPage.header(title(run), header -> facts(run, header), page);
    if (!run.finished()) {
      unfinished(run, page);
    }
    tiles(run, page);
  }

  private static void facts(RunFolder run, Markup page) {
    HtmlPage.fact("method", run.setting("method"), page);
    HtmlPage.fact("filter", run.setting("filter"), page);
    HtmlPage.fact("run", run.name(), page);
    String started = run.provenance().getOrDefault("startedAt", "");
    if (!started.isBlank()) {
      page.open("span").open("time").with("datetime", started).text(date(started));
      page.close().close().text(" ");
    }
    HtmlPage.fact("Tamis", run.provenance().getOrDefault("version", ""), page);
  }

  private static void unfinished(RunFolder run, Markup page) {
    page.open("p", "notice").with("role", "note");
    page.element("strong", "This run is not finished.").text(" ");
    if (run.metrics().train().isEmpty()) {
      page.text("It has not reported a step yet.");
    } else {
      String step = Numbers.count(run.summary().steps());
      page.text("The figures are those of step " + step + ", the last it reported; what only a");
      page.text(" finished run knows is missing.");
    }
    page.close().line();
  }

  private static void tiles(RunFolder run, Markup page) {
    RunSummary summary = run.summary();
    RunCost cost = summary.cost();
    FalseDrops drops = summary.falseDrops();
    page.open("dl", "tiles").line();
    tile("Test accuracy", Numbers.percent(summary.testAccuracyRatio(), 2), tested(run), page);
    String bits =
        cost.bitWeightedSavingRatio() == cost.savingRatio()
                || Double.isNaN(cost.bitWeightedSavingRatio())
            ? ""
            : "; " + Numbers.percent(cost.bitWeightedSavingRatio(), 1) + " weighted by bits";
    String spent =
        Numbers.macs(cost.totalMacs()) + " instead of " + Numbers.macs(cost.denseMacs()) + bits;
    tile("Computation saved", Numbers.percent(cost.savingRatio(), 1), spent, page);
    String speed = Numbers.count(summary.instancesPerSecond()) + " instances/s";
    tile("Time", Numbers.seconds(summary.wallSeconds()), speed, page);
    String offered =
        Numbers.count(summary.keptInstances())
            + " of "
            + Numbers.count(summary.offeredInstances())
            + " offered instances";
    tile("Kept", Numbers.percent(summary.keptRatio(), 1), offered, page);
    tile("False drops", Numbers.percent(drops.estimate(), 1), interval(drops), page);
    tile("Peak memory", Numbers.bytes(summary.peakBytes()), "while training", page);
    page.close().line();
  }

  private static void tile(String name, String value, String note, Markup page) {
    page.open("div").element("dt", name).element("dd", "value", value);
    // Where the figure is a dash, what explains it would explain nothing.
    String shown = value.equals(Numbers.UNKNOWN) ? "not measured" : note;
    page.element("dd", shown).close().line();
  }

  /** When the accuracy was measured, which in a run that is not finished is a while ago. */
  private static String tested(RunFolder run) {
    List<TestPoint> tests = run.metrics().test();
    if (!run.finished() && !tests.isEmpty()) {
      return "at step " + Numbers.count((double) tests.get(tests.size() - 1).step());
    }
    String epochs = Numbers.plain(run.summary().epochs());
    return "after " + epochs + " epochs, " + Numbers.count(run.summary().steps()) + " steps";
  }

  private static String interval(FalseDrops drops) {
    return Numbers.percent(drops.low(), 1)
        + " to "
        + Numbers.percent(drops.high(), 1)
        + ", "
        + Numbers.count(drops.audited())
        + " audited";
  }

  private static String date(String startedAt) {
    try {
      return OffsetDateTime.parse(startedAt).withOffsetSameInstant(ZoneOffset.UTC).format(DATE);
    } catch (DateTimeException e) {
      return startedAt;
    }
  }
}
