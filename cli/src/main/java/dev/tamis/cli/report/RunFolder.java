package dev.tamis.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run left in its folder.
 *
 * @param name the folder's own name
 * @param config settings as they would be typed
 * @param provenance what the results depend on besides the settings
 * @param finished whether the run wrote its summary; if not, {@code summary} is what the metrics
 *     tell so far
 */
record RunFolder(
    String name,
    Map<String, String> config,
    Map<String, String> provenance,
    Metrics metrics,
    RunSummary summary,
    boolean finished) {

  static RunFolder read(Path folder) throws RunFolderException {
    if (!Files.isDirectory(folder)) {
      throw new RunFolderException(
          folder.toString(), "is not a folder", "give the folder a run was written to");
    }
    Map<String, String> config = JsonFields.read(folder.resolve("config.json")).texts();
    Map<String, String> provenance = JsonFields.read(folder.resolve("provenance.json")).texts();
    Metrics metrics = Metrics.read(folder.resolve("metrics.jsonl"));
    Path summaryFile = folder.resolve("summary.json");
    boolean finished = Files.exists(summaryFile);
    RunSummary summary =
        finished ? RunSummary.of(JsonFields.read(summaryFile)) : RunSummary.soFar(metrics);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return new RunFolder(
        name == null ? "run" : name.toString(), config, provenance, metrics, summary, finished);
  }

  /** Empty where the run has no such setting. */
  String setting(String key) {
    return config.getOrDefault(key, "");
  }

  /** {@code NaN} where the run has no such setting, or one that is not a number. */
  double numericSetting(String key) {
    try {
      return Double.parseDouble(setting(key));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
