package dev.tamis.cli;

import dev.tamis.data.DataRoot;
import java.nio.file.Path;
import java.util.Optional;
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

  DataRoot root() {
    return DataRoot.resolve(Optional.ofNullable(dataRoot));
  }

  boolean debug() {
    return debug;
  }
}
