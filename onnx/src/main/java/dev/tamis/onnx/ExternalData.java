package dev.tamis.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds weights that a model keeps in files of their own: only ever below its own folder. */
final class ExternalData {
  private final @Nullable Path folder;

  /** Below a folder; nowhere if null. */
  ExternalData(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The data of a tensor.
   *
   * @param entries "location", "offset" and "length", as the file has them
   * @param length bytes that the tensor needs
   * @param where the tensor, for messages
   */
  TensorData find(Map<String, String> entries, long length, String where) throws OnnxException {
    String location = entries.getOrDefault("location", "");
    if (folder == null) {
      throw new OnnxException(
          where
              + " is kept in the file '"
              + location
              + "', but this model was not read from a folder: read it from its file");
    }
    Path file = inside(folder, location, where);
    long start = number(entries, "offset", 0, where);
    if (number(entries, "length", length, where) != length) {
      throw new OnnxException(
          where
              + " needs "
              + length
              + " bytes, but claims "
              + entries.get("length")
              + " in '"
              + location
              + "'"
              + ReadBudget.REMEDY);
    }
    try {
      if (Files.size(file) - start < length) {
        throw new OnnxException(
            where
                + " needs "
                + length
                + " bytes from byte "
                + start
                + " of '"
                + location
                + "', which has "
                + Files.size(file)
                + ": copy that file again");
      }
    } catch (OnnxException e) {
      throw e;
    } catch (IOException e) {
      throw missing(where, location, e);
    }
    return new TensorData.Outside(file, start);
  }

  private static Path inside(Path folder, String location, String where) throws OnnxException {
    try {
      Path root = folder.toRealPath();
      Path relative = Path.of(location);
      if (location.isEmpty()
          || relative.isAbsolute()
          || !root.resolve(relative).normalize().startsWith(root)) {
        throw outside(where, location);
      }
      Path file = root.resolve(relative).toRealPath();
      // A link may lead out of the folder where the name does not.
      if (!file.startsWith(root)) {
        throw outside(where, location);
      }
      if (!Files.isRegularFile(file)) {
        throw new OnnxException(
            where + " is kept in '" + location + "', which is no file: copy it beside the model");
      }
      return file;
    } catch (OnnxException e) {
      throw e;
    } catch (InvalidPathException e) {
      throw new OnnxException(
          where + " is kept in a file whose name is invalid" + ReadBudget.REMEDY, e);
    } catch (IOException e) {
      throw missing(where, location, e);
    }
  }

  private static OnnxException outside(String where, String location) {
    return new OnnxException(
        where
            + " is kept in '"
            + location
            + "', outside the folder of the model: such files are not read; move it there");
  }

  private static OnnxException missing(String where, String location, IOException cause) {
    return new OnnxException(
        where
            + " is kept in '"
            + location
            + "', which cannot be read: copy that file beside the model",
        cause);
  }

  private static long number(Map<String, String> entries, String key, long missing, String where)
      throws OnnxException {
    String text = entries.get(key);
    if (text == null) {
      return missing;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new OnnxException(where + " has the " + key + " '" + text + "'" + ReadBudget.REMEDY, e);
    }
    throw new OnnxException(where + " has the " + key + " " + text + ReadBudget.REMEDY);
  }
}
