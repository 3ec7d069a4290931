package dev.tamis.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The folder that a run leaves. */
public final class RunFolder {
  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes a new folder.
   *
   * @throws IOException if it exists or cannot be made
   */
  public static RunFolder create(Path path) throws IOException {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(path);
      Files.createDirectory(path.resolve("checkpoints"));
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "run folder " + path + " exists: choose another --run, or continue it with --resume", e);
    }
    return new RunFolder(path);
  }

  /**
   * Opens the folder of an earlier run.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static RunFolder open(Path path) {
    if (!Files.isRegularFile(path.resolve("config.json"))) {
      throw new IllegalArgumentException(
          path + " is not the folder of a run: it has no config.json");
    }
    return new RunFolder(path);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** The newest checkpoint. */
  public Path checkpoint() {
    return path.resolve("checkpoints").resolve("latest.tamis");
  }

  /** The settings it was started with. */
  public TrainSettings settings() throws IOException {
    Path file = path.resolve("config.json");
    try {
      TrainSettings settings = Json.PRETTY.fromJson(Files.readString(file), TrainSettings.class);
      if (settings == null) {
        throw new IllegalArgumentException(file + " is empty");
      }
      return settings;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(file + " is not valid: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + " is missing", e);
    }
  }

  void writeSettings(TrainSettings settings) throws IOException {
    write("config.json", Json.PRETTY.toJson(settings));
  }

  void write(String name, JsonElement json) throws IOException {
    write(name, Json.PRETTY.toJson(json));
  }

  private void write(String name, String text) throws IOException {
    Path part = path.resolve(name + ".part");
    Files.writeString(part, text + "\n");
    Files.move(part, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  void appendMetrics(JsonElement line) throws IOException {
    Files.writeString(
        path.resolve("metrics.jsonl"),
        Json.LINE.toJson(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Removes a line that a crash cut short, so that the next one starts a line of its own. */
  void mendMetrics() throws IOException {
    Path file = path.resolve("metrics.jsonl");
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    try (RandomAccessFile metrics = new RandomAccessFile(file.toFile(), "rw")) {
      int end = text.lastIndexOf('\n') + 1;
      metrics.setLength(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
