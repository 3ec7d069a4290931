package dev.tamis.cli.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Draws a labelled horizontal bar of stacked segments.
 *
 * <p>The SVG holds rectangles alone and is stretched to the page's width; its label stays outside
 * and keeps its size.
 */
final class SvgBar {

  /**
   * One segment.
   *
   * @param style the style sheet's class of its colour
   * @param shown the value as it is read
   */
  record Segment(String name, String style, double value, String shown) {}

  private static final double WIDTH = 1000;

  private SvgBar() {}

  /**
   * Draws into {@code page}.
   *
   * @param full the value as wide as the page, the same for bars that are to be compared
   */
  static void draw(
      String id, String label, String total, double full, List<Segment> segments, Markup page) {
    page.open("div", "bar").open("p").element("strong", label).text(" ");
    page.element("span", total).close();
    page.open("svg").with("viewBox", "0 0 1000 10").with("preserveAspectRatio", "none");
    page.with("role", "img").with("aria-labelledby", id + "-title " + id + "-description");
    page.open("title").with("id", id + "-title").text(label + ": " + total).close();
    page.open("desc").with("id", id + "-description").text(description(segments)).close();
    double from = 0;
    for (Segment segment : segments) {
      if (segment.value() > 0 && full > 0) {
        double width = WIDTH * segment.value() / full;
        page.open("rect", segment.style()).with("x", from).with("width", width);
        page.with("height", 10).element("title", segment.name() + ": " + segment.shown()).close();
        from += width;
      }
    }
    page.close().close().line();
  }

  private static String description(List<Segment> segments) {
    return segments.stream()
        .filter(segment -> segment.value() > 0)
        .map(segment -> segment.name() + " " + segment.shown())
        .collect(Collectors.joining(", ", "", "."));
  }
}
