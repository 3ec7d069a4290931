package dev.tamis.cli.adapt;

import dev.tamis.device.OnDeviceLearner;
import dev.tamis.stream.MiniBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;

/** What a model meets, instance by instance, and when labels are known. Ids count from 0. */
interface AdaptStream extends AutoCloseable {

  /** A batch that its instances fit in. */
  MiniBatch newBatch(int capacity);

  /**
   * Refills a batch with the next instances.
   *
   * @return whether there was one; false at the end of the stream
   */
  boolean next(MiniBatch batch);

  /**
   * A label as the device gets it.
   *
   * @return the class, or {@link OnDeviceLearner#LATER}
   */
  int askLabel(long id);

  /** Gives the learner all labels that were asked for and are known by now. */
  void giveLabels(long offeredId, OnDeviceLearner learner);

  /** The true class, for evaluation only; nothing where it is not known now. */
  OptionalInt trueLabel(long id);

  /** Instances in all, or -1 where nobody knows. */
  long length();

  /** Files that could not be used. */
  long skipped();

  /** Writes where it is. */
  void saveState(DataOutput out) throws IOException;

  /** Goes on from there. */
  void restoreState(DataInput in) throws IOException;

  @Override
  void close() throws IOException;
}
