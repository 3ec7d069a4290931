package dev.tamis.onnx;

import java.nio.file.Path;

/** Reads ONNX models: files that PyTorch, Keras and others export. */
public final class OnnxImporter {
  private OnnxImporter() {}

  /**
   * Reads a model; weights that it keeps in files of their own must be below its folder.
   *
   * @throws OnnxException if it cannot be read, is damaged, or has an operator that Tamis cannot
   *     train; the message names the operator, its node and what to do
   */
  public static ImportedModel read(Path file) throws OnnxException {
    ModelFile model = ModelFile.read(file);
    return GraphImport.run(model);
  }

  /**
   * Reads a model from memory; it cannot have weights in other files.
   *
   * @param bytes the file's content, not copied: must stay as it is until the values are loaded
   * @param name what messages call it
   * @throws OnnxException as {@link #read(Path)}
   */
  public static ImportedModel read(byte[] bytes, String name) throws OnnxException {
    return GraphImport.run(ModelFile.of(bytes, name));
  }
}
