package dev.tamis.cli.run;

import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.KnownDataSet;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Words and ranges of settings, checked before anything is loaded, by the names of their flags. */
final class SettingChecks {
  private static final int MAX_BATCH = 1 << 20;
  private static final int MAX_THREADS = 1024;
  private static final double MAX_EPOCHS = 1e6;
  private static final String ABOVE_0 = "must be above 0";
  private static final String IN_0_1 = "must be in [0,1]";
  private static final String ABOVE_0_TO_1 = "must be above 0 and at most 1";

  private SettingChecks() {}

  static void check(TrainSettings s) {
    choose("--method", s.method, "dense", "filter", "prune", "filter+prune");
    String[] filters = {"budgeted", "paper", "stale-loss", "ohem", "random", "none"};
    choose("--filter", s.filter, filters);
    choose("--loss-scale", s.lossScale, "kept", "offered", "inverse-probability");
    choose("--batch-counts", s.batchCounts, "offered", "kept");
    checkScenario(s);
    choose("--augmentation", s.augmentation, "none", "crop-flip");
    String[] schedules = {"constant", "step", "cosine", "linear"};
    choose("--learning-rate-schedule", s.learningRateSchedule, schedules);
    String[] ratios = {"constant", "alternate", "annealed"};
    choose("--keep-channels-schedule", s.channelKeepSchedule, ratios);
    String[] importances = {"product", "sum", "paper", "error", "random", "unbiased"};
    choose("--channel-importance", s.channelImportance, importances);
    checkNetwork(s.network);
    choose("--batch-norm-statistics", s.batchNormStatistics, "batch", "frozen");
    Integer classes = s.classes;
    require(
        classes == null || classes >= 1, "--classes", String.valueOf(classes), "must be 1 or more");
    if (s.replaceHead && s.init == null) {
      throw new SettingException(
          "--replace-head needs --init: a new network has a new head anyway");
    }
    checkData(s.data);
    checkLength(s);
    checkOptimizer(s);
    checkFilter(s);
    checkRatio("--keep-channels", s.channelKeepRatio);
    checkShare("--channel-explore-ratio", s.channelExploreRatio);
    checkRatio("--keep-channels-annealed-ratio", s.channelAnnealedRatio);
    for (Map.Entry<String, Double> entry : s.channelKeepRatios.entrySet()) {
      checkRatio("--keep-channels-in " + entry.getKey(), entry.getValue());
    }
    require(s.threads >= 1 && s.threads <= MAX_THREADS, "--threads", s.threads, "must be 1..1024");
  }

  private static void checkScenario(TrainSettings s) {
    choose("--scenario", s.scenario, Scenario.NAMES);
    boolean imbalance = s.imbalanceRatio >= 1 && Double.isFinite(s.imbalanceRatio);
    require(imbalance, "--imbalance-ratio", s.imbalanceRatio, "must be at least 1");
    atLeast("--burst-length", s.burstLength, 1);
    boolean noise = s.labelNoiseRatio >= 0 && s.labelNoiseRatio < 1;
    require(noise, "--label-noise-ratio", s.labelNoiseRatio, "must be at least 0 and below 1");
    atLeast("--validation-images", s.validationImages, 0);
  }

  private static void checkLength(TrainSettings s) {
    checkRatio("--schedule-ratio", s.scheduleRatio);
    String batches = "must be 1.." + MAX_BATCH;
    require(s.batchSize >= 1 && s.batchSize <= MAX_BATCH, "--batch-size", s.batchSize, batches);
    Double epochs = s.epochs;
    if (epochs == null) {
      atLeast("--iterations", s.iterations, 1);
    } else {
      String range = "must be above 0 and at most a million";
      require(epochs > 0 && epochs <= MAX_EPOCHS, "--epochs", epochs, range);
    }
    atLeast("--report-every", s.reportEverySteps, 1);
    atLeast("--test-every", s.testEverySteps, 1);
    atLeast("--checkpoint-every", s.checkpointEverySteps, 1);
  }

  private static void checkOptimizer(TrainSettings s) {
    checkRate("--learning-rate", s.learningRate);
    checkRate("--filter-learning-rate", s.filterLearningRate);
    checkMomentum("--momentum", s.momentum);
    checkMomentum("--filter-momentum", s.filterMomentum);
    boolean decays = s.weightDecay >= 0 && Double.isFinite(s.weightDecay);
    require(decays, "--weight-decay", s.weightDecay, "must be 0 or more");
  }

  private static void checkFilter(TrainSettings s) {
    checkRatio("--keep-instances", s.instanceKeepRatio);
    checkShare("--explore-ratio", s.exploreRatio);
    choose("--label-statistics", s.labelStatistics, "running", "batch");
    boolean thins = s.prethinRatio == 0 || s.prethinRatio >= 1;
    require(thins, "--prethin", s.prethinRatio, "must be 0 or at least 1");
    choose("--filter-score", s.filterScore, "loss", "entropy");
    checkShare("--audit-ratio", s.auditRatio);
    checkShare("--entropy-threshold", s.entropyThreshold);
    choose("--filter-input", s.filterInput, "images", "features");
    choose("--filter-weighting", s.filterWeighting, "balanced", "none");
    boolean threshold = s.lossThreshold == null || (s.lossThreshold > 0 && s.lossThreshold < 1e3);
    require(threshold, "--loss-threshold", String.valueOf(s.lossThreshold), ABOVE_0);
    atLeast("--minimum-kept", s.minimumKept, 0);
    atLeast("--filter-halved-at-step", s.filterHalvedAtStep, 0);
    boolean high = s.highLossRatio > 0 && s.highLossRatio < 1;
    require(high, "--high-loss-ratio", s.highLossRatio, "must be above 0 and below 1");
  }

  /** A share of which something must be left. */
  static void checkRatio(String flag, double value) {
    require(value > 0 && value <= 1, flag, value, ABOVE_0_TO_1);
  }

  private static void checkShare(String flag, double value) {
    require(value >= 0 && value <= 1, flag, value, IN_0_1);
  }

  private static void checkRate(String flag, double value) {
    require(value > 0 && Double.isFinite(value), flag, value, ABOVE_0);
  }

  private static void checkMomentum(String flag, double value) {
    require(value >= 0 && value < 1, flag, value, "must be at least 0 and below 1");
  }

  private static void atLeast(String flag, long value, long least) {
    require(value >= least, flag, value, "must be at least " + least);
  }

  private static void require(boolean holds, String flag, Object value, String range) {
    if (!holds) {
      throw new SettingException(flag + " is " + value + ", but " + range);
    }
  }

  private static void choose(String flag, String value, String... choices) {
    if (!Arrays.asList(choices).contains(value)) {
      throw new SettingException(
          flag + " '" + value + "' is unknown; it is one of " + String.join(", ", choices));
    }
  }

  private static void checkNetwork(String name) {
    if (!Networks.isKnown(name)) {
      throw new SettingException(
          "--network '" + name + "' is unknown; there are " + Networks.NAMES);
    }
  }

  /** A folder that is not there is taken for a misspelt name, and both are said. */
  static void checkData(String data) {
    if (DataSetCatalogue.find(data).isPresent() || isFolder(data)) {
      return;
    }
    List<String> names = DataSetCatalogue.all().stream().map(KnownDataSet::name).toList();
    throw new SettingException(
        "--data '"
            + data
            + "' is neither a folder nor a known data set; known are "
            + String.join(", ", names));
  }

  private static boolean isFolder(String data) {
    try {
      return Files.isDirectory(Path.of(data));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
