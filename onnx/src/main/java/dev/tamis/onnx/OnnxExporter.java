package dev.tamis.onnx;

import dev.tamis.network.Network;
import java.nio.file.Path;

/**
 * Writes networks as ONNX: opset 17, IR version 8, batch dimension open, batch norms in inference
 * form with their running statistics.
 */
public final class OnnxExporter {
  private OnnxExporter() {}

  /**
   * Writes a network; the file is whole or, after a failure, what it was before.
   *
   * @param signature names, activation at the end, metadata: of the import, or {@link
   *     OnnxSignature#defaults}
   * @throws OnnxException if ONNX has no operator for a layer, or the file cannot be written
   */
  public static void write(Network network, OnnxSignature signature, Path file)
      throws OnnxException {
    WholeFile.write(file, toBytes(network, signature));
  }

  /**
   * The file's content.
   *
   * @throws OnnxException if ONNX has no operator for a layer
   */
  public static byte[] toBytes(Network network, OnnxSignature signature) throws OnnxException {
    return GraphExport.run(network, signature);
  }
}
