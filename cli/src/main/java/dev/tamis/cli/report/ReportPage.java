package dev.tamis.cli.report;

/** The page as a whole: what stands in its head, and its sections in order. */
final class ReportPage {

  private static final String STYLE = PageResource.text("report.css");
  private static final String SCRIPT = PageResource.text("report.js");

  private ReportPage() {}

  static String of(RunFolder run) {
    Markup page = new Markup().trusted("<!DOCTYPE html>\n");
    page.open("html").with("lang", "en").line();
    head(run, page);
    page.open("body").line().open("main").line();
    HeadlineSection.write(run, page);
    CostSection.write(run, page);
    LearningSection.write(run, page);
    SelectionSection.write(run, page);
    SettingsSection.write(run, page);
    page.close().line();
    page.open("script").trusted(SCRIPT).close().line();
    return page.close().line().close().line().toString();
  }

  private static void head(RunFolder run, Markup page) {
    page.open("head").line().trusted("<meta charset=\"utf-8\">\n");
    // Nothing is fetched, and no script runs but ours, whatever a run's files hold.
    page.trusted("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    page.trusted(" style-src '" + PageResource.hash(STYLE) + "';");
    page.trusted(" script-src '" + PageResource.hash(SCRIPT) + "';");
    page.trusted(" img-src data:; base-uri 'none'; form-action 'none'\">\n");
    page.trusted("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.trusted("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.trusted("<meta name=\"generator\" content=\"Tamis\">\n");
    page.trusted("<link rel=\"icon\" href=\"data:,\">\n");
    page.element("title", HeadlineSection.title(run) + " \u2013 Tamis run report").line();
    page.open("style").trusted(STYLE).close().line();
    page.close().line();
  }
}
