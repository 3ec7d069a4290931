package dev.tamis.cli.comparison;

import java.util.Map;

/** The comparison as a Markdown file that shows the plots beside it. */
final class ComparisonMarkdown {
  private static final String SPECIAL = "\\`*_[]<>|~&$";

  private ComparisonMarkdown() {}

  static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(escaped(comparison.title())).append("\n\n");
    comparison
        .settings()
        .forEach((name, value) -> text.append(name + ": " + escaped(value) + "  \n"));
    text.append(comparison.progress() + (comparison.isUnfinished() ? " are done" : "") + "\n\n");
    table(ComparisonTable.of(comparison), text);
    text.append("\n" + ComparisonTable.caption(comparison) + "\n\n");
    text.append("![accuracy against MACs](" + ComparisonReport.MACS_PLOT + ")\n\n");
    text.append("![accuracy against seconds](" + ComparisonReport.SECONDS_PLOT + ")\n");
    if (!comparison.tuning().isEmpty()) {
      text.append("\n## Learning rates, chosen on validation images\n\n");
      table(ComparisonTable.ofTuning(comparison), text);
    }
    if (!comparison.command().isBlank()) {
      text.append("\n## Command\n\n");
      comparison.command().lines().forEach(line -> text.append("    " + printable(line) + "\n"));
    }
    provenance(comparison.provenance(), text);
    return text.toString();
  }

  private static void provenance(Map<String, String> provenance, StringBuilder text) {
    if (provenance.isEmpty()) {
      return;
    }
    text.append("\n## Provenance\n\n| name | value |\n|---|---|\n");
    provenance.forEach(
        (name, value) -> text.append("| " + escaped(name) + " | " + escaped(value) + " |\n"));
  }

  private static void table(ComparisonTable table, StringBuilder text) {
    text.append("| " + String.join(" | ", table.head()) + " |\n|---|");
    text.append("---:|".repeat(table.head().size() - 1)).append('\n');
    for (var row : table.rows()) {
      text.append('|');
      row.forEach(cell -> text.append(' ').append(escaped(cell)).append(" |"));
      text.append('\n');
    }
  }

  /** Text that means nothing to Markdown, nor to HTML within it. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    String line = printable(text);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '<') {
        escaped.append("&lt;");
      } else if (c == '&') {
        escaped.append("&amp;");
      } else if (SPECIAL.indexOf(c) >= 0) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** On one line. */
  private static String printable(String text) {
    return text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", " ");
  }
}
