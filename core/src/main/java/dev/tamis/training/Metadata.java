package dev.tamis.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Strings by name, as bytes. */
public final class Metadata {
  private static final int LIMIT = 10_000;

  private Metadata() {}

  /** Writes all entries in the order of their names. */
  public static void write(Map<String, String> values, DataOutput out) throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
  }

  /**
   * Reads entries.
   *
   * @throws IOException if there are not as many as claimed
   */
  public static Map<String, String> read(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > LIMIT) {
      throw new IOException("the metadata claims " + count + " entries");
    }
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      values.put(in.readUTF(), in.readUTF());
    }
    return values;
  }
}
