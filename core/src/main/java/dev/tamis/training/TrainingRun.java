package dev.tamis.training;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.checkpoint.NetworkSpecCodec;
import dev.tamis.network.NetworkSpec;
import dev.tamis.report.EvaluationReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.stream.InstanceStream;
import dev.tamis.stream.MiniBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training from its first step to its last, with evaluations and checkpoints on the way. Resumed
 * from a checkpoint it continues bit for bit.
 */
public final class TrainingRun {
  /** Name under which a checkpoint holds the network's spec. */
  public static final String SPEC_SECTION = "spec";

  /** Name under which a checkpoint holds parameters and running statistics. */
  public static final String PARAMETERS_SECTION = "parameters";

  /** Name under which a checkpoint holds what a user of the model must know, as strings. */
  public static final String METADATA_SECTION = "metadata";

  /** Metadata: instances offered to the model in training. */
  public static final String INSTANCES_KEY = "lineage.instancesSeen";

  /** Metadata: multiply-accumulates spent on training the model, all phases together. */
  public static final String MACS_KEY = "lineage.computationMacs";

  private static final String TRAINER_SECTION = "trainer";
  private static final String STREAM_SECTION = "stream";
  private static final String RUN_SECTION = "run";
  private static final String DROPOUT_SECTION = "dropout";

  private final Trainer trainer;
  private final InstanceStream stream;
  private final Evaluator evaluator;
  private final TrainingRunSettings settings;
  private final Path checkpointFile;
  private final Map<String, String> metadata;
  private final TrainingListener listener;
  private final MiniBatch batch;
  private volatile boolean stopRequested;
  private long dataNanos;
  private long stepNanos;
  private long wallNanos;
  private long wallStart;

  /**
   * A training at its beginning.
   *
   * @param trainer does the steps
   * @param stream offers instances
   * @param evaluator the test set
   * @param settings how long
   * @param checkpointFile written at every checkpoint, always whole
   * @param metadata stored with the model, e.g. how images are normalised
   * @param batch as large as the mini-batches that are offered
   * @param listener watches
   */
  public TrainingRun(
      Trainer trainer,
      InstanceStream stream,
      Evaluator evaluator,
      TrainingRunSettings settings,
      Path checkpointFile,
      Map<String, String> metadata,
      MiniBatch batch,
      TrainingListener listener) {
    this.trainer = trainer;
    this.stream = stream;
    this.evaluator = evaluator;
    this.settings = settings;
    this.checkpointFile = checkpointFile;
    this.metadata = new TreeMap<>(metadata);
    this.batch = batch;
    this.listener = listener;
  }

  /** Asks the run to stop after the step it is in; from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Runs to the end, or until asked to stop. The end is the last step, or earlier that of the
   * stream; either is reported and tested. A checkpoint is written in any case.
   *
   * @return whether the end was reached
   * @throws CheckpointException if a checkpoint cannot be written; the previous one is whole
   */
  public boolean run() throws IOException {
    wallStart = System.nanoTime();
    long reported = trainer.steps();
    long tested = -1;
    boolean streamEnded = false;
    while (!streamEnded && !stopRequested && trainer.steps() < settings.totalSteps()) {
      streamEnded = !step();
      long done = trainer.steps();
      boolean last = streamEnded || done == settings.totalSteps();
      // Only the step after the last tells that a stream has ended, so that may have been reported.
      if (done > reported && (last || done % settings.reportEverySteps() == 0)) {
        listener.progress(report());
        reported = done;
      }
      if (done > tested && (last || done % settings.testEverySteps() == 0)) {
        EvaluationReport test = evaluator.evaluate();
        listener.tested(test, report());
        tested = done;
      }
      if (!last && done % settings.checkpointEverySteps() == 0) {
        writeCheckpoint();
      }
    }
    writeCheckpoint();
    return streamEnded || trainer.steps() == settings.totalSteps();
  }

  private boolean step() {
    long start = System.nanoTime();
    boolean offered = stream.next(batch);
    long read = System.nanoTime();
    dataNanos += read - start;
    if (offered) {
      listener.stepDone(trainer.step(batch));
    }
    stepNanos += System.nanoTime() - start;
    return offered;
  }

  /** What the training has done so far. */
  public TrainingReport report() {
    return new TrainingReport(
        trainer.steps(),
        trainer.offeredCount(),
        trainer.keptCount(),
        trainer.cost().copy(),
        trainer.memory(),
        dataNanos,
        stepNanos,
        wallNanos(),
        trainer.filterReport(),
        filterShare(),
        filterPauses());
  }

  private double filterShare() {
    NetworkSpec main = trainer.network().spec();
    return trainer.filter() instanceof EarlyInstanceFilter filter
        ? (double) filter.scoringMacs() / main.forwardMacs()
        : Double.NaN;
  }

  private long filterPauses() {
    return trainer.filter() instanceof EarlyInstanceFilter filter ? filter.pauses() : 0;
  }

  private long wallNanos() {
    return wallNanos + (wallStart == 0 ? 0 : System.nanoTime() - wallStart);
  }

  /**
   * What a user of the model must know as it is now, the work that went into it included: this
   * training's and that of the model it started from.
   */
  public Map<String, String> metadata() {
    Map<String, String> now = new TreeMap<>(metadata);
    now.merge(INSTANCES_KEY, Long.toString(trainer.offeredCount()), TrainingRun::sum);
    now.merge(MACS_KEY, Long.toString(trainer.cost().totalMacs()), TrainingRun::sum);
    return now;
  }

  private static String sum(String before, String now) {
    return Long.toString(Long.parseLong(before) + Long.parseLong(now));
  }

  private void writeCheckpoint() throws IOException {
    Checkpoint checkpoint = new Checkpoint();
    SavedNetwork.put(checkpoint, trainer.network(), metadata());
    checkpoint.put(TRAINER_SECTION, trainer::saveState);
    checkpoint.put(STREAM_SECTION, stream::saveState);
    checkpoint.put(DROPOUT_SECTION, out -> out.writeLong(trainer.network().dropoutSeed()));
    checkpoint.put(
        RUN_SECTION,
        out -> {
          out.writeLong(dataNanos);
          out.writeLong(stepNanos);
          out.writeLong(wallNanos());
        });
    checkpoint.write(checkpointFile);
    listener.checkpointWritten(checkpointFile, trainer.steps());
  }

  /**
   * Continues from the checkpoint file.
   *
   * @throws IOException if it cannot be read, or is of a training with other settings
   */
  public void resume() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(checkpointFile);
    NetworkSpec expected = trainer.network().spec();
    checkpoint.get(
        SPEC_SECTION,
        in -> {
          NetworkSpec saved = NetworkSpecCodec.read(in);
          if (!saved.equals(expected)) {
            throw new CheckpointException(
                "checkpoint "
                    + checkpointFile
                    + " is of network "
                    + saved.name()
                    + ", which differs from "
                    + expected.name()
                    + ": resume with the settings it was started with");
          }
        });
    checkpoint.get(PARAMETERS_SECTION, trainer.network().parameters()::restoreState);
    checkpoint.get(TRAINER_SECTION, trainer::restoreState);
    checkpoint.get(STREAM_SECTION, stream::restoreState);
    // Networks of older versions drop nothing.
    if (checkpoint.has(DROPOUT_SECTION)) {
      checkpoint.get(DROPOUT_SECTION, in -> trainer.network().dropoutSeed(in.readLong()));
    }
    checkpoint.get(
        RUN_SECTION,
        in -> {
          dataNanos = in.readLong();
          stepNanos = in.readLong();
          wallNanos = in.readLong();
        });
  }
}
