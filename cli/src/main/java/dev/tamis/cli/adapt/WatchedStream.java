package dev.tamis.cli.adapt;

import dev.tamis.data.DirectoryWatch;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.stream.MiniBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** A folder that images are put into. */
final class WatchedStream implements AdaptStream {
  /** So that somebody who asks for an end is heard soon, and late labels are given soon. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final DirectoryWatch watch;
  private final long idleNanos;
  private final BooleanSupplier stopped;
  private final OnDeviceLearner learner;

  /**
   * A stream of a folder.
   *
   * @param idleSeconds without an image after which it ends; 0 for never
   * @param stopped whether nobody wants more
   * @param learner is given late labels also while there is no image
   */
  WatchedStream(
      DirectoryWatch watch, double idleSeconds, BooleanSupplier stopped, OnDeviceLearner learner) {
    this.watch = watch;
    this.idleNanos = idleSeconds == 0 ? Long.MAX_VALUE : (long) (idleSeconds * 1e9);
    this.stopped = stopped;
    this.learner = learner;
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return watch.newBatch(capacity);
  }

  @Override
  public boolean next(MiniBatch batch) {
    long begin = System.nanoTime();
    while (!stopped.getAsBoolean() && System.nanoTime() - begin < idleNanos) {
      if (watch.next(batch, PATIENCE)) {
        return true;
      }
      watch.takeLateLabels(learner::label);
    }
    return false;
  }

  @Override
  public int askLabel(long id) {
    return watch.knownLabel(id).orElse(OnDeviceLearner.LATER);
  }

  @Override
  public void giveLabels(long offeredId, OnDeviceLearner learner) {
    watch.takeLateLabels(learner::label);
  }

  @Override
  public OptionalInt trueLabel(long id) {
    return watch.knownLabel(id);
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public long skipped() {
    return watch.skippedCount();
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    watch.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    watch.restoreState(in);
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
