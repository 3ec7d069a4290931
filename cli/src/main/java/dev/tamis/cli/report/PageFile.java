package dev.tamis.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts a page where it belongs. */
public final class PageFile {
  private PageFile() {}

  /**
   * Writes a file in place of an earlier one.
   *
   * @return the file
   * @throws RunFolderException if it cannot be written
   */
  public static Path write(Path file, String text) throws RunFolderException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      // Not Files.writeString, which refuses the lone surrogates JSON strings may hold.
      Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
      // Moved into place, so that a browser reloading it never sees half a page.
      return Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RunFolderException.unwritable(file, e);
    }
  }
}
