package dev.tamis.training;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file format of others that a module can read and write. Modules offer theirs through {@link
 * java.util.ServiceLoader}: it is enough that they are on the class path or the module path.
 */
public interface ModelFormat {

  /** Whether a file is of this format, as far as its name tells; it need not exist. */
  boolean accepts(Path file);

  /**
   * Reads a network.
   *
   * @param resources what computes it
   * @throws IOException if the file is missing, damaged, or holds no network that can be trained
   */
  TrainedNetwork read(Path file, ComputeResources resources) throws IOException;

  /**
   * Writes a network; the file is whole or, after a failure, what it was before.
   *
   * @param metadata what a user of the network must know, by name; of what {@link #read} gave, the
   *     file gets what the format has a place for
   * @throws IOException if the format has no form for the network, or the file cannot be written
   */
  void write(Network network, Map<String, String> metadata, Path file) throws IOException;
}
