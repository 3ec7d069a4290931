package dev.tamis.cli.report;

import java.io.IOException;
import java.nio.file.Path;

/** A run folder that cannot be read; the message is one sentence with file, fault and remedy. */
public final class RunFolderException extends IOException {

  private static final long serialVersionUID = 1L;

  RunFolderException(String where, String fault, String remedy) {
    super(where + " " + fault + ": " + remedy + ".");
  }

  private RunFolderException(Path file, String verb, IOException cause) {
    super(file + " cannot be " + verb + " (" + cause + "): check who may use it.", cause);
  }

  static RunFolderException unreadable(Path file, IOException cause) {
    return new RunFolderException(file, "read", cause);
  }

  static RunFolderException unwritable(Path file, IOException cause) {
    return new RunFolderException(file, "written", cause);
  }
}
