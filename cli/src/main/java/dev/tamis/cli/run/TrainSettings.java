package dev.tamis.cli.run;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * All settings of a training: a recipe fills them in, flags override them, {@code config.json}
 * keeps them. Ranges are checked by {@link SettingChecks}.
 */
public final class TrainSettings {
  String recipe = "";

  @Option(
      names = "--method",
      paramLabel = "PARTS",
      description = "dense, filter, prune or filter+prune: which parts of the method are on.")
  String method = "filter+prune";

  @Option(
      names = "--filter",
      paramLabel = "KIND",
      description =
          "budgeted (ranks, keeps an exact share), paper (adaptive loss threshold), stale-loss"
              + " (ranks by the last known loss), ohem (forward all, backward the highest losses),"
              + " random or none.")
  String filter = "budgeted";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "lenet, lenet5, vgg16, mobilenetv1 or resnet8, resnet20 ... resnet110.")
  String network = "lenet";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "A known data set (see 'tamis datasets') or a folder.")
  String data = "fashion-slice";

  @Option(names = "--batch-size", paramLabel = "N", description = "Offered instances per step.")
  int batchSize = 64;

  @Option(names = "--iterations", paramLabel = "N", description = "Steps in all.")
  long iterations;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "Passes over the training set, instead of --iterations; fractions are allowed.")
  @Nullable Double epochs;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Learning rate at the first step.")
  double learningRate = 0.01;

  @Option(
      names = "--learning-rate-schedule",
      paramLabel = "SHAPE",
      description = "constant, step (a tenth at 1/2 and 3/4 of the way), cosine or linear.")
  String learningRateSchedule = "constant";

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description = "Momentum of the main network's SGD, in [0,1).")
  double momentum = 0.9;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "Weight decay of the main network's SGD.")
  double weightDecay;

  @Option(
      names = "--loss-scale",
      paramLabel = "KIND",
      description = "What the gradient is a mean over: kept, offered or inverse-probability.")
  String lossScale = "kept";

  @Option(
      names = "--augmentation",
      paramLabel = "KIND",
      description = "none or crop-flip (pad 4, crop, mirror).")
  String augmentation = "none";

  @Option(
      names = "--keep-instances",
      paramLabel = "RATIO",
      description = "Share of instances that the filter keeps, in (0,1] (not paper).")
  double instanceKeepRatio = 0.25;

  @Option(
      names = "--explore-ratio",
      paramLabel = "RATIO",
      description = "Share of the kept that is drawn at random, in [0,1] (budgeted filter).")
  double exploreRatio = 0.25;

  @Option(
      names = "--prethin",
      paramLabel = "RATIO",
      description =
          "The budgeted filter looks at a random share only, this times --keep-instances, e.g. 4; 0"
              + " is at all.")
  double prethinRatio;

  @Option(
      names = "--filter-score",
      paramLabel = "KIND",
      description =
          "What the budgeted filter ranks by: loss (predicted) or entropy (of a small classifier).")
  String filterScore = "loss";

  @Option(
      names = "--audit-ratio",
      paramLabel = "RATIO",
      description = "Share of the dropped that is labelled to measure false drops, in [0,1].")
  double auditRatio = 0.01;

  @Option(
      names = "--label-statistics",
      paramLabel = "KIND",
      description =
          "Batch norm of instances that are only labelled: running, or batch (their own, from two"
              + " on).")
  String labelStatistics = "running";

  @Option(
      names = "--minimum-kept",
      paramLabel = "N",
      description = "Instances kept per step at the least.")
  int minimumKept;

  @Option(
      names = "--high-loss-ratio",
      paramLabel = "RATIO",
      description = "R_set of the paper's filter, in (0,1).")
  double highLossRatio = 0.2;

  @Option(
      names = "--entropy-threshold",
      paramLabel = "BITS",
      description = "Bits above which the paper's filter asks for a dropped instance's label.")
  double entropyThreshold = 0.9;

  @Option(
      names = "--filter-learning-rate",
      paramLabel = "RATE",
      description = "Learning rate of the filter network's SGD.")
  double filterLearningRate = 0.005;

  @Option(
      names = "--filter-halved-at-step",
      paramLabel = "N",
      description = "Filter step from which its learning rate is halved; 0 is never.")
  long filterHalvedAtStep;

  @Option(
      names = "--filter-momentum",
      paramLabel = "M",
      description = "Momentum of the filter network's SGD, in [0,1).")
  double filterMomentum = 0.5;

  @Option(
      names = "--keep-channels",
      paramLabel = "RATIO",
      description = "Share of error channels propagated through each prunable layer, in (0,1].")
  double channelKeepRatio = 0.6;

  @Option(
      names = "--keep-channels-schedule",
      paramLabel = "SHAPE",
      description =
          "constant, alternate (one epoch pruned, the next dense) or annealed (rises to 1 at the"
              + " end).")
  String channelKeepSchedule = "constant";

  @Option(
      names = "--keep-channels-annealed-ratio",
      paramLabel = "RATIO",
      description = "Last share of the steps over which annealed rises, in (0,1].")
  double channelAnnealedRatio = 0.25;

  @Option(
      names = "--channel-importance",
      paramLabel = "KIND",
      description =
          "product, sum, paper, error, random or unbiased (drawn by product, errors divided by the"
              + " probability): what makes a channel worth keeping.")
  String channelImportance = "product";

  @Option(
      names = "--channel-explore-ratio",
      paramLabel = "RATIO",
      description = "Share of the kept channels that is drawn at random, in [0,1].")
  double channelExploreRatio;

  @Option(
      names = "--keep-channels-in",
      paramLabel = "LAYER=RATIO",
      description = "Share of error channels for one layer; may be repeated. See 'tamis inspect'.")
  TreeMap<String, Double> channelKeepRatios = new TreeMap<>();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; results do not depend on it.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory-limit",
      converter = Bytes.class,
      paramLabel = "SIZE",
      description = "Refuse to start if the plan needs more, e.g. 64MiB.")
  @Nullable Long memoryLimitBytes;

  @Option(
      names = "--report-every",
      paramLabel = "N",
      description = "Steps between lines of progress.")
  long reportEverySteps = 100;

  @Option(
      names = "--test-every",
      paramLabel = "N",
      description = "Steps between evaluations on the test set.")
  long testEverySteps = 500;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Steps between checkpoints.")
  long checkpointEverySteps = 500;

  @Option(
      names = "--input-scale",
      paramLabel = "S",
      description = "Fed value = (pixel * scale - mean) / std; default: the data set's own.")
  @Nullable Float inputScale;

  @Option(
      names = "--input-mean",
      paramLabel = "A,B,C",
      description = "One value or one per channel, a,b,c.")
  @Nullable String inputMean;

  @Option(
      names = "--input-std",
      paramLabel = "A,B,C",
      description = "One value or one per channel, a,b,c.")
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

  /** Threads that compute. */
  public int threads() {
    return threads;
  }

  /** Uses so many threads instead; results do not depend on it. */
  public void threads(int count) {
    threads = count;
  }

  /** From here on the length is known in steps. */
  void resolveEpochs(double stepsPerEpoch) {
    if (epochs != null) {
      iterations = Math.max(1, Math.round(epochs * stepsPerEpoch));
      epochs = null;
    }
  }

  /** Other ratios than the recipe's, where given. */
  public void override(
      @Nullable Integer newBatchSize,
      @Nullable Double newInstanceKeepRatio,
      @Nullable Double newChannelKeepRatio,
      @Nullable String newNetwork) {
    batchSize = newBatchSize == null ? batchSize : newBatchSize;
    instanceKeepRatio = newInstanceKeepRatio == null ? instanceKeepRatio : newInstanceKeepRatio;
    channelKeepRatio = newChannelKeepRatio == null ? channelKeepRatio : newChannelKeepRatio;
    network = newNetwork == null ? network : newNetwork;
  }

  boolean filters() {
    return method.contains("filter") && !filter.equals("none");
  }

  boolean prunes() {
    return method.contains("prune");
  }
}
