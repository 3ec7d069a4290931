package dev.tamis.cli.report;

import dev.tamis.cli.report.Chart.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a {@link Chart} as an SVG file of its own, with title, labels and legend on a background
 * that does not depend on where it is shown.
 */
public final class StandaloneChart {
  private static final double WIDTH = 760;
  private static final double MARGIN = 20;
  private static final double TOP = 116;
  private static final double BOTTOM = 424;
  private static final double LEGEND = BOTTOM + 64;
  private static final double ROW = 20;
  private static final double CHARACTER = 7;
  private static final double SWATCH = 28;
  private static final String STYLE = PageResource.text("standalone.css");

  private record Key(String name, String style, double x, double y) {}

  private StandaloneChart() {}

  /**
   * An XML document.
   *
   * @param notes lines below the title
   */
  public static String of(Chart chart, List<String> notes) {
    List<Key> keys = legend(chart);
    double height = (keys.isEmpty() ? LEGEND : keys.get(keys.size() - 1).y()) + MARGIN;
    Markup page = new Markup().trusted("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    page.open("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("viewBox", "0 0 " + Markup.tenths(WIDTH) + " " + Markup.tenths(height))
        .with("width", WIDTH)
        .with("height", height)
        .with("role", "img")
        .with("aria-labelledby", "title description")
        .line();
    SvgPlot plot =
        new SvgPlot(chart, page, new SvgPlot.Frame(MARGIN - 8, TOP, WIDTH - 32, BOTTOM, CHARACTER));
    String title = chart.title() + " against " + chart.x().label();
    page.open("title").with("id", "title").text(title).close().line();
    page.open("desc").with("id", "description").text(SvgChart.description(chart, plot));
    page.close().line().element("style", STYLE).line();
    page.open("rect", "page").with("x", 0.5).with("y", 0.5).with("rx", 8);
    page.with("width", WIDTH - 1).with("height", height - 1).close().line();
    text("heading", title, MARGIN, 34, "start", page);
    for (int line = 0; line < notes.size(); line++) {
      text("note", notes.get(line), MARGIN, 56 + 17.0 * line, "start", page);
    }
    text("label", chart.y().label(), MARGIN, TOP - 14, "start", page);
    text("label", chart.x().label(), WIDTH - 32, BOTTOM + 40, "end", page);
    plot.draw();
    page.line();
    for (Key key : keys) {
      SvgPlot.swatch(page, key.style(), key.x(), key.y() - 4);
      text("key", key.name(), key.x() + SWATCH, key.y(), "start", page);
      page.line();
    }
    return page.close().line().toString();
  }

  private static void text(
      String style, String text, double x, double y, String anchor, Markup page) {
    page.open("text", style).with("x", x).with("y", y).with("text-anchor", anchor);
    page.text(text).close().line();
  }

  /** Where the legend's entries stand, in as many rows as they need. */
  private static List<Key> legend(Chart chart) {
    List<Key> keys = new ArrayList<>();
    for (Series series : chart.series()) {
      place(series.name(), "curve " + series.style(), keys);
    }
    Reference reference = chart.reference();
    if (reference != null) {
      place(reference.name(), "reference", keys);
    }
    return keys;
  }

  private static void place(String name, String style, List<Key> keys) {
    double x = MARGIN;
    double y = LEGEND;
    if (!keys.isEmpty()) {
      Key last = keys.get(keys.size() - 1);
      x = last.x() + width(last.name());
      y = last.y();
      if (x + width(name) > WIDTH) {
        x = MARGIN;
        y += ROW;
      }
    }
    keys.add(new Key(name, style, x, y));
  }

  private static double width(String name) {
    return SWATCH + CHARACTER * name.length() + MARGIN;
  }
}
