package dev.tamis.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tamis.cli.report.RunReport;
import dev.tamis.onnx.OnnxExporter;
import dev.tamis.onnx.OnnxSignature;
import dev.tamis.report.EvaluationReport;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.training.TrainingListener;
import dev.tamis.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A training that leaves a run folder. */
public final class RecordedRun {
  private final TrainingSetup setup;
  private final RunFolder folder;
  private final MetricsWriter metrics;
  private final TrainingRun run;
  private final JsonElement provenance;
  private final String version;

  private RecordedRun(
      TrainingSetup setup,
      RunFolder folder,
      JsonElement provenance,
      String version,
      TrainingListener watcher) {
    this.version = version;
    this.setup = setup;
    this.folder = folder;
    this.provenance = provenance;
    this.metrics = new MetricsWriter(folder, setup.stepsPerEpoch());
    this.run = setup.run(folder.checkpoint(), new Both(metrics, watcher));
  }

  /** A new run: writes its settings and provenance. */
  public static RecordedRun start(
      TrainingSetup setup,
      RunFolder folder,
      String version,
      String command,
      TrainingListener watcher)
      throws IOException {
    JsonElement provenance = ProvenanceCollector.collect(setup, version, command);
    folder.write("provenance.json", provenance);
    setup.writeInitial(folder.initialModel());
    // Last, as a folder with settings is one that can be resumed.
    folder.writeSettings(setup.settings());
    return new RecordedRun(setup, folder, provenance, version, watcher);
  }

  /**
   * Continues a run from its newest checkpoint; from its beginning if it has none yet.
   *
   * @throws IOException if the checkpoint is damaged or of other settings
   */
  public static RecordedRun resume(
      TrainingSetup setup, RunFolder folder, String version, TrainingListener watcher)
      throws IOException {
    JsonElement provenance = folder.read("provenance.json");
    RecordedRun recorded = new RecordedRun(setup, folder, provenance, version, watcher);
    if (Files.exists(folder.checkpoint())) {
      recorded.run.resume();
    }
    folder.mendMetrics("step", recorded.report().steps());
    return recorded;
  }

  /** Asks the run to stop after the step it is in. */
  public void requestStop() {
    run.requestStop();
  }

  /**
   * Runs to the end or until asked to stop, then writes summary and ONNX model (if finished) and
   * report.
   *
   * @return the summary, or null if the run was stopped
   */
  public @Nullable JsonObject run() throws IOException {
    boolean finished = run.run();
    JsonObject summary = null;
    if (finished) {
      // A run that was complete before it was resumed has not been tested again.
      EvaluationReport test = metrics.lastTest() == null ? setup.evaluate() : metrics.lastTest();
      summary = Summary.of(setup, run.report(), test, provenance);
      folder.write("summary.json", summary);
      OnnxSignature signature = new ModelMetadata(run.metadata()).signature(version);
      OnnxExporter.write(setup.trained(), signature, folder.onnx());
    }
    RunReport.write(folder.path());
    return summary;
  }

  /** What the run has done so far. */
  public TrainingReport report() {
    return run.report();
  }

  private record Both(TrainingListener first, TrainingListener second) implements TrainingListener {

    @Override
    public void stepDone(StepReport step) {
      first.stepDone(step);
      second.stepDone(step);
    }

    @Override
    public void progress(TrainingReport report) {
      first.progress(report);
      second.progress(report);
    }

    @Override
    public void tested(EvaluationReport test, TrainingReport report) {
      first.tested(test, report);
      second.tested(test, report);
    }

    @Override
    public void checkpointWritten(Path file, long step) {
      first.checkpointWritten(file, step);
      second.checkpointWritten(file, step);
    }
  }
}
