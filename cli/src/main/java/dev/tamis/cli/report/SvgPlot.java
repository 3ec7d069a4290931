package dev.tamis.cli.report;

import dev.tamis.cli.report.Series.Point;
import java.util.List;
import java.util.stream.DoubleStream;

/** Draws the axes of a {@link Chart} and what lies within them, into an SVG that is open. */
final class SvgPlot {

  /**
   * Where on the drawing the plot is, its lettering included.
   *
   * @param left edge of the labels of the vertical axis
   * @param right end of the horizontal axis
   * @param bottom where the horizontal axis is
   * @param character width of a digit of the lettering
   */
  record Frame(double left, double top, double right, double bottom, double character) {}

  private static final double CAP = 3.5;

  private final Chart chart;
  private final Markup page;
  private final Frame frame;
  private final Scale x;
  private final Scale y;
  private final double left;

  SvgPlot(Chart chart, Markup page, Frame frame) {
    this.chart = chart;
    this.page = page;
    this.frame = frame;
    this.x = Scale.of(Range.of(xs(chart)), chart.x(), 6);
    this.y = Scale.of(Range.of(ys(chart)), chart.y(), 5);
    int longest = y.ticks().stream().mapToInt(tick -> tick.label().length()).max().orElse(1);
    this.left = frame.left() + 10 + frame.character() * longest;
  }

  void draw() {
    if (chart.isEmpty()) {
      text("no data yet", (left + frame.right()) / 2, (frame.top() + frame.bottom()) / 2, "middle");
    } else {
      band();
      grid();
      chart.series().forEach(this::bars);
      chart.series().forEach(this::curve);
      reference();
    }
    line(left, frame.bottom(), frame.right(), frame.bottom(), "axis");
  }

  /** Where the vertical axis is. */
  double left() {
    return left;
  }

  private void grid() {
    for (Scale.Tick tick : y.ticks()) {
      double height = top(tick.position());
      line(left, height, frame.right(), height, "grid");
      text(tick.label(), left - 6, height + 4, "end");
    }
    for (Scale.Tick tick : x.ticks()) {
      double across = across(tick.position());
      line(across, frame.bottom(), across, frame.bottom() + 4, "axis");
      text(tick.label(), across, frame.bottom() + 19, "middle");
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
      rectangle(
          page, "band", from, frame.top(), Math.max(0, to - from), frame.bottom() - frame.top());
    }
  }

  private void reference() {
    Chart.Reference reference = chart.reference();
    if (reference != null && Double.isFinite(reference.y())) {
      double height = top(y.position(reference.y()));
      line(left, height, frame.right(), height, "reference");
    }
  }

  private void bars(Series series) {
    for (Point point : series.points()) {
      if (point.isDrawable() && point.hasBar()) {
        String at = Markup.tenths(across(point));
        double from = top(y.position(point.low()));
        double to = top(y.position(point.high()));
        String caps = cap(across(point), from) + cap(across(point), to);
        String path = "M" + at + " " + Markup.tenths(from) + "V" + Markup.tenths(to) + caps;
        page.open("path", "curve bar " + series.style()).with("d", path).close();
      }
    }
  }

  private static String cap(double across, double top) {
    String width = Markup.tenths(2 * CAP);
    return "M" + Markup.tenths(across - CAP) + " " + Markup.tenths(top) + "h" + width;
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

  /** What the legend shows of a style, beginning at a place. */
  static void swatch(Markup page, String style, double x, double y) {
    if (style.equals("band")) {
      rectangle(page, style, x, y - 5, 20, 10);
    } else {
      line(page, x, y, x + 20, y, style);
    }
  }

  String valueAt(Point point) {
    String value = chart.y().quantity().format(point.y());
    return value + " at " + chart.x().quantity().format(point.x());
  }

  double across(Point point) {
    return across(x.position(point.x()));
  }

  double top(Point point) {
    return top(y.position(point.y()));
  }

  private double across(double position) {
    return left + position * (frame.right() - left);
  }

  private double top(double position) {
    return frame.bottom() - position * (frame.bottom() - frame.top());
  }

  private void line(double x1, double y1, double x2, double y2, String style) {
    line(page, x1, y1, x2, y2, style);
  }

  private static void line(Markup page, double x1, double y1, double x2, double y2, String style) {
    page.open("line", style).with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2).close();
  }

  private static void rectangle(
      Markup page, String style, double x, double y, double width, double height) {
    page.open("rect", style).with("x", x).with("y", y);
    page.with("width", width).with("height", height).close();
  }

  private void text(String text, double x, double y, String anchor) {
    page.open("text").with("x", x).with("y", y).with("text-anchor", anchor).text(text).close();
  }

  private static DoubleStream xs(Chart chart) {
    return chart.series().stream().flatMapToDouble(Series::xs);
  }

  private static DoubleStream ys(Chart chart) {
    DoubleStream curves = chart.series().stream().flatMapToDouble(Series::extent);
    Chart.Reference reference = chart.reference();
    return reference == null || chart.isEmpty()
        ? curves
        : DoubleStream.concat(curves, DoubleStream.of(reference.y()));
  }
}
