package dev.tamis.cli.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** How near a quantized run's weight gradients are to those of floats, layer by layer. */
final class QuantizationSection {

  private QuantizationSection() {}

  /** Nothing where nothing was quantized. */
  static void write(RunFolder run, Markup page) {
    Map<String, Double> cosines = run.summary().gradientCosines();
    if (cosines.isEmpty()) {
      return;
    }
    Map<String, String> rows = new LinkedHashMap<>();
    cosines.forEach(
        (layer, cosine) ->
            rows.put(layer, Double.isNaN(cosine) ? Numbers.UNKNOWN : Numbers.fixed(cosine, 4)));
    page.open("section").line();
    FieldTable.write("Cosine of quantized and float weight gradients", rows, page);
    page.close().line();
  }
}
