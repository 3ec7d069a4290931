package dev.tamis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.checkpoint.SectionWriter;
import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.training.Trainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Saved states as bytes. */
public final class SavedStates {
  private static final int COUNTERS_BYTES = 3 * Long.BYTES;

  private SavedStates() {}

  /** What a writer writes. */
  public static byte[] bytes(SectionWriter writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.write(out);
    }
    return bytes.toByteArray();
  }

  /** A reader of these bytes. */
  public static DataInputStream reader(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** A trainer's whole state, network included, but for the nanoseconds of its ledger. */
  public static byte[] withoutNanos(Trainer trainer) throws IOException {
    byte[] state =
        bytes(
            out -> {
              trainer.saveState(out);
              trainer.network().parameters().saveState(out);
            });
    ComputeCost cost = trainer.cost();
    ByteBuffer buffer = ByteBuffer.wrap(state);
    for (Phase phase : Phase.values()) {
      int at = COUNTERS_BYTES + 2 * Long.BYTES * phase.ordinal();
      // Were the layout to change, these would not be the numbers found here.
      assertThat(buffer.getLong(at)).isEqualTo(cost.macs(phase));
      assertThat(buffer.getLong(at + Long.BYTES)).isEqualTo(cost.nanos(phase));
      buffer.putLong(at + Long.BYTES, 0);
    }
    return state;
  }
}
