package dev.tamis.cli.comparison;

import java.nio.file.Path;

final class ComparisonReport {
  private ComparisonReport() {}

  static void write(Path folder) {}
}
