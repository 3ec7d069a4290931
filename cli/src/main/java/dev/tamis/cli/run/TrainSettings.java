package dev.tamis.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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
      names = "--init",
      paramLabel = "MODEL",
      description =
          "Start from a model (ONNX, a checkpoint or a run) instead of a new --network; its image"
              + " size and its way of feeding images are kept.")
  @Nullable String init;

  @Option(
      names = "--replace-head",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description =
          "Give the --init model a new last layer if the data has another number of classes.")
  boolean replaceHead;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Outputs of the network, at least the data's classes; default: as many.")
  @Nullable Integer classes;

  @Option(
      names = "--freeze",
      paramLabel = "PATTERN",
      description =
          "Layers that are not trained, by name: * is any text, ? any character, e.g. 'stage1.*';"
              + " may be repeated. See 'tamis inspect'.")
  List<String> freeze = new ArrayList<>();

  @Option(
      names = "--batch-norm-statistics",
      paramLabel = "KIND",
      description =
          "batch (of each mini-batch, and the running ones move) or frozen (the running ones, which"
              + " stay); frozen layers have frozen statistics in any case.")
  String batchNormStatistics = "batch";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "A known data set (see 'tamis datasets') or a folder.")
  String data = "fashion-slice";

  @Option(
      names = "--scenario",
      paramLabel = "KIND",
      description =
          "balanced (the data as it is, shuffled), long-tail, bursts (of near-duplicates),"
              + " single-pass or label-noise.")
  String scenario = "balanced";

  @Option(
      names = "--imbalance-ratio",
      paramLabel = "R",
      description = "Images of the largest class for one of the smallest (long-tail).")
  double imbalanceRatio = 100;

  @Option(
      names = "--burst-length",
      paramLabel = "N",
      description = "Near-duplicates that follow each other (bursts).")
  int burstLength = 10;

  @Option(
      names = "--label-noise-ratio",
      paramLabel = "RATIO",
      description = "Share of training images with a wrong label, in [0,1) (label-noise).")
  double labelNoiseRatio = 0.2;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description =
          "Holds out so many training images and evaluates on them instead of the test set; 0 is"
              + " the test set.")
  int validationImages;

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
      names = "--schedule-ratio",
      paramLabel = "RATIO",
      description =
          "Shortens the training, learning-rate schedule included, to this share of its steps.")
  double scheduleRatio = 1;

  @Option(
      names = "--batch-counts",
      paramLabel = "KIND",
      description =
          "offered (one step per offered mini-batch) or kept (as many are offered in a step as fill"
              + " the mini-batch with kept ones; fewer steps).")
  String batchCounts = "offered";

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
  String filterScore = "entropy";

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
      names = "--loss-threshold",
      paramLabel = "NATS",
      description = "A static loss threshold for the paper's filter, instead of its adaptive one.")
  @Nullable Double lossThreshold;

  @Option(
      names = "--filter-input",
      paramLabel = "KIND",
      description =
          "images, or features: what the main network's first layers make of them (budgeted"
              + " filter).")
  String filterInput = "images";

  @Option(
      names = "--filter-weighting",
      paramLabel = "KIND",
      description =
          "balanced (high and low losses have an equal say in the paper's filter) or none.")
  String filterWeighting = "balanced";

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

  /**
   * A recipe with flags of {@code tamis train}.
   *
   * @throws SettingException if there is no such recipe, or a flag is unknown or has a value that
   *     it cannot have, for itself or beside the others
   */
  public static TrainSettings of(String recipe, List<String> flags) {
    TrainSettings settings = Recipes.settings(recipe);
    CommandSpec spec =
        CommandSpec.create().addMixin("settings", CommandSpec.forAnnotatedObject(settings));
    try {
      new CommandLine(spec).parseArgs(flags.toArray(new String[0]));
    } catch (ParameterException e) {
      throw new SettingException(String.valueOf(e.getMessage()), e);
    }
    SettingChecks.check(settings);
    return settings;
  }

  /** Name of the recipe. */
  public String recipe() {
    return recipe;
  }

  /** Which parts of the method are on. */
  public String method() {
    return method;
  }

  /** Share of its steps that the training is shortened to. */
  public double scheduleRatio() {
    return scheduleRatio;
  }

  /** Name of the network. */
  public String network() {
    return network;
  }

  /** The model that training starts from, if any. */
  public @Nullable String init() {
    return init;
  }

  /** A known data set or a folder. */
  public String data() {
    return data;
  }

  /** What the data is made into. */
  public String scenario() {
    return scenario;
  }

  /** Seed of everything random. */
  public long seed() {
    return seed;
  }

  /** Steps of the whole training. */
  public long steps() {
    return Math.max(1, Math.round(iterations * scheduleRatio * batchSize / offeredPerStep()));
  }

  /** Instances offered in a step. */
  int offeredPerStep() {
    boolean holdsBudget = filters() && !filter.equals("paper");
    return holdsBudget && batchCounts.equals("kept")
        ? (int) Math.min(Integer.MAX_VALUE, Math.round(batchSize / instanceKeepRatio))
        : batchSize;
  }

  /** Threads that compute. */
  public int threads() {
    return threads;
  }

  /** Uses so many threads instead; results do not depend on it. */
  public void threads(int count) {
    threads = count;
  }

  /** Does not train layers of these names instead. */
  public void freeze(List<String> patterns) {
    freeze = List.copyOf(patterns);
  }

  /** From here on the length is known in steps. */
  void resolveEpochs(int images) {
    double stepsPerEpoch = Math.ceil((double) images / batchSize);
    if (scenario.equals("single-pass")) {
      iterations = (long) stepsPerEpoch;
      epochs = null;
    } else if (epochs != null) {
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

  /** Whether a network of its own chooses instances. */
  boolean learnsFilter() {
    return filters() && (filter.equals("budgeted") || filter.equals("paper"));
  }

  /** Whether its filter reads features of the main network. */
  boolean readsFeatures() {
    return filters() && filter.equals("budgeted") && filterInput.equals("features");
  }

  boolean minesHardExamples() {
    return filters() && filter.equals("ohem");
  }

  boolean prunes() {
    return method.contains("prune");
  }
}
