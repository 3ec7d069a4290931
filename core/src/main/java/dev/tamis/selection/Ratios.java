package dev.tamis.selection;

/** Range checks that name the setting. */
final class Ratios {
  private Ratios() {}

  static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " " + value + " is not in [0,1]");
    }
  }
}
