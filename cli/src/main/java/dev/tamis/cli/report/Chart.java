package dev.tamis.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line chart, before it is drawn.
 *
 * @param id unique on the page
 * @param band stretches of the horizontal axis that are shaded
 * @param reference a horizontal line to compare with
 */
public record Chart(
    String id,
    String title,
    Axis x,
    Axis y,
    List<Series> series,
    @Nullable Band band,
    @Nullable Reference reference) {

  /** Shaded stretches and what the legend calls them. */
  public record Band(String name, List<Range> stretches) {
    /** Copies the list. */
    public Band {
      stretches = List.copyOf(stretches);
    }
  }

  /** A horizontal line and what the legend calls it. */
  public record Reference(String name, double y) {}

  /** More would lie closer than two pixels to each other. */
  private static final int BUCKETS = 160;

  /** Thins curves of more points than can be told apart. */
  public Chart {
    series = series.stream().map(curve -> curve.thinned(BUCKETS)).toList();
  }

  /** A chart of curves alone. */
  public static Chart of(String id, String title, Axis x, Axis y, Series... series) {
    return new Chart(id, title, x, y, List.of(series), null, null);
  }

  Chart withBand(Band shaded) {
    return new Chart(id, title, x, y, series, shaded, reference);
  }

  Chart withReference(Reference line) {
    return new Chart(id, title, x, y, series, band, line);
  }

  boolean isEmpty() {
    return series.stream().allMatch(Series::isEmpty);
  }
}
