package dev.tamis.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that reads data. */
final class CommonOptions {

  @Option(
      names = "--data-root",
      paramLabel = "FOLDER",
      description = "Where data sets are; default: $TAMIS_DATA, else the user's cache folder.")
  private @Nullable Path dataRoot;

  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  @Nullable Path dataRoot() {
    return dataRoot;
  }

  boolean debug() {
    return debug;
  }
}
