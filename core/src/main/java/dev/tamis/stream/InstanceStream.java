package dev.tamis.stream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Instances in the order in which they are offered. */
public interface InstanceStream {

  /** An empty batch that fits this stream. */
  MiniBatch newBatch(int capacity);

  /**
   * Refills a batch with the next instances.
   *
   * @return whether there was at least one
   * @throws InvalidInstanceException if an instance cannot be used
   */
  boolean next(MiniBatch batch);

  /** Writes the position, so that the stream can be continued bit for bit. */
  void saveState(DataOutput out) throws IOException;

  /** Continues from a saved position. */
  void restoreState(DataInput in) throws IOException;
}
