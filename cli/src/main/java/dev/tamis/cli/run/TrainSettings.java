package dev.tamis.cli.run;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * All settings of a training: a recipe fills them in, flags override them, {@code config.json}
 * keeps them. Ranges are checked by the parts that the settings go to.
 */
public final class TrainSettings {
  String recipe = "";

  @Option(
      names = "--method",
      description = "dense, filter, prune or filter+prune: which parts of the method are on.")
  String method = "filter+prune";

  @Option(
      names = "--filter",
      description =
          "budgeted (ranks, keeps an exact share), paper (adaptive loss threshold), random or none.")
  String filter = "budgeted";

  @Option(names = "--network", description = "lenet, lenet5 or resnet8, resnet20 ... resnet110.")
  String network = "lenet";

  @Option(names = "--data", description = "A known data set (see 'tamis datasets') or a folder.")
  String data = "fashion-slice";

  @Option(names = "--batch-size", description = "Offered instances per step.")
  int batchSize = 64;

  @Option(names = "--iterations", description = "Steps.")
  long iterations;

  @Option(names = "--learning-rate", description = "At the first step.")
  double learningRate = 0.01;

  @Option(
      names = "--learning-rate-schedule",
      description = "constant, step (a tenth at 1/2 and 3/4 of the way), cosine or linear.")
  String learningRateSchedule = "constant";

  @Option(names = "--momentum", description = "Of the main network's SGD, in [0,1).")
  double momentum = 0.9;

  @Option(names = "--weight-decay", description = "Of the main network's SGD.")
  double weightDecay;

  @Option(
      names = "--loss-scale",
      description = "What the gradient is a mean over: kept, offered or inverse-probability.")
  String lossScale = "kept";

  @Option(names = "--augmentation", description = "none or crop-flip (pad 4, crop, mirror).")
  String augmentation = "none";

  @Option(
      names = "--keep-instances",
      description = "Share of instances that the budgeted or random filter keeps, in (0,1].")
  double instanceKeepRatio = 0.25;

  @Option(
      names = "--explore-ratio",
      description = "Share of the kept that is drawn at random, in [0,1] (budgeted filter).")
  double exploreRatio = 0.25;

  @Option(
      names = "--audit-ratio",
      description = "Share of the dropped that is labelled to measure false drops, in [0,1].")
  double auditRatio = 0.01;

  @Option(names = "--minimum-kept", description = "Instances kept per step at the least.")
  int minimumKept;

  @Option(names = "--high-loss-ratio", description = "R_set of the paper's filter, in (0,1).")
  double highLossRatio = 0.2;

  @Option(
      names = "--entropy-threshold",
      description = "Bits above which the paper's filter asks for a dropped instance's label.")
  double entropyThreshold = 0.9;

  @Option(names = "--filter-learning-rate", description = "Of the filter network's SGD.")
  double filterLearningRate = 0.005;

  @Option(
      names = "--filter-halved-at-step",
      description = "Filter step from which its learning rate is halved; 0 is never.")
  long filterHalvedAtStep;

  @Option(names = "--filter-momentum", description = "Of the filter network's SGD, in [0,1).")
  double filterMomentum = 0.5;

  @Option(
      names = "--keep-channels",
      description = "Share of error channels propagated through each prunable layer, in (0,1].")
  double channelKeepRatio = 0.6;

  @Option(
      names = "--channel-importance",
      description = "product, sum, paper, error or random: what makes a channel worth keeping.")
  String channelImportance = "product";

  @Option(
      names = "--keep-channels-in",
      paramLabel = "LAYER=RATIO",
      description = "Share of error channels for one layer; may be repeated. See 'tamis inspect'.")
  TreeMap<String, Double> channelKeepRatios = new TreeMap<>();

  @Option(names = "--seed", description = "Of everything random.")
  long seed = 1;

  @Option(names = "--threads", description = "Threads that compute; results do not depend on it.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory-limit",
      converter = Bytes.class,
      paramLabel = "SIZE",
      description = "Refuse to start if the plan needs more, e.g. 64MiB.")
  @Nullable Long memoryLimitBytes;

  @Option(names = "--report-every", description = "Steps between lines of progress.")
  long reportEverySteps = 100;

  @Option(names = "--test-every", description = "Steps between evaluations on the test set.")
  long testEverySteps = 500;

  @Option(names = "--checkpoint-every", description = "Steps between checkpoints.")
  long checkpointEverySteps = 500;

  @Option(
      names = "--input-scale",
      description = "Fed value = (pixel * scale - mean) / std; default: the data set's own.")
  @Nullable Float inputScale;

  @Option(names = "--input-mean", description = "One value or one per channel, a,b,c.")
  @Nullable String inputMean;

  @Option(names = "--input-std", description = "One value or one per channel, a,b,c.")
  @Nullable String inputStd;

  /** Name of the recipe. */
  public String recipe() {
    return recipe;
  }

  /** Which parts of the method are on. */
  public String method() {
    return method;
  }

  /** Seed of everything random. */
  public long seed() {
    return seed;
  }

  /** Steps. */
  public long iterations() {
    return iterations;
  }

  boolean filters() {
    return method.contains("filter") && !filter.equals("none");
  }

  boolean prunes() {
    return method.contains("prune");
  }
}
