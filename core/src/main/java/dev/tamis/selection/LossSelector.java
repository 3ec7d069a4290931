package dev.tamis.selection;

import dev.tamis.loss.LossResult;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Chooses, once their losses are known, on which of the forwarded instances the backward pass runs.
 * The forward pass of the others is spent; an {@link InstanceFilter} chooses before it.
 */
public interface LossSelector {

  /** Name in reports. */
  String mode();

  /**
   * Decides for one forwarded mini-batch.
   *
   * @param loss losses of at least one instance
   * @return of all of them; may be empty; valid until the next call
   */
  InstanceSet select(LossResult loss);

  /** Writes all state, random numbers included. */
  void saveState(DataOutput out) throws IOException;

  /** Continues from a saved state. */
  void restoreState(DataInput in) throws IOException;
}
