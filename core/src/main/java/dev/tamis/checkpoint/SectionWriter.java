package dev.tamis.checkpoint;

import java.io.DataOutput;
import java.io.IOException;

/** Writes one section of a checkpoint. */
@FunctionalInterface
public interface SectionWriter {

  /** Writes all of the section's state. */
  void write(DataOutput out) throws IOException;
}
