package dev.tamis.cli.comparison;

import dev.tamis.cli.report.FieldTable;
import dev.tamis.cli.report.HtmlPage;
import dev.tamis.cli.report.Markup;
import dev.tamis.cli.report.SvgChart;
import java.util.List;

/** The comparison as one HTML page. */
final class ComparisonPage {
  private ComparisonPage() {}

  static String of(Comparison comparison) {
    return HtmlPage.of(
        comparison.title(),
        "Tamis",
        page -> {
          HtmlPage.header(comparison.title(), header -> facts(comparison, header), page);
          if (comparison.isUnfinished()) {
            notice(comparison, page);
          }
          plots(comparison, page);
          methods(comparison, page);
          if (!comparison.tuning().isEmpty()) {
            tuning(comparison, page);
          }
          provenance(comparison, page);
        });
  }

  private static void facts(Comparison comparison, Markup page) {
    for (String name : List.of("network", "data", "scenario")) {
      HtmlPage.fact(name, comparison.settings().getOrDefault(name, ""), page);
    }
    HtmlPage.fact("compared by", comparison.metric().label, page);
    HtmlPage.fact("", comparison.progress(), page);
  }

  private static void notice(Comparison comparison, Markup page) {
    page.open("p", "notice").with("role", "note");
    page.element("strong", "This comparison is not finished.");
    page.text(" " + comparison.progress() + " are done; what is shown are these.").close().line();
  }

  private static void plots(Comparison comparison, Markup page) {
    page.open("section").element("h2", "Accuracy against cost").line();
    page.open("div", "pair").line();
    SvgChart.draw(ComparisonCharts.againstMacs(comparison), page);
    SvgChart.draw(ComparisonCharts.againstSeconds(comparison), page);
    page.close().close().line();
  }

  private static void methods(Comparison comparison, Markup page) {
    page.open("section").element("h2", "Methods and controls").line();
    table(ComparisonTable.of(comparison), ComparisonTable.caption(comparison), page);
    page.close().line();
  }

  private static void tuning(Comparison comparison, Markup page) {
    page.open("section").element("h2", "Learning rates").line();
    table(
        ComparisonTable.ofTuning(comparison),
        "Tried for every method and control, and chosen on validation images.",
        page);
    page.close().line();
  }

  private static void provenance(Comparison comparison, Markup page) {
    if (!comparison.command().isBlank()) {
      page.open("section").element("h2", "Command").line();
      page.element("pre", "command", comparison.command()).close().line();
    }
    page.open("section", "pair").line();
    FieldTable.write("Settings", comparison.settings(), page);
    FieldTable.write("Provenance", comparison.provenance(), page);
    page.close().line();
  }

  private static void table(ComparisonTable table, String caption, Markup page) {
    page.open("div", "wide").open("table", "numbers").element("caption", caption);
    page.open("thead").open("tr");
    table.head().forEach(name -> page.open("th").with("scope", "col").text(name).close());
    page.close().close().open("tbody").line();
    for (List<String> row : table.rows()) {
      page.open("tr").open("th").with("scope", "row").text(row.get(0)).close();
      row.subList(1, row.size()).forEach(cell -> page.element("td", cell));
      page.close().line();
    }
    page.close().close().close().line();
  }
}
