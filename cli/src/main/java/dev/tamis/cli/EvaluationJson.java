package dev.tamis.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Json;
import dev.tamis.report.Calibration;
import dev.tamis.report.EvaluationReport;

/** An evaluation for machines; its keys are a contract. */
final class EvaluationJson {
  private EvaluationJson() {}

  static JsonObject of(EvaluationReport report, ClassNames names) {
    JsonObject json = new JsonObject();
    json.addProperty("accuracyRatio", report.accuracyRatio());
    json.add("balancedAccuracyRatio", Json.number(report.balancedAccuracyRatio()));
    json.add("meanLoss", Json.number(report.meanLoss()));
    json.addProperty("count", report.count());
    JsonArray classes = new JsonArray();
    JsonArray confusion = new JsonArray();
    for (int k = 0; k < names.count(); k++) {
      JsonObject one = new JsonObject();
      one.addProperty("name", names.of(k));
      one.add("precisionRatio", Json.number(report.precision(k)));
      one.add("recallRatio", Json.number(report.recall(k)));
      one.addProperty("count", report.count(k));
      classes.add(one);
      JsonArray row = new JsonArray();
      for (int predicted = 0; predicted < names.count(); predicted++) {
        row.add(report.count(k, predicted));
      }
      confusion.add(row);
    }
    json.add("classes", classes);
    json.add("confusion", confusion);
    json.add("calibration", calibration(report.calibration()));
    return json;
  }

  private static JsonObject calibration(Calibration calibration) {
    JsonArray bins = new JsonArray();
    for (int bin = 0; bin < calibration.bins(); bin++) {
      JsonObject one = new JsonObject();
      one.addProperty("low", (double) bin / calibration.bins());
      one.addProperty("high", (bin + 1.0) / calibration.bins());
      one.addProperty("count", calibration.count(bin));
      one.add("accuracyRatio", Json.number(calibration.accuracyRatio(bin)));
      one.add("confidenceRatio", Json.number(calibration.confidenceRatio(bin)));
      bins.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("expectedErrorRatio", Json.number(calibration.expectedErrorRatio()));
    json.add("bins", bins);
    return json;
  }
}
