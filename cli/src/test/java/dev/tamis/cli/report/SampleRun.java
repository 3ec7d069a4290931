package dev.tamis.cli.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes the folder of a run as training would leave it: plausible curves, and a ledger that adds
 * up.
 */
final class SampleRun {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final int BATCH = 64;
  private static final int STEPS = 9375;
  private static final int STEPS_AN_EPOCH = 938;
  private static final double DENSE = 6.58e6;

  private final Map<String, Object> config = new LinkedHashMap<>();
  private final Map<String, Object> provenance = new LinkedHashMap<>();
  private final Map<String, Object> summary = new LinkedHashMap<>();
  private final List<String> metrics = new ArrayList<>();
  private final String filter;

  private SampleRun(String filter) {
    this.filter = filter;
    describe();
    train();
    summarize();
  }

  static SampleRun budgeted() {
    return new SampleRun("budgeted");
  }

  static SampleRun paper() {
    return new SampleRun("paper");
  }

  /** Ordinary SGD: nothing is filtered, so nothing can be dropped, audited or gated. */
  static SampleRun dense() {
    SampleRun run = new SampleRun("none");
    run.config.put("method", "dense");
    run.summary.put("keptInstances", 600_000);
    run.summary.put("keptRatio", 1.0);
    run.summary.put("savingRatio", 0.0);
    run.summary.put("bitWeightedSavingRatio", 0.0);
    run.summary.put("falseDropRatio", null);
    run.summary.put("filter", null);
    double[] macs = {0, 0, 1374e9, 0, 1200e9, 1374e9, 0};
    run.summary.put("macs", phases(macs, Map.of("total", 3948e9, "dense", 3948e9)));
    return run;
  }

  SampleRun withConfig(String key, Object value) {
    config.put(key, value);
    return this;
  }

  SampleRun withProvenance(String key, Object value) {
    provenance.put(key, value);
    return this;
  }

  SampleRun withSummary(String key, Object value) {
    summary.put(key, value);
    return this;
  }

  List<String> metrics() {
    return metrics;
  }

