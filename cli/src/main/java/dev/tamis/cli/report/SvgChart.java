package dev.tamis.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tamis.cli.report.Series.Point;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Draws a {@link Chart} as a figure with caption and legend around an inline SVG.
 *
 * <p>The drawing is about as many units wide as the pixels it gets in the page's grid, from
 * telephone to desktop, so that its lettering keeps its size.
 */
final class SvgChart {

  private static final double WIDTH = 380;
  private static final double HEIGHT = 216;
  private static final double TOP = 10;
  private static final double RIGHT = 20;
  private static final double BOTTOM = 26;
  private static final double CHARACTER = 6.4;

  private final Chart chart;
  private final Markup page;
  private final Scale x;
  private final Scale y;
  private final double left;

  private SvgChart(Chart chart, Markup page) {
    this.chart = chart;
    this.page = page;
    this.x = Scale.of(Range.of(xs(chart)), chart.x(), 6);
    this.y = Scale.of(Range.of(ys(chart)), chart.y(), 5);
    int longest = y.ticks().stream().mapToInt(tick -> tick.label().length()).max().orElse(1);
    this.left = 10 + CHARACTER * longest;
  }

  static void draw(Chart chart, Markup page) {
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
    page.open("desc").with("id", descriptionId).text(description()).close();
    if (chart.isEmpty()) {
      text("no data yet", (left + WIDTH - RIGHT) / 2, HEIGHT / 2, "middle");
    } else {
      band();
      grid();
      chart.series().forEach(this::curve);
      reference();
    }
    line(left, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis");
    page.close();
  }

  private void grid() {
    for (Scale.Tick tick : y.ticks()) {
      double height = top(tick.position());
      line(left, height, WIDTH - RIGHT, height, "grid");
      text(tick.label(), left - 6, height + 4, "end");
    }
    for (Scale.Tick tick : x.ticks()) {
      double across = across(tick.position());
      line(across, HEIGHT - BOTTOM, across, HEIGHT - BOTTOM + 4, "axis");
      text(tick.label(), across, HEIGHT - 7, "middle");
    }
  }

  private void band() {
    Chart.Band band = chart.band();
    if (band == null) {
      return;
    }
    for (Range stretch : band.stretches()) {
      double from = across(Math.max(0, x.position(stretch.low())));
      double to = across(Math.min(1, x.position(stretch.high())));
      rectangle("band", from, TOP, Math.max(0, to - from), HEIGHT - BOTTOM - TOP);
    }
  }

  private void reference() {
    Chart.Reference reference = chart.reference();
    if (reference != null && Double.isFinite(reference.y())) {
      double height = top(y.position(reference.y()));
      line(left, height, WIDTH - RIGHT, height, "reference");
    }
  }

  private void curve(Series series) {
    StringBuilder path = new StringBuilder();
    for (List<Point> run : series.runs()) {
      char command = 'M';
      for (Point point : run) {
        path.append(command).append(Markup.tenths(across(point)));
        path.append(' ').append(Markup.tenths(top(point)));
        command = 'L';
        if (series.markers() || run.size() == 1) {
          marker(series, point);
        }
      }
    }
    if (!path.isEmpty()) {
      page.open("path", "curve " + series.style()).with("d", path.toString()).close();
    }
  }

  private void marker(Series series, Point point) {
    page.open("circle", "marker " + series.style());
    page.with("cx", across(point)).with("cy", top(point)).with("r", 2.6);
    page.element("title", series.name() + " " + valueAt(point)).close();
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
    if (style.equals("band")) {
      rectangle(style, 0, 0, 20, 10);
    } else {
      line(0, 5, 20, 5, style);
    }
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
          place.add(Math.rint(across(point)));
          place.add(Math.rint(top(point)));
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

  private String description() {
    StringBuilder description = new StringBuilder();
    for (Series series : chart.series()) {
      List<Point> drawn = series.points().stream().filter(Point::isDrawable).toList();
      description.append(description.isEmpty() ? "" : " ").append(series.name());
      if (drawn.isEmpty()) {
        description.append(": no data yet.");
      } else {
        Range range = Range.of(series.ys());
        description
            .append(": from " + valueAt(drawn.get(0)) + " to ")
            .append(valueAt(drawn.get(drawn.size() - 1)) + "; lowest ")
            .append(chart.y().quantity().format(range.low()) + ", highest ")
            .append(chart.y().quantity().format(range.high()) + ".");
      }
    }
    return description.toString();
  }

  private String valueAt(Point point) {
    String value = chart.y().quantity().format(point.y());
    return value + " at " + chart.x().quantity().format(point.x());
  }

  private void line(double x1, double y1, double x2, double y2, String style) {
    page.open("line", style).with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2).close();
  }

  private void rectangle(String style, double x, double y, double width, double height) {
    page.open("rect", style).with("x", x).with("y", y);
    page.with("width", width).with("height", height).close();
  }

  private void text(String text, double x, double y, String anchor) {
    page.open("text").with("x", x).with("y", y).with("text-anchor", anchor).text(text).close();
  }

  private double across(Point point) {
    return across(x.position(point.x()));
  }

  private double across(double position) {
    return left + position * (WIDTH - RIGHT - left);
  }

  private double top(Point point) {
    return top(y.position(point.y()));
  }

  private double top(double position) {
    return HEIGHT - BOTTOM - position * (HEIGHT - BOTTOM - TOP);
  }

  private static DoubleStream xs(Chart chart) {
    return chart.series().stream().flatMapToDouble(Series::xs);
  }

  private static DoubleStream ys(Chart chart) {
    DoubleStream curves = chart.series().stream().flatMapToDouble(Series::ys);
    Chart.Reference reference = chart.reference();
    return reference == null || chart.isEmpty()
        ? curves
        : DoubleStream.concat(curves, DoubleStream.of(reference.y()));
  }
}
