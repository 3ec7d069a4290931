package dev.tamis.cli.run;

import dev.tamis.checkpoint.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model as it is named on the command line: a file, or the folder of a run.
 *
 * @param file holds the network
 * @param run the run that left it, if its folder is still around it
 */
record ModelFile(Path file, Optional<Path> run) {

  /**
   * Finds the file.
   *
   * @throws CheckpointException if there is none
   */
  static ModelFile of(Path model) throws CheckpointException {
    if (!Files.isDirectory(model)) {
      if (!Files.exists(model)) {
        throw new CheckpointException(
            "there is no model "
                + model
                + ": give a checkpoint, an ONNX file, or the folder of a run");
      }
      Path checkpoints = model.toAbsolutePath().getParent();
      Path folder = checkpoints == null ? null : checkpoints.getParent();
      boolean isRun = folder != null && Files.isRegularFile(folder.resolve("config.json"));
      return new ModelFile(model, isRun ? Optional.ofNullable(folder) : Optional.empty());
    }
    Path latest = model.resolve("checkpoints").resolve("latest.tamis");
    if (!Files.exists(latest)) {
      throw new CheckpointException(
          model
              + " has no checkpoints"
              + model.getFileSystem().getSeparator()
              + "latest.tamis: give a checkpoint, or the folder of a run that has written one");
    }
    return new ModelFile(latest, Optional.of(model));
  }
}
