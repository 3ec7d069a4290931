package dev.tamis.cli.comparison;

import dev.tamis.cli.report.PageFile;
import dev.tamis.cli.report.RunFolderException;
import dev.tamis.cli.report.StandaloneChart;
import java.nio.file.Path;
import java.util.List;

/** Writes what methods and controls reached at their budgets, for people. */
public final class ComparisonReport {
  static final String MACS_PLOT = "accuracy-macs.svg";
  static final String SECONDS_PLOT = "accuracy-seconds.svg";

  private ComparisonReport() {}

  /**
   * Writes {@code comparison.md}, {@code accuracy-macs.svg}, {@code accuracy-seconds.svg} and
   * {@code comparison.html} from the {@code comparison.json} of a folder, in place of earlier ones.
   * Runs may be missing; the report then says so.
   *
   * @return the HTML page's path
   * @throws RunFolderException if the file is missing or broken, or the report cannot be written;
   *     the message says which and what to do
   */
  public static Path write(Path folder) throws RunFolderException {
    Comparison comparison = Comparison.read(folder);
    List<String> notes = ComparisonCharts.notes(comparison);
    PageFile.write(
        folder.resolve(MACS_PLOT),
        StandaloneChart.of(ComparisonCharts.againstMacs(comparison), notes));
    PageFile.write(
        folder.resolve(SECONDS_PLOT),
        StandaloneChart.of(ComparisonCharts.againstSeconds(comparison), notes));
    PageFile.write(folder.resolve("comparison.md"), ComparisonMarkdown.of(comparison));
    return PageFile.write(folder.resolve("comparison.html"), ComparisonPage.of(comparison));
  }
}
