package dev.tamis.cli.report;

import java.io.IOException;
import java.nio.file.Path;

/** A run folder that cannot be read; the message is one sentence with file, fault and remedy. */
public final class RunFolderException extends IOException {

  private static final long serialVersionUID = 1L;

  RunFolderException(String where, String fault, String remedy) {
    super(where + " " + fault + ": " + remedy + ".");
  }

  RunFolderException(Path file, IOException cause) {
    super(
        file + " cannot be read (" + cause + "): check that the file exists and may be read.",
        cause);
  }
}
