package dev.tamis.cli.run;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.report.EvaluationReport;
import dev.tamis.report.FilterReport;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes {@code metrics.jsonl}, a line per interval of steps and one per evaluation. */
final class MetricsWriter implements TrainingListener {
  private final RunFolder folder;
  private final double stepsPerEpoch;
  private long offered;
  private long kept;
  private double lossSum;
  private double learningRate = Double.NaN;
  private @Nullable EvaluationReport lastTest;

  MetricsWriter(RunFolder folder, double stepsPerEpoch) {
    this.folder = folder;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  @Nullable EvaluationReport lastTest() {
    return lastTest;
  }

  @Override
  public void stepDone(StepReport step) {
    offered += step.offered();
    kept += step.kept();
    lossSum += step.lossSum();
    learningRate = step.learningRate();
  }

  @Override
  public void progress(TrainingReport report) {
    FilterReport filter = report.filter();
    JsonObject line = line("train", report);
    line.addProperty("keptInstances", report.keptInstances());
    line.add("keptRatio", Json.number((double) kept / offered));
    line.add("loss", Json.number(lossSum / kept));
    line.add("learningRate", Json.number(learningRate));
    boolean paper = filter.mode().equals("paper");
    line.add("lossThreshold", Json.number(paper ? filter.lossThreshold() : Double.NaN));
    if (filter.mode().equals("budgeted")) {
      line.addProperty("gateOpen", filter.choosing());
    } else {
      line.add("gateOpen", JsonNull.INSTANCE);
    }
    line.add("lift", Json.number(filter.lift()));
    append(line);
    offered = 0;
    kept = 0;
    lossSum = 0;
  }

  @Override
  public void tested(EvaluationReport test, TrainingReport report) {
    lastTest = test;
    JsonObject line = line("test", report);
    line.addProperty("accuracyRatio", test.accuracyRatio());
    line.add("balancedAccuracyRatio", Json.number(test.balancedAccuracyRatio()));
    line.add("loss", Json.number(test.meanLoss()));
    append(line);
  }

  private JsonObject line(String type, TrainingReport report) {
    JsonObject line = new JsonObject();
    line.addProperty("type", type);
    line.addProperty("step", report.steps());
    line.addProperty("epoch", report.steps() / stepsPerEpoch);
    line.addProperty("offeredInstances", report.offeredInstances());
    line.addProperty("macsTotal", report.cost().totalMacs());
    line.addProperty("macsDense", report.cost().denseMacs());
    line.addProperty("seconds", report.stepNanos() / 1e9);
    return line;
  }

  private void append(JsonObject line) {
    try {
      folder.appendMetrics(line);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write metrics.jsonl: " + e.getMessage(), e);
    }
  }
}
