package dev.tamis.selection;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a filter's network learns. */
interface FilterTarget extends FilterScoring {

  /**
   * Writes the gradient of the filter's loss for the outputs of each lesson.
   *
   * @param lessons instances to learn from, at least one
   * @param scores by number among the offered; defined for all lessons
   * @param losses by number among the offered; defined for all lessons
   * @param labels by number among the offered; defined for all lessons
   * @param error receives one row per lesson, in order
   */
  void teach(InstanceSet lessons, float[] scores, float[] losses, int[] labels, ErrorMap error);

  void saveState(DataOutput out) throws IOException;

  void restoreState(DataInput in) throws IOException;
}
