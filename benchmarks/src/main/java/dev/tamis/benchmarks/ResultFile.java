package dev.tamis.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Numbers as JSON. */
public final class ResultFile {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ResultFile() {}

  /**
   * Writes a result.
   *
   * @param file null for none
   */
  public static void write(Object result, @Nullable Path file) throws IOException {
    if (file != null) {
      Files.writeString(file, PRETTY.toJson(result) + "\n");
    }
  }
}
