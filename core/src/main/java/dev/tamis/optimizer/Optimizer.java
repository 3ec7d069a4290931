package dev.tamis.optimizer;

import dev.tamis.network.Gradients;
import dev.tamis.network.Parameters;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Changes parameters by their gradients. */
public interface Optimizer {

  /** One update, in place. */
  void step(Parameters parameters, Gradients gradients, double learningRate);

  /** Bytes of state. */
  long stateBytes();

  /** Writes the state. */
  void saveState(DataOutput out) throws IOException;

  /** Continues from a saved state. */
  void restoreState(DataInput in) throws IOException;
}
