package dev.tamis.cli.report;

import java.nio.file.Path;

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
    if (AdaptationReport.isOf(runFolder)) {
      return AdaptationReport.write(runFolder);
    }
    return PageFile.write(runFolder.resolve(FILE), ReportPage.of(RunFolder.read(runFolder)));
  }
}
