package dev.tamis.cli;

import dev.tamis.report.Calibration;
import dev.tamis.report.EvaluationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation for people. */
final class EvaluationTable {
  private static final int WIDEST_MATRIX = 20;

  private EvaluationTable() {}

  static String of(String title, EvaluationReport report, ClassNames names) {
    StringBuilder text = new StringBuilder();
    line(text, title);
    TextTable head = new TextTable(1);
    Calibration calibration = report.calibration();
    head.row("accuracy", percent(report.accuracyRatio()));
    head.row("balanced accuracy", percent(report.balancedAccuracyRatio()));
    head.row("mean loss", String.format(Locale.ROOT, "%.4f", report.meanLoss()));
    head.row("calibration error", percent(calibration.expectedErrorRatio()));
    head.row("images", String.format(Locale.ROOT, "%,d", report.count()));
    text.append(head);
    line(text, "");
    TextTable classes = new TextTable(1);
    classes.row("class", "images", "precision", "recall");
    for (int k = 0; k < names.count(); k++) {
      classes.row(
          names.of(k),
          Long.toString(report.count(k)),
          percent(report.precision(k)),
          percent(report.recall(k)));
    }
    text.append(classes);
    line(text, "");
    text.append(names.count() <= WIDEST_MATRIX ? matrix(report, names) : confusions(report, names));
    return text.toString().stripTrailing();
  }

  private static String matrix(EvaluationReport report, ClassNames names) {
    TextTable table = new TextTable(1);
    List<String> head = new ArrayList<>();
    head.add("is \\ taken for");
    for (int k = 0; k < names.count(); k++) {
      head.add(shortened(names.of(k)));
    }
    table.row(head);
    for (int label = 0; label < names.count(); label++) {
      List<String> row = new ArrayList<>();
      row.add(names.of(label));
      for (int predicted = 0; predicted < names.count(); predicted++) {
        int count = report.count(label, predicted);
        row.add(count == 0 ? "." : Integer.toString(count));
      }
      table.row(row);
    }
    return table.toString();
  }

  /** Long names would make columns wider than a screen. */
  private static String shortened(String name) {
    return name.length() <= 6 ? name : name.substring(0, 6);
  }

  /** What is confused most often; the whole matrix is in the JSON. */
  private static String confusions(EvaluationReport report, ClassNames names) {
    List<int[]> pairs = new ArrayList<>();
    for (int label = 0; label < names.count(); label++) {
      for (int predicted = 0; predicted < names.count(); predicted++) {
        if (label != predicted && report.count(label, predicted) > 0) {
          pairs.add(new int[] {label, predicted, report.count(label, predicted)});
        }
      }
    }
    pairs.sort((a, b) -> Integer.compare(b[2], a[2]));
    TextTable table = new TextTable(2);
    table.row("is", "taken for", "images");
    for (int[] pair : pairs.subList(0, Math.min(WIDEST_MATRIX, pairs.size()))) {
      table.row(names.of(pair[0]), names.of(pair[1]), Integer.toString(pair[2]));
    }
    return table + "(the most frequent; --json has the whole matrix)";
  }

  private static String percent(double ratio) {
    return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
