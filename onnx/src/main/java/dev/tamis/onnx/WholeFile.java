package dev.tamis.onnx;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are whole or not there. */
final class WholeFile {
  private WholeFile() {}

  /** Replaces a file by new content. */
  static void write(Path file, byte[] content) throws OnnxException {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(partial, content);
      try {
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new OnnxException(
          "cannot write "
              + file
              + ": "
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "; choose a folder that exists and has room",
          e);
    }
  }
}
