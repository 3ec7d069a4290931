package dev.tamis.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** HTML and inline SVG in the making: whatever text is put in is escaped. */
public final class Markup {

  private final StringBuilder html = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inStartTag;

  /** Nothing yet. */
  public Markup() {}

  /** Opens an element; attributes may follow until anything else does. */
  public Markup open(String tag) {
    endStartTag();
    html.append('<').append(tag);
    open.push(tag);
    inStartTag = true;
    return this;
  }

  /** Opens an element of the style sheet's class or classes {@code style}. */
  public Markup open(String tag, String style) {
    return open(tag).with("class", style);
  }

  /** An attribute of the element opened last. */
  public Markup with(String attribute, String value) {
    if (!inStartTag) {
      throw new IllegalStateException(attribute + " belongs to no start tag");
    }
    html.append(' ').append(attribute).append("=\"");
    escape(value);
    html.append('"');
    return this;
  }

  /** A coordinate or length, to a tenth. */
  public Markup with(String attribute, double value) {
    return with(attribute, tenths(value));
  }

  /** Closes the element opened last. */
  public Markup close() {
    endStartTag();
    html.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds nothing but a text. */
  public Markup element(String tag, String text) {
    return open(tag).text(text).close();
  }

  /** An element of a class that holds nothing but a text. */
  public Markup element(String tag, String style, String text) {
    return open(tag, style).text(text).close();
  }

  /** A text, escaped. */
  public Markup text(String text) {
    endStartTag();
    escape(text);
    return this;
  }

  /** A line break in the source. */
  public Markup line() {
    return trusted("\n");
  }

  /** What is known to be markup already, because this package wrote it. */
  public Markup trusted(String markup) {
    endStartTag();
    html.append(markup);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("<" + open.peek() + "> was not closed");
    }
    return html.toString();
  }

  static String tenths(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private void endStartTag() {
    if (inStartTag) {
      html.append('>');
      inStartTag = false;
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '&' -> html.append("&amp;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        case '\n', '\t' -> html.append(c);
        // Control characters may not stand in HTML, nor the last two in XML, not even escaped.
        default -> html.append(Character.isISOControl(c) || c >= '\ufffe' ? '\ufffd' : c);
      }
    }
  }
}
