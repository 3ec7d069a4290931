package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.report.FilterReport;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Chooses, before the main network and before any label is asked for, which of the offered
 * instances it is trained on.
 */
public interface InstanceFilter {

  /**
   * Decides for one offered mini-batch.
   *
   * @param offered the images, at least one
   * @param ids by number among the offered; to recognise instances that come again
   * @param cost receives what looking at them cost
   * @return valid until the next call
   */
  FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost);

  /**
   * Learns from the main network's losses, and from the labels they were taken with.
   *
   * @param offered the images of the last decision
   * @param decision the last decision
   * @param losses loss of each labelled instance, by its number among the offered; others are
   *     undefined
   * @param labels label of each labelled instance, by its number among the offered; others are
   *     undefined
   * @param cost receives what learning cost
   */
  default void observe(
      FeatureMap offered,
      FilterDecision decision,
      float[] losses,
      int[] labels,
      ComputeCost cost) {}

  /** How the filter is doing. */
  FilterReport report();

  /** Bytes of its memory. */
  default long bytes() {
    return 0;
  }

  /** Writes all state, random numbers included. */
  default void saveState(DataOutput out) throws IOException {}

  /** Continues from a saved state. */
  default void restoreState(DataInput in) throws IOException {}
}
