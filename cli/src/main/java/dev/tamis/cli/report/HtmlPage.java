package dev.tamis.cli.report;

import java.util.function.Consumer;

/** The page as a whole: what stands in its head, around sections in order. */
public final class HtmlPage {
  private static final String STYLE = PageResource.text("report.css");
  private static final String SCRIPT = PageResource.text("report.js");

  /** A drum sieve seen from above. */
  private static final String SIEVE =
      """
      <svg class="sieve" viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r="21"/>
      <path d="M11 8v32M17.5 4v40M24 3v42M30.5 4v40M37 8v32M8 11h32M4 17.5h40M3 24h42M4 30.5h40M8 37h32"/>
      </svg>
      """;

  private HtmlPage() {}

  /**
   * A page that needs nothing but itself.
   *
   * @param title of the window
   * @param kind what follows the title there
   * @param sections writes what is shown
   */
  public static String of(String title, String kind, Consumer<Markup> sections) {
    Markup page = new Markup().trusted("<!DOCTYPE html>\n");
    page.open("html").with("lang", "en").line();
    head(title + " \u2013 " + kind, page);
    page.open("body").line().open("main").line();
    sections.accept(page);
    page.close().line();
    page.open("script").trusted(SCRIPT).close().line();
    return page.close().line().close().line().toString();
  }

  private static void head(String title, Markup page) {
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
    page.element("title", title).line();
    page.open("style").trusted(STYLE).close().line();
    page.close().line();
  }

  /**
   * What the page is called, and facts about it.
   *
   * @param facts writes some {@link #fact facts}
   */
  public static void header(String title, Consumer<Markup> facts, Markup page) {
    page.open("header").line().trusted(SIEVE).open("div");
    page.element("h1", title).open("p", "facts");
    facts.accept(page);
    page.close().close().close().line();
  }

  /** A fact of the header; none where it is blank. */
  public static void fact(String name, String value, Markup page) {
    if (!value.isBlank()) {
      page.open("span").text(name + " ").element("b", value).close().text(" ");
    }
  }
}
