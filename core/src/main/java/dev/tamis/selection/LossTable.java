package dev.tamis.selection;

import dev.tamis.stream.InvalidInstanceException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last known loss of every instance, by its id; ids are expected to be dense from 0. */
final class LossTable {
  /** Ids from here on are refused: their table alone would take 256 MiB. */
  static final long ID_LIMIT = 1L << 26;

  private static final float LOSS_LIMIT = 1e4f;

  private float[] losses;
  private int used;

  /**
   * @param expectedIds room that is there from the start; more is made when larger ids come
   */
  LossTable(long expectedIds) {
    if (expectedIds < 0 || expectedIds > ID_LIMIT) {
      throw new IllegalArgumentException(
          "losses of " + expectedIds + " instances: a table holds those of at most " + ID_LIMIT);
    }
    losses = new float[(int) expectedIds];
  }

  /**
   * Refuses ids that the table cannot hold.
   *
   * @throws InvalidInstanceException naming the id
   */
  static void check(long id) {
    if (id < 0 || id >= ID_LIMIT) {
      throw new InvalidInstanceException(
          "instance "
              + id
              + ": a filter that remembers losses needs ids from 0 to "
              + (ID_LIMIT - 1)
              + ", given without gaps");
    }
  }

  /** The last loss; infinite for an instance that has none yet. */
  float get(long id) {
    return id < used && losses[(int) id] >= 0 ? losses[(int) id] : Float.POSITIVE_INFINITY;
  }

  /** Remembers a loss; one that is not finite as a very large one. */
  void set(long id, float loss) {
    int at = (int) id;
    if (at >= losses.length) {
      losses = Arrays.copyOf(losses, (int) Math.min(ID_LIMIT, Math.max(at + 1L, 2L * used)));
    }
    if (at >= used) {
      Arrays.fill(losses, used, at, -1f);
      used = at + 1;
    }
    losses[at] = loss < LOSS_LIMIT ? Math.max(0f, loss) : LOSS_LIMIT;
  }

  long bytes() {
    return (long) losses.length * Float.BYTES;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(used);
    for (int i = 0; i < used; i++) {
      out.writeFloat(losses[i]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    int saved = in.readInt();
    if (saved < 0 || saved > ID_LIMIT) {
      throw new IOException("the saved losses of " + saved + " instances are out of range");
    }
    float[] restored = saved > losses.length ? new float[saved] : losses;
    for (int i = 0; i < saved; i++) {
      restored[i] = in.readFloat();
    }
    losses = restored;
    used = saved;
  }
}
