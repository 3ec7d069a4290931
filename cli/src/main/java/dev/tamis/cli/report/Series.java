package dev.tamis.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * One curve.
 *
 * @param name as the legend has it
 * @param style the style sheet's class of its colour
 * @param markers whether each point is marked, as befits few measurements
 */
public record Series(String name, String style, boolean markers, List<Point> points) {

  /**
   * A measurement; where a coordinate is not finite the curve has a gap.
   *
   * @param low lower end of its error bar; NaN without one
   * @param high upper end of its error bar
   */
  public record Point(double x, double y, double low, double high) {

    /** Without an error bar. */
    public Point(double x, double y) {
      this(x, y, Double.NaN, Double.NaN);
    }

    boolean hasBar() {
      return low < high;
    }

    boolean isDrawable() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  /** Copies the list. */
  public Series {
    points = List.copyOf(points);
  }

  /** More measurements than this and their marks would run into each other. */
  private static final int MOST_MARKERS = 30;

  static <T> Series of(
      String name,
      String style,
      List<T> points,
      ToDoubleFunction<? super T> x,
      ToDoubleFunction<? super T> y) {
    boolean markers = points.size() <= MOST_MARKERS;
    List<Point> curve =
        points.stream().map(p -> new Point(x.applyAsDouble(p), y.applyAsDouble(p))).toList();
    return new Series(name, style, markers, curve);
  }

  boolean isEmpty() {
    return points.stream().noneMatch(Point::isDrawable);
  }

  DoubleStream xs() {
    return points.stream().filter(Point::isDrawable).mapToDouble(Point::x);
  }

  DoubleStream ys() {
    return points.stream().filter(Point::isDrawable).mapToDouble(Point::y);
  }

  /** All that has to fit on the vertical axis: values and ends of error bars. */
  DoubleStream extent() {
    return points.stream()
        .filter(Point::isDrawable)
        .flatMapToDouble(point -> DoubleStream.of(point.y(), point.low(), point.high()));
  }

  /** The parts of the curve between its gaps. */
  List<List<Point>> runs() {
    List<List<Point>> runs = new ArrayList<>();
    boolean within = false;
    for (Point point : points) {
      if (point.isDrawable()) {
        if (!within) {
          runs.add(new ArrayList<>());
        }
        runs.get(runs.size() - 1).add(point);
      }
      within = point.isDrawable();
    }
    return runs;
  }

  /**
   * The curve with the lowest and the highest point of each of {@code buckets} stretches, so that a
   * week of training is no larger on the page than an hour and spikes are still seen.
   */
  Series thinned(int buckets) {
    if (points.size() <= 2 * buckets) {
      return this;
    }
    List<Point> thin = new ArrayList<>();
    for (int b = 0; b < buckets; b++) {
      int from = (int) ((long) points.size() * b / buckets);
      int to = (int) ((long) points.size() * (b + 1) / buckets);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = below(points.get(i).y(), points.get(low).y()) ? i : low;
        high = below(-points.get(i).y(), -points.get(high).y()) ? i : high;
      }
      thin.add(points.get(Math.min(low, high)));
      if (low != high) {
        thin.add(points.get(Math.max(low, high)));
      }
    }
    thin.set(thin.size() - 1, points.get(points.size() - 1));
    return new Series(name, style, markers, thin);
  }

  /** Anything is below what is not a number, so that a stretch beginning in a gap leaves it. */
  private static boolean below(double y, double other) {
    return y < other || (Double.isNaN(other) && !Double.isNaN(y));
  }
}
