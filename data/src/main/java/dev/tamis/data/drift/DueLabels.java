package dev.tamis.data.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * Labels that were asked for and are not known yet, given out when the stream has come far enough.
 * Holds as many as are asked for within a label delay; those that never come are not held.
 */
public final class DueLabels {
  private final DriftSource source;
  private final PriorityQueue<DriftInstance> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(DriftInstance::labelKnownAt)
              .thenComparingLong(DriftInstance::id));

  /** Nothing asked for yet. */
  public DueLabels(DriftSource source) {
    this.source = source;
  }

  /**
   * Asks for the label of an instance.
   *
   * @throws IndexOutOfBoundsException if there is no such instance
   */
  public void ask(long id) {
    DriftInstance instance = source.instance(id);
    if (instance.labelKnownAt() != DriftSegment.NEVER) {
      waiting.add(instance);
    }
  }

  /**
   * Takes the next instance whose label is known now; {@link DriftSource#label} tells the label.
   *
   * @param offeredId the instance that was offered last
   * @return its id, or nothing if no label is due
   */
  public OptionalLong takeDue(long offeredId) {
    DriftInstance first = waiting.peek();
    if (first == null || first.labelKnownAt() > offeredId) {
      return OptionalLong.empty();
    }
    waiting.remove();
    return OptionalLong.of(first.id());
  }

  /** Labels that were asked for and not given out. */
  public int count() {
    return waiting.size();
  }

  /** Writes what was asked for, so that the stream can be continued. */
  public void saveState(DataOutput out) throws IOException {
    long[] ids = waiting.stream().mapToLong(DriftInstance::id).sorted().toArray();
    out.writeInt(ids.length);
    for (long id : ids) {
      out.writeLong(id);
    }
  }

  /** Continues with what was asked for when the state was saved. */
  public void restoreState(DataInput in) throws IOException {
    waiting.clear();
    for (int left = in.readInt(); left > 0; left--) {
      long id = in.readLong();
      if (id < 0 || id >= source.count()) {
        throw new IOException(
            "the saved stream asked for the label of instance " + id + ", which it has not");
      }
      ask(id);
    }
  }
}