  /** Leaves only the first {@code lines} of the metrics, and no summary. */
  Path writeInterrupted(Path folder, int lines) throws IOException {
    metrics.subList(lines, metrics.size()).clear();
    write(folder);
    Files.delete(folder.resolve("summary.json"));
    return folder;
  }

  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), json(config));
    Files.writeString(folder.resolve("provenance.json"), json(provenance));
    Files.writeString(folder.resolve("summary.json"), json(summary));
    Files.writeString(folder.resolve("metrics.jsonl"), String.join("\n", metrics) + "\n");
    return folder;
  }

  /** Half a surrogate pair cannot be written as UTF-8, but as an escape it is good JSON. */
  private static String json(Map<String, Object> object) {
    return GSON.toJson(object).replace("\ud800", "\\ud800");
  }

  private void describe() {
    config.put("recipe", "lenet-fashion");
    config.put("method", "eif+emp");
    config.put("filter", filter);
    config.put("data", "fashion-mnist");
    config.put("batchSize", BATCH);
    config.put("iterations", STEPS);
    config.put("learningRate", 0.05);
    config.put("learningRateSchedule", "linear");
    config.put("momentum", 0.9);
    config.put("weightDecay", 1e-4);
    config.put("instanceKeepRatio", filter.equals("none") ? 1.0 : 0.25);
    config.put("exploreRatio", 0.25);
    config.put("auditRatio", 0.01);
    config.put("channelKeepRatio", 0.6);
    config.put("memoryLimitBytes", 128L << 20);
    config.put("seed", 1);
    config.put("threads", 2);
    config.put("kernels", "vector");
    provenance.put("version", "0.1.0");
    provenance.put("gitCommit", "3f9c1d2ab84e7760c1f2d9a5e8b3470d6c5e9f01");
    provenance.put("network", "lenet: 431,080 parameters");
    provenance.put(
        "networkHash", "sha256:6a1f0c9be2d47735a8f1e60b9c44d2e3f5a7b81c0d9e6f24a3b5c7d8e9f01234");
    provenance.put("data", "fashion-mnist, 60,000 training and 10,000 test instances");
    provenance.put(
        "dataHash", "sha256:0c7be21f5d9a48e6b3c1f8072a6d4e95b8f3c70a1d2e4f6a8b9c0d1e2f3a4b5c");
    provenance.put("seed", 1);
    provenance.put("kernels", "vector");
    provenance.put("kernelsReason", "jdk.incubator.vector is there, with 512-bit registers");
    provenance.put("threads", 2);
    provenance.put("jdk", "25.0.1+8, Eclipse Adoptium");
    provenance.put("os", "Linux 6.1.0, amd64");
    provenance.put("cpu", "AMD EPYC 9R14");
    provenance.put("startedAt", "2026-03-14T09:26:53Z");
    provenance.put(
        "command", "tamis train lenet-fashion --keep-instances 0.25 --keep-channels 0.6");
  }

  private void train() {
    Random random = new Random(7);
    double kept = 0;
    for (int step = 1; step <= STEPS; step++) {
      double progress = (double) step / STEPS;
      double keptRatio =
          switch (filter) {
            case "paper" -> 0.3 + 0.7 * Math.exp(-progress * 25);
            case "budgeted" -> 0.25;
            default -> 1;
          };
      kept += BATCH * keptRatio;
      if (step % 50 == 0) {
        double noise = filter.equals("paper") ? 0.02 : 0.004;
        double noisy = Math.min(1, keptRatio + noise * random.nextGaussian());
        metrics.add(trainLine(step, kept, noisy, random));
      }
      if (step % STEPS_AN_EPOCH == 0 || step == STEPS) {
        metrics.add(testLine(step, kept, random));
      }
    }
  }

  private String trainLine(int step, double kept, double keptRatio, Random random) {
    double progress = (double) step / STEPS;
    double loss = 0.28 + 1.9 * Math.exp(-progress * 22) + 0.35 * (1 - progress);
    double lift = 1 + 0.55 * (1 - Math.exp(-progress * 9)) + 0.04 * random.nextGaussian();
    Map<String, Object> line = common("train", step, kept);
    line.put("keptInstances", Math.rint(kept));
    line.put("keptRatio", keptRatio);
    line.put("loss", loss * (1 + 0.05 * random.nextGaussian()));
    line.put("learningRate", 0.05 * (1 - progress));
    line.put("lossThreshold", filter.equals("paper") ? 1.7 * Math.exp(-progress * 6) : null);
    boolean open = progress > 0.06 && !(progress > 0.42 && progress < 0.47);
    boolean gated = filter.equals("budgeted");
    line.put("gateOpen", gated ? open : null);
    line.put("lift", gated && step >= 300 ? lift : null);
    return GSON.toJson(line);
  }

  private String testLine(int step, double kept, Random random) {
    double progress = (double) step / STEPS;
    Map<String, Object> line = common("test", step, kept);
    line.put(
        "accuracyRatio", 0.915 - 0.075 * Math.exp(-progress * 3.2) + 0.002 * random.nextGaussian());
    line.put("loss", 0.25 + 0.22 * Math.exp(-progress * 3));
    return GSON.toJson(line);
  }

  private Map<String, Object> common(String type, int step, double kept) {
    double offered = (double) BATCH * step;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("type", type);
    line.put("step", step);
    line.put("epoch", offered / 60_000);
    line.put("offeredInstances", offered);
    line.put(
        "macsTotal",
        filter.equals("none") ? offered * DENSE : kept * DENSE * 0.7 + offered * 1.6e5);
    line.put("macsDense", offered * DENSE);
    line.put("seconds", step * 0.0081);
    return line;
  }

  private void summarize() {
    summary.put("recipe", "lenet-fashion");
    summary.put("seed", 1);
    summary.put("kernels", "vector");
    summary.put("threads", 2);
    summary.put("epochs", 10);
    summary.put("steps", STEPS);
    summary.put("offeredInstances", 600_000);
    summary.put("keptInstances", 150_000);
    summary.put("keptRatio", 0.25);
    summary.put("testAccuracyRatio", 0.9134);
    summary.put("wallSeconds", 75.94);
    summary.put("instancesPerSecond", 7901.2);
    summary.put("peakBytes", 85_144_371);
    double[] macs = {55e9, 27e9, 343.5e9, 13.74e9, 136e9, 212e9, 1.3e9};
    double[] seconds = {4.9, 2.3, 26.1, 1.2, 11.8, 19.4, 0.4};
    summary.put("macs", phases(macs, Map.of("total", 788.54e9, "dense", 3948e9)));
    Map<String, Double> rest = Map.of("data", 3.12, "other", 6.72, "total", 75.94);
    summary.put("seconds", phases(seconds, rest));
    summary.put("savingRatio", 1 - 788.54 / 3948);
    summary.put("bitWeightedSavingRatio", 1 - 788.54 / 3948);
    summary.put(
        "falseDropRatio", Map.of("estimate", 0.083, "low", 0.074, "high", 0.092, "audited", 4487));
    Map<String, Object> skill = new LinkedHashMap<>();
    skill.put("mode", filter);
    skill.put("shareOfMainForwardRatio", 0.041);
    skill.put("lift", 1.52);
    skill.put("liftLow", 1.43);
    skill.put("auc", 0.714);
    skill.put("skilledRatio", 0.89);
    skill.put("pauses", 0);
    summary.put("filter", skill);
    summary.put("provenance", provenance);
  }

  private static Map<String, Double> phases(double[] values, Map<String, Double> rest) {
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put("filterForward", values[0]);
    phases.put("filterBackward", values[1]);
    phases.put("mainForward", values[2]);
    phases.put("labelForward", values[3]);
    phases.put("errorPropagation", values[4]);
    phases.put("weightGradient", values[5]);
    phases.put("scoring", values[6]);
    phases.putAll(rest);
    return phases;
  }
}
