package dev.tamis.checkpoint;

import java.io.DataInput;
import java.io.IOException;

/** Reads one section of a checkpoint. */
@FunctionalInterface
public interface SectionReader {

  /** Reads what the {@link SectionWriter} wrote. */
  void read(DataInput in) throws IOException;
}
