package dev.tamis.cli.report;

/** What the run was told, and what its results depend on besides: enough to repeat it. */
final class SettingsSection {

  private SettingsSection() {}

  static void write(RunFolder run, Markup page) {
    page.open("section", "pair").line();
    FieldTable.write("Settings", run.config(), page);
    FieldTable.write("Provenance", run.provenance(), page);
    page.close().line();
  }
}
