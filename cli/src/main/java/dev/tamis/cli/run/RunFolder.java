package dev.tamis.cli.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The folder that a run leaves. */
public final class RunFolder {
  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes a new folder.
   *
   * @throws SettingException if it exists
   * @throws IOException if it cannot be made
   */
  public static RunFolder create(Path path) throws IOException {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createDirectory(path);
      Files.createDirectory(path.resolve("checkpoints"));
    } catch (FileAlreadyExistsException e) {
      throw exists(path);
    }
    return new RunFolder(path);
  }

  /**
   * Makes a folder, also where a run ended before it had settings.
   *
   * @throws IOException if it cannot be made
   */
  public static RunFolder replace(Path path) throws IOException {
    Files.createDirectories(path.resolve("checkpoints"));
    return new RunFolder(path);
  }

  /** What to say of a folder that is in the way of a new one. */
  public static SettingException exists(Path path) {
    return new SettingException(
        "--run: " + path + " exists already; choose another, or continue it with --resume");
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

  /** What training started from, if that was a model. */
  public Path initialModel() {
    return path.resolve("checkpoints").resolve("initial.tamis");
  }

  /** The trained model, for other runtimes. */
  public Path onnx() {
    return path.resolve("model.onnx");
  }

  /**
   * The settings to go on with: the model it started from is the run's own copy.
   *
   * @throws IllegalArgumentException if no training left the folder
   */
  public TrainSettings settingsToResume() throws IOException {
    if (isAdaptation()) {
      throw new IllegalArgumentException(
          path
              + " is the folder of an adaptation: continue it with 'tamis adapt --resume "
              + path
              + "'");
    }
    TrainSettings settings = settings();
    if (settings.init != null && Files.exists(initialModel())) {
      settings.init = initialModel().toString();
    }
    return settings;
  }

  /** Whether an adaptation left it, and not a training. */
  public boolean isAdaptation() throws IOException {
    JsonElement config = read("config.json");
    return config.isJsonObject() && config.getAsJsonObject().has("stream");
  }

  /** The settings a training was started with. */
  public TrainSettings settings() throws IOException {
    return settings(TrainSettings.class);
  }

  /**
   * The settings it was started with.
   *
   * @param type of the settings
   */
  public <T> T settings(Class<T> type) throws IOException {
    Path file = path.resolve("config.json");
    try {
      T settings = Json.PRETTY.fromJson(Files.readString(file), type);
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

  /** Reads a file of the folder. */
  public JsonElement read(String name) throws IOException {
    Path file = path.resolve(name);
    try {
      return JsonParser.parseString(Files.readString(file));
    } catch (JsonParseException e) {
      throw new IOException(file + " is not valid: " + e.getMessage(), e);
    }
  }

  /** Writes the settings it is started with. */
  public void writeSettings(Object settings) throws IOException {
    write("config.json", Json.PRETTY.toJson(settings));
  }

  /** Writes a file of the folder whole, in place of an earlier one. */
  public void write(String name, JsonElement json) throws IOException {
    write(name, Json.PRETTY.toJson(json));
  }

  private void write(String name, String text) throws IOException {
    replace(name, text + "\n");
  }

  private void replace(String name, String text) throws IOException {
    Path part = path.resolve(name + ".part");
    Files.writeString(part, text);
    Files.move(part, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Adds a line to {@code metrics.jsonl}. */
  public void appendMetrics(JsonElement line) throws IOException {
    Files.writeString(
        path.resolve("metrics.jsonl"),
        Json.LINE.toJson(line) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * Removes what is not part of the run that goes on: a line that a crash cut short, and lines
   * after the checkpoint, which are written again.
   *
   * @param key of the number that grows from line to line
   * @param most what it was at the checkpoint
   */
  public void mendMetrics(String key, long most) throws IOException {
    Path file = path.resolve("metrics.jsonl");
    if (!Files.exists(file)) {
      return;
    }
    List<String> kept = new ArrayList<>();
    String text = Files.readString(file, StandardCharsets.UTF_8);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      if (isUpTo(line, key, most)) {
        kept.add(line + "\n");
      }
    }
    replace("metrics.jsonl", String.join("", kept));
  }

  private static boolean isUpTo(String line, String key, long most) {
    try {
      JsonElement at = JsonParser.parseString(line).getAsJsonObject().get(key);
      return at != null && at.getAsLong() <= most;
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      return false;
    }
  }
}
