package dev.tamis.cli.report;

/**
 * One axis of a chart.
 *
 * @param label what it shows, read after "against" or on its own
 * @param fromZero whether zero belongs to it, whatever the values
 * @param log whether it is logarithmic, where all values are positive
 * @param endsAtData whether it ends at the largest value, not at the tick above
 */
public record Axis(
    String label, Quantity quantity, boolean fromZero, boolean log, boolean endsAtData) {

  /** A horizontal axis from zero to the largest value. */
  public static Axis horizontal(String label, Quantity quantity) {
    return new Axis(label, quantity, true, false, true);
  }

  /** A vertical axis around the values. */
  public static Axis vertical(String label, Quantity quantity) {
    return new Axis(label, quantity, false, false, false);
  }

  static Axis verticalFromZero(String label, Quantity quantity) {
    return new Axis(label, quantity, true, false, false);
  }

  static Axis verticalLog(String label, Quantity quantity) {
    return new Axis(label, quantity, false, true, false);
  }
}
