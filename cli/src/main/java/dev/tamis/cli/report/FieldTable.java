package dev.tamis.cli.report;

import java.util.Map;

/** Names and values, a row each. */
public final class FieldTable {

  private FieldTable() {}

  /** Writes a table with its heading. */
  public static void write(String title, Map<String, String> rows, Markup page) {
    page.open("div").element("h2", title).open("table", "fields");
    page.open("thead").open("tr");
    page.open("th").with("scope", "col").text("Name").close();
    page.open("th").with("scope", "col").text("Value").close();
    page.close().close().open("tbody").line();
    rows.forEach(
        (name, value) -> {
          page.open("tr").open("th").with("scope", "row").text(name).close();
          page.element("td", withUnit(name, value)).close().line();
        });
    page.close().close().close().line();
  }

  /** Values as they would be typed; only byte counts are unreadable that way. */
  private static String withUnit(String name, String value) {
    if (!name.endsWith("Bytes")) {
      return value;
    }
    try {
      return Numbers.bytes(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return value;
    }
  }
}
