package dev.tamis.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tamis.cli.report.Series.Point;
import java.util.List;

/**
 * Draws a {@link Chart} as a figure with caption and legend around an inline SVG.
 *
 * <p>The drawing is about as many units wide as the pixels it gets in the page's grid, from
 * telephone to desktop, so that its lettering keeps its size.
 */
public final class SvgChart {

  private static final double WIDTH = 380;
  private static final double HEIGHT = 216;
  private static final SvgPlot.Frame FRAME = new SvgPlot.Frame(0, 10, 360, 190, 6.4);

  private final Chart chart;
  private final Markup page;
  private final SvgPlot plot;

  private SvgChart(Chart chart, Markup page) {
    this.chart = chart;
    this.page = page;
    this.plot = new SvgPlot(chart, page, FRAME);
  }

  /** Draws a chart into a page. */
  public static void draw(Chart chart, Markup page) {
    new SvgChart(chart, page).figure();
  }

  private void figure() {
    page.open("figure", "chart").open("figcaption").element("h3", chart.title());
    page.element("p", "readout", "against " + chart.x().label()).close();
    page.open("div", "plot");
    svg();
    page.close();
    legend();
    page.close().line();
  }

  private void svg() {
    String titleId = chart.id() + "-title";
    String descriptionId = chart.id() + "-description";
    String title = chart.title() + " against " + chart.x().label();
    page.open("svg")
        .with("viewBox", "0 0 " + Markup.tenths(WIDTH) + " " + Markup.tenths(HEIGHT))
        .with("role", "img")
        .with("aria-labelledby", titleId + " " + descriptionId)
        .with("data-points", points());
    page.open("title").with("id", titleId).text(title).close();
    page.open("desc").with("id", descriptionId).text(description(chart, plot)).close();
    plot.draw();
    page.close();
  }

  private void legend() {
    page.open("ul", "legend");
    for (Series series : chart.series()) {
      key(series.name(), "curve " + series.style());
    }
    if (chart.reference() != null) {
      key(chart.reference().name(), "reference");
    }
    if (chart.band() != null) {
      key(chart.band().name(), "band");
    }
    page.close();
  }

  private void key(String name, String style) {
    page.open("li").open("svg", "key");
    page.with("viewBox", "0 0 20 10").with("aria-hidden", "true");
    SvgPlot.swatch(page, style, 0, 5);
    page.close().text(name).close();
  }

  /** What the hover read-out needs: places on the drawing and what to say there. */
  private String points() {
    JsonArray all = new JsonArray();
    for (Series series : chart.series()) {
      JsonArray places = new JsonArray();
      for (Point point : series.points()) {
        if (point.isDrawable()) {
          JsonArray place = new JsonArray();
          place.add(Math.rint(plot.across(point)));
          place.add(Math.rint(plot.top(point)));
          place.add(chart.x().quantity().format(point.x()));
          place.add(chart.y().quantity().format(point.y()));
          places.add(place);
        }
      }
      JsonObject curve = new JsonObject();
      curve.addProperty("name", series.name());
      curve.addProperty("style", series.style());
      curve.add("points", places);
      all.add(curve);
    }
    return all.toString();
  }

  /** What the chart shows, for those who cannot see it. */
  static String description(Chart chart, SvgPlot plot) {
    StringBuilder description = new StringBuilder();
    for (Series series : chart.series()) {
      List<Point> drawn = series.points().stream().filter(Point::isDrawable).toList();
      description.append(description.isEmpty() ? "" : " ").append(series.name());
      if (drawn.isEmpty()) {
        description.append(": no data yet.");
      } else {
        Range range = Range.of(series.ys());
        description
            .append(": from " + plot.valueAt(drawn.get(0)) + " to ")
            .append(plot.valueAt(drawn.get(drawn.size() - 1)) + "; lowest ")
            .append(chart.y().quantity().format(range.low()) + ", highest ")
            .append(chart.y().quantity().format(range.high()) + ".");
      }
    }
    return description.toString();
  }
}
