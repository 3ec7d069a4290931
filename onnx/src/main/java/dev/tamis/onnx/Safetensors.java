package dev.tamis.onnx;

import dev.tamis.network.Network;
import java.nio.file.Path;
import java.util.Map;

/**
 * Weights alone, as safetensors: names and layouts are PyTorch's ("conv1.weight" as O x I x H x W,
 * "bn1.running_mean"), so that a module of the same names loads them.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Writes all values of a network; the file is whole or, after a failure, what it was before.
   *
   * @param metadata stored beside the tensors
   * @throws OnnxException if the file cannot be written
   */
  public static void write(Network network, Map<String, String> metadata, Path file)
      throws OnnxException {
    WholeFile.write(file, SafetensorsFormat.toBytes(network, metadata));
  }

  /**
   * Loads all values of a network. Nothing is changed unless all of them are there.
   *
   * @return the file's metadata
   * @throws OnnxException if the file is damaged, a tensor is missing or has another shape
   */
  public static Map<String, String> load(Path file, Network network) throws OnnxException {
    return SafetensorsFormat.load(file, network);
  }
}
