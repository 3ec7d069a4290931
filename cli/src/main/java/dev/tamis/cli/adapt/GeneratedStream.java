package dev.tamis.cli.adapt;

import dev.tamis.data.drift.DriftSource;
import dev.tamis.data.drift.DriftStream;
import dev.tamis.data.drift.DueLabels;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.stream.MiniBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A data set made to drift. */
final class GeneratedStream implements AdaptStream {
  private final DriftSource source;
  private final DriftStream stream;
  private final DueLabels due;

  GeneratedStream(DriftSource source) {
    this.source = source;
    stream = new DriftStream(source);
    due = new DueLabels(source);
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return stream.newBatch(capacity);
  }

  @Override
  public boolean next(MiniBatch batch) {
    return stream.next(batch);
  }

  @Override
  public int askLabel(long id) {
    if (source.instance(id).labelKnownAt() <= id) {
      return source.label(id);
    }
    due.ask(id);
    return OnDeviceLearner.LATER;
  }

  @Override
  public void giveLabels(long offeredId, OnDeviceLearner learner) {
    for (OptionalLong id = due.takeDue(offeredId); id.isPresent(); id = due.takeDue(offeredId)) {
      // Dropped where it has waited too long, which the learner counts.
      learner.label(id.getAsLong(), source.label(id.getAsLong()));
    }
  }

  @Override
  public OptionalInt trueLabel(long id) {
    return OptionalInt.of(source.instance(id).trueLabel());
  }

  @Override
  public long length() {
    return source.count();
  }

  @Override
  public long skipped() {
    return 0;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    stream.saveState(out);
    due.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    stream.restoreState(in);
    due.restoreState(in);
  }

  @Override
  public void close() {}
}
