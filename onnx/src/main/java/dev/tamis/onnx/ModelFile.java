package dev.tamis.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a model file says, read and checked but not yet understood.
 *
 * @param source what messages call it
 * @param sha256 hash of its content
 * @param opset version of ONNX's own operators
 * @param producer who wrote it; may be empty
 * @param graph the graph
 * @param properties metadata, by key
 */
record ModelFile(
    String source,
    String sha256,
    int opset,
    String producer,
    GraphProto graph,
    Map<String, String> properties) {

  /** Reads a file. */
  static ModelFile read(Path file) throws OnnxException {
    Path folder = file.toAbsolutePath().getParent();
    byte[] bytes = bytes(file);
    return new ModelReader(file.toString(), new ExternalData(folder)).read(bytes, sha256(bytes));
  }

  /** Reads a model that has no files beside it. */
  static ModelFile of(byte[] bytes, String name) throws OnnxException {
    return new ModelReader(name, new ExternalData(null)).read(bytes, sha256(bytes));
  }

  /** The content of a file that fits the memory. */
  static byte[] bytes(Path file) throws OnnxException {
    try {
      long size = Files.size(file);
      long most = Math.min(Integer.MAX_VALUE - 16L, Runtime.getRuntime().maxMemory() / 2);
      if (size > most) {
        throw new OnnxException(
            file
                + " has "
                + size
                + " bytes, but at most "
                + most
                + " can be read here: give the JVM more memory (-Xmx), or keep the weights in a file"
                + " beside the model");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length != size || in.read() >= 0) {
          throw new OnnxException(file + " changes while it is read: read it again");
        }
        return bytes;
      }
    } catch (OnnxException e) {
      throw e;
    } catch (IOException e) {
      throw new OnnxException(
          "cannot read " + file + ": " + e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
