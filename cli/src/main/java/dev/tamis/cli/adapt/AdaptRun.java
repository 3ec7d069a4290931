package dev.tamis.cli.adapt;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.cli.report.AdaptationReport;
import dev.tamis.cli.run.ModelMetadata;
import dev.tamis.cli.run.RunFolder;
import dev.tamis.device.DeviceReport;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.onnx.OnnxExporter;
import dev.tamis.report.EvaluationReport;
import dev.tamis.stream.MiniBatch;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An adaptation that leaves a run folder: predicts each instance first, then offers it. */
public final class AdaptRun {
  private static final String SECTION = "adaptation";

  /** Instances that the shipped weights predict together, for comparison. */
  private static final int BLOCK = 50;

  private final AdaptSetup setup;
  private final AdaptSettings settings;
  private final RunFolder folder;
  private final JsonElement provenance;
  private final String version;
  private final AdaptProgress progress;
  private final AdaptCounts counts = new AdaptCounts();
  private final OnDeviceLearner learner;
  private final AdaptStream stream;
  private final Workspace workspace;
  private final Network tested;
  private final int[] shippedSays = new int[BLOCK];
  private final float[] image;

  private AdaptRun(
      AdaptSetup setup,
      RunFolder folder,
      JsonElement provenance,
      String version,
      AdaptProgress progress) {
    this.setup = setup;
    this.settings = setup.settings();
    this.folder = folder;
    this.provenance = provenance;
    this.version = version;
    this.progress = progress;
    this.learner = setup.learner();
    this.stream = setup.stream();
    this.workspace = setup.shipped().inferenceWorkspace(BLOCK);
    this.tested = setup.blank();
    this.image = new float[learner.spec().input().size()];
  }

  /** A new run: writes its settings, its model and its provenance. */
  public static AdaptRun start(
      AdaptSetup setup, RunFolder folder, String version, String command, AdaptProgress progress)
      throws IOException {
    JsonElement provenance = setup.provenance(version, command);
    folder.write("provenance.json", provenance);
    setup.writeInitial(folder.initialModel());
    AdaptRun run = new AdaptRun(setup, folder, provenance, version, progress);
    setup.remember();
    // Before there are settings, as a folder with settings is one that can be resumed.
    run.save();
    folder.writeSettings(setup.settings());
    return run;
  }

  /**
   * Continues a run from its newest checkpoint.
   *
   * @throws IOException if the checkpoint is damaged or of other settings
   */
  public static AdaptRun resume(
      AdaptSetup setup, RunFolder folder, String version, AdaptProgress progress)
      throws IOException {
    AdaptRun run = new AdaptRun(setup, folder, folder.read("provenance.json"), version, progress);
    try {
      Checkpoint checkpoint = Checkpoint.read(folder.checkpoint());
      checkpoint.get(OnDeviceLearner.STATE_SECTION, run.learner::restoreState);
      checkpoint.get(
          SECTION,
          in -> {
            run.counts.restoreState(in);
            run.stream.restoreState(in);
          });
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointException(
          "cannot resume the adaptation in " + folder.path() + ": " + e.getMessage(), e);
    }
    // The first line is written after the first checkpoint, every other before its own.
    folder.mendMetrics("offeredInstances", run.offered() == 0 ? -1 : run.offered());
    return run;
  }

  /** Asks the run to stop soon. */
  public void requestStop() {
    setup.stop();
  }

  /** Instances offered so far. */
  public long offered() {
    return counts.offered();
  }

  /**
   * Runs to the end of the stream or until asked to stop; then, if finished, writes summary and
   * ONNX model, and the report in any case.
   *
   * @return the summary, or null if the run was stopped
   */
  public @Nullable JsonObject run() throws IOException {
    if (counts.offered() == 0) {
      report();
      test();
    }
    counts.start();
    learn();
    boolean finished = !setup.isStopped();
    // A run killed after that and before its summary has settled already.
    if (finished && counts.settle()) {
      learner.settle();
    }
    counts.pause();
    save();
    JsonObject summary = null;
    if (finished) {
      summary = AdaptSummary.of(setup, counts, tested, provenance);
      learner.copyServed(tested.parameters());
      OnnxExporter.write(
          tested, new ModelMetadata(setup.currentMetadata()).signature(version), folder.onnx());
      // Last but for the report, as a folder with a summary is complete.
      folder.write("summary.json", summary);
    }
    AdaptationReport.write(folder.path());
    return summary;
  }

  private void learn() throws IOException {
    MiniBatch batch = stream.newBatch(BLOCK);
    long savedAt = counts.offered();
    while (!setup.isStopped() && remaining() > 0) {
      if (remaining() < BLOCK) {
        batch = stream.newBatch((int) remaining());
      }
      if (!stream.next(batch)) {
        break;
      }
      AdaptTests.predict(setup.shipped().forward(batch.images(), workspace), shippedSays);
      for (int k = 0; k < batch.count(); k++) {
        meet(batch, k);
      }
      if (counts.offered() - savedAt >= settings.checkpointEvery) {
        savedAt = counts.offered();
        save();
      }
    }
  }

  private long remaining() {
    return settings.instances == 0
        ? Long.MAX_VALUE
        : Math.max(0, settings.instances - counts.offered());
  }

  private void meet(MiniBatch batch, int row) throws IOException {
    System.arraycopy(batch.images().data(), batch.images().offset(row), image, 0, image.length);
    long id = batch.id(row);
    int served = learner.predict(image).predictedClass();
    OptionalInt truth = stream.trueLabel(id);
    if (truth.isPresent()) {
      counts.judge(served == truth.getAsInt(), shippedSays[row] == truth.getAsInt());
    }
    learner.offer(image, stream::askLabel);
    counts.offer();
    stream.giveLabels(id, learner);
    if (counts.offered() % settings.reportEvery == 0) {
      report();
    }
    if (settings.testEvery > 0 && counts.offered() % settings.testEvery == 0) {
      counts.pause();
      test();
      counts.start();
    }
  }

  private void report() throws IOException {
    DeviceReport report = learner.report();
    JsonObject line = AdaptSummary.progress(report, counts);
    folder.appendMetrics(line);
    progress.reported(report, counts);
  }

  private void test() throws IOException {
    if (settings.testEvery == 0) {
      return;
    }
    learner.copyServed(tested.parameters());
    EvaluationReport test = setup.tests().original(tested, learner.statistics().orElse(null));
    if (test != null) {
      JsonObject line = new JsonObject();
      line.addProperty("type", "test");
      line.addProperty("offeredInstances", counts.offered());
      line.addProperty("accuracyRatio", test.accuracyRatio());
      line.addProperty("balancedAccuracyRatio", test.balancedAccuracyRatio());
      folder.appendMetrics(line);
    }
  }

  private void save() throws IOException {
    learner.save(
        folder.checkpoint(),
        Map.of(
            SECTION,
            out -> {
              counts.saveState(out);
              stream.saveState(out);
            }));
  }
}
