package dev.tamis.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the report of a run: one HTML page that needs nothing but itself. */
public final class RunReport {

  private static final String FILE = "report.html";

  private RunReport() {}

  /**
   * Writes {@code report.html} into a run's folder, in place of an earlier one. The run need not be
   * finished; the page then says so.
   *
   * @return the page's path
   * @throws RunFolderException if the folder is not that of a run, a file in it is broken, or the
   *     page cannot be written; the message says which and what to do
   */
  public static Path write(Path runFolder) throws RunFolderException {
    String page = ReportPage.of(RunFolder.read(runFolder));
    Path report = runFolder.resolve(FILE);
    Path unfinished = runFolder.resolve(FILE + ".part");
    try {
      // Not Files.writeString, which refuses the lone surrogates JSON strings may hold.
      Files.write(unfinished, page.getBytes(StandardCharsets.UTF_8));
      // Moved into place, so that a browser reloading it never sees half a page.
      return Files.move(unfinished, report, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RunFolderException.unwritable(report, e);
    }
  }
}
