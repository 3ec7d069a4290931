package dev.tamis.cli.comparison;

/** What methods are compared by. */
enum Metric {
  ACCURACY("testAccuracyRatio", "accuracy"),
  BALANCED("balancedAccuracyRatio", "balanced accuracy");

  final String key;
  final String label;

  Metric(String key, String label) {
    this.key = key;
    this.label = label;
  }

  double of(ComparedRun run) {
    return this == ACCURACY ? run.testAccuracyRatio() : run.balancedAccuracyRatio();
  }
}
