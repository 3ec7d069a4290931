package dev.tamis.cli.report;

/** The sections of a run's report, in order. */
final class ReportPage {

  private ReportPage() {}

  static String of(RunFolder run) {
    return HtmlPage.of(
        HeadlineSection.title(run),
        "Tamis run report",
        page -> {
          HeadlineSection.write(run, page);
          CostSection.write(run, page);
          LearningSection.write(run, page);
          SelectionSection.write(run, page);
          QuantizationSection.write(run, page);
          SettingsSection.write(run, page);
        });
  }
}
