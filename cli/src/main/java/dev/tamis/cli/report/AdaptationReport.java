package dev.tamis.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the report of an adaptation: one HTML page that needs nothing but itself. */
public final class AdaptationReport {
  private static final String FILE = "report.html";

  private AdaptationReport() {}

  /** Whether an adaptation left the folder, and not a training. */
  static boolean isOf(Path runFolder) throws RunFolderException {
    Path config = runFolder.resolve("config.json");
    return Files.exists(config) && JsonFields.read(config).texts().containsKey("stream");
  }

  /**
   * Writes {@code report.html} into a run's folder, in place of an earlier one; the run need not be
   * finished.
   *
   * @return the page's path
   * @throws RunFolderException if a file in the folder is missing or broken, or the page cannot be
   *     written; the message says which and what to do
   */
  public static Path write(Path runFolder) throws RunFolderException {
    Map<String, String> config = JsonFields.read(runFolder.resolve("config.json")).texts();
    Map<String, String> provenance = JsonFields.read(runFolder.resolve("provenance.json")).texts();
    AdaptMetrics metrics = AdaptMetrics.read(runFolder.resolve("metrics.jsonl"));
    Path summary = runFolder.resolve("summary.json");
    JsonFields fields = Files.exists(summary) ? JsonFields.read(summary) : null;
    AdaptationPage page = new AdaptationPage(config, provenance, metrics, fields);
    return PageFile.write(runFolder.resolve(FILE), page.html());
  }
}
