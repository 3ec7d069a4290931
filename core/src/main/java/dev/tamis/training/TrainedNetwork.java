package dev.tamis.training;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A network with its values, from whatever file it came.
 *
 * @param network what computes
 * @param metadata what a user of the network must know, as strings by name
 */
public record TrainedNetwork(Network network, Map<String, String> metadata) {
  private static final String ONNX_IS_MISSING =
      ": ONNX needs module dev.tamis.onnx beside dev.tamis.core; add the dependency"
          + " dev.tamis:tamis-onnx";

  /** Copies the map. */
  public TrainedNetwork {
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads a checkpoint, or a file of a {@link ModelFormat} that is there.
   *
   * @param resources what computes the network
   * @throws CheckpointException if it is a checkpoint that cannot be used, or nothing known
   * @throws IOException if it is of another format and cannot be used; the message says which
   *     module is missing, if one is
   */
  public static TrainedNetwork read(Path file, ComputeResources resources) throws IOException {
    if (!Files.isRegularFile(file) || !Checkpoint.isCheckpoint(file)) {
      Optional<ModelFormat> format = format(file);
      if (format.isPresent()) {
        return format.get().read(file, resources);
      }
      if (isOnnx(file)) {
        throw new IOException("cannot read " + file + ONNX_IS_MISSING);
      }
    }
    // Says what is wrong with it as a checkpoint, if it is none.
    SavedNetwork saved = SavedNetwork.read(file);
    return new TrainedNetwork(saved.network(resources), saved.metadata());
  }

  /**
   * Writes a file of the {@link ModelFormat} that its name asks for; it is whole or, after a
   * failure, what it was before.
   *
   * @throws IOException if no module has this format, the format has no form for the network, or
   *     the file cannot be written
   */
  public void write(Path file) throws IOException {
    Optional<ModelFormat> format = format(file);
    if (format.isEmpty()) {
      throw new IOException(
          "cannot write "
              + file
              + (isOnnx(file) ? ONNX_IS_MISSING : ": no module writes files of this name"));
    }
    format.get().write(network, metadata, file);
  }

  private static Optional<ModelFormat> format(Path file) {
    return ServiceLoader.load(ModelFormat.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(format -> format.accepts(file))
        .findFirst();
  }

  private static boolean isOnnx(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
  }
}
