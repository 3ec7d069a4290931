package dev.tamis.cli.adapt;

import dev.tamis.cli.run.Bytes;
import dev.tamis.cli.run.InputFlags;
import dev.tamis.cli.run.SettingException;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.ComputeBudget;
import dev.tamis.device.NormStatistics;
import dev.tamis.device.Selector;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * All settings of an adaptation: flags fill them in, {@code config.json} keeps them. Those of the
 * learner are {@link AdaptationConfig}'s, with its defaults and ranges.
 */
public final class AdaptSettings {
  private static final AdaptationConfig DEFAULTS = AdaptationConfig.defaults();
  private static final Map<String, Selector> SELECTORS =
      new TreeMap<>(
          Map.of(
              "entropy", Selector.FILTER_ENTROPY,
              "loss", Selector.FILTER_LOSS,
              "entropy-forward", Selector.ENTROPY_FORWARD,
              "paper", Selector.PAPER,
              "random", Selector.RANDOM));

  /** The model's file, absolute: a run may be resumed from elsewhere. */
  String model = "";

  @Option(
      names = "--stream",
      paramLabel = "STREAM",
      description =
          "What is met: a folder that is watched for images, or a text such as novel-usps,"
              + " fog:3@5000,clean@5000 or iid; see docs/streams.md. Default: iid.")
  String stream = "iid";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "Where a generated stream draws from (training images) and what is tested on (test"
              + " images): a known data set or a folder; default: the model's own.")
  @Nullable String data;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description =
          "Stream only the N training images that 'train --validation-images N' left out, so that"
              + " none is known to the model; the others are there to be remembered. 0: all.")
  int validationImages;

  @Option(
      names = "--tuning",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description =
          "Stream one half of those images and test on the other, so that settings are chosen"
              + " without the test images.")
  boolean tuning;

  @Option(
      names = "--instances",
      paramLabel = "N",
      description = "End after so many instances; 0: with the stream.")
  long instances;

  @Option(
      names = "--idle-seconds",
      paramLabel = "S",
      description = "End when a watched folder has had no new image for so long; 0: never.")
  double idleSeconds;

  @Option(
      names = "--filter",
      paramLabel = "KIND",
      description =
          "What chooses instances: entropy-forward (of the model's own prediction), entropy (of a"
              + " small classifier trained along), loss (predicted by a small network), paper (the"
              + " paper's rule, a control that holds no budget: --keep-instances is the share that is"
              + " to be predicted hard and truly so) or random.")
  String filter = "entropy-forward";

  @Option(
      names = "--keep-instances",
      paramLabel = "R",
      description = "Share of the instances that is trained on.")
  double instanceKeepRatio = DEFAULTS.instanceKeepRatio();

  @Option(
      names = "--keep-channels",
      paramLabel = "R",
      description = "Share of the error maps' channels that is propagated.")
  double channelKeepRatio = DEFAULTS.channelKeepRatio();

  @Option(
      names = "--budget-macs",
      paramLabel = "MACS",
      description = "Most multiply-accumulates per instance, on average; 0: no limit.")
  double budgetMacsPerInstance;

  @Option(
      names = "--budget-macs-per-hour",
      paramLabel = "MACS",
      description = "Most multiply-accumulates per hour; 0: no limit.")
  double budgetMacsPerHour;

  @Option(
      names = "--time-share",
      paramLabel = "R",
      description =
          "Most of the wall time that may be spent learning; 0: no limit. Results then depend on"
              + " the machine's speed.")
  double timeShareRatio;

  @Option(
      names = "--budget-watts",
      paramLabel = "W",
      description =
          "Most power that learning may draw on average, by the machine's counters or battery, or"
              + " else by --assumed-watts; 0: no limit. Results then depend on the machine.")
  double budgetWatts;

  @Option(
      names = "--assumed-watts",
      paramLabel = "W",
      description = "Power of a computing thread where the machine has no meter.")
  double assumedWatts = DEFAULTS.assumedWatts();

  @Option(
      names = "--minimum-keep-instances",
      paramLabel = "R",
      description = "The least a budget may bring --keep-instances down to.")
  double minimumInstanceKeepRatio = DEFAULTS.minimumInstanceKeepRatio();

  @Option(
      names = "--minimum-keep-channels",
      paramLabel = "R",
      description = "The least a budget may bring --keep-channels down to.")
  double minimumChannelKeepRatio = DEFAULTS.minimumChannelKeepRatio();

  @Option(
      names = "--memory-limit",
      converter = Bytes.class,
      paramLabel = "SIZE",
      description = "Refuse to start if the learner plans more, e.g. 64MiB.")
  @Nullable Long memoryLimitBytes;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Instances per training step, replayed ones included.")
  int batchSize = DEFAULTS.batchSize();

  @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate.")
  double learningRate = DEFAULTS.learningRate();

  @Option(names = "--momentum", paramLabel = "R", description = "Momentum.")
  double momentum = DEFAULTS.momentum();

  @Option(names = "--weight-decay", paramLabel = "R", description = "Weight decay.")
  double weightDecay = DEFAULTS.weightDecay();

  @Option(
      names = "--averaging-steps",
      paramLabel = "N",
      description = "Steps whose weights are averaged before they are judged and served.")
  int averagingSteps = DEFAULTS.averagingSteps();

  @Option(
      names = "--batch-norm-statistics",
      paramLabel = "KIND",
      description =
          "stream (they follow what is met, without labels, and labels decide whether that is"
              + " better than as shipped), frozen (as shipped) or batch (of each mini-batch).")
  String batchNormStatistics = "stream";

  @Option(
      names = "--gate",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Whether held-out accuracy decides between the filter and chance.")
  boolean gated = DEFAULTS.gated();

  @Option(
      names = "--cold-start-labels",
      paramLabel = "N",
      description = "Instances trained on at random before a filter with a network chooses.")
  int coldStartLabels = DEFAULTS.coldStartLabels();

  @Option(
      names = "--explore-ratio",
      paramLabel = "R",
      description = "Share of the kept that is drawn at random.")
  double exploreRatio = DEFAULTS.exploreRatio();

  @Option(
      names = "--audit-ratio",
      paramLabel = "R",
      description = "Share of the dropped whose label is asked for, to know what is lost.")
  double auditRatio = DEFAULTS.auditRatio();

  @Option(
      names = "--prethin",
      paramLabel = "R",
      description = "How many times the budget the filter looks at; 0: everything.")
  double prethinRatio = DEFAULTS.prethinRatio();

  @Option(
      names = "--replay-ratio",
      paramLabel = "R",
      description = "Share of a mini-batch that is drawn from the replay memory.")
  double replayRatio = DEFAULTS.replayRatio();

  @Option(
      names = "--replay-size",
      paramLabel = "N",
      description = "Instances in the replay memory.")
  int replaySize = DEFAULTS.replaySize();

  @Option(
      names = "--remember",
      paramLabel = "N",
      description = "Training images put into the replay memory before the stream begins.")
  int remember;

  @Option(
      names = "--anchors",
      paramLabel = "N",
      description =
          "Training images that judge new weights from the beginning: what is lost of them counts"
              + " as forgotten.")
  int anchors;

  @Option(
      names = "--reservoir-size",
      paramLabel = "N",
      description = "Held-out instances that judge new weights.")
  int reservoirSize = DEFAULTS.reservoirSize();

  @Option(
      names = "--holdout-ratio",
      paramLabel = "R",
      description = "Instances held out per kept one.")
  double holdoutRatio = DEFAULTS.holdoutRatio();

  @Option(
      names = "--evaluation-ratio",
      paramLabel = "R",
      description = "Computation spent on judging new weights, as a share of training's.")
  double evaluationRatio = DEFAULTS.evaluationRatio();

  @Option(
      names = "--confidence",
      paramLabel = "R",
      description = "Confidence with which new weights must win to be served, 0.5 to 1.")
  double confidence = DEFAULTS.confidence();

  @Option(
      names = "--forgetting-limit",
      paramLabel = "R",
      description = "Share of the older held-out instances that new weights may lose.")
  double forgettingLimitRatio = DEFAULTS.forgettingLimitRatio();

  @Option(
      names = "--shuffle-size",
      paramLabel = "N",
      description = "Kept instances that mini-batches are drawn from.")
  int shuffleSize = DEFAULTS.shuffleSize();

  @Option(
      names = "--latency",
      paramLabel = "N",
      description = "Instances after which a kept one is trained on even in a short mini-batch.")
  long latencyInstances = DEFAULTS.latencyInstances();

  @Option(
      names = "--waiting-size",
      paramLabel = "N",
      description = "Instances that can wait for their label.")
  int waitingSize = DEFAULTS.waitingSize();

  @Option(
      names = "--drift-factor",
      paramLabel = "R",
      description = "Factor on --keep-instances after a drift was seen.")
  double driftFactor = DEFAULTS.driftFactor();

  @Option(
      names = "--drift-instances",
      paramLabel = "N",
      description = "Instances for which it holds.")
  long driftInstances = DEFAULTS.driftInstances();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  long seed = DEFAULTS.seed();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that train; results do not depend on it.")
  int threads = DEFAULTS.threads();

  @Option(
      names = "--report-every",
      paramLabel = "N",
      description = "Instances between lines of progress.")
  long reportEvery = 500;

  @Option(
      names = "--test-every",
      paramLabel = "N",
      description = "Instances between tests of the served model on the test images; 0: none.")
  long testEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Instances between checkpoints: what a crash loses at most.")
  long checkpointEvery = 1000;

  // Kept in config.json as well, for a resumed run feeds images in the same way.
  @Mixin InputFlags input = new InputFlags();

  /** Defaults. */
  public AdaptSettings() {}

  /** Names the model. */
  public void model(String path) {
    model = path;
  }

  /** How many threads train. */
  public void threads(int count) {
    threads = count;
  }

  /** How many threads train. */
  public int threads() {
    return threads;
  }

  /** Seed of everything random. */
  public long seed() {
    return seed;
  }

  /**
   * Refuses flags that say nothing of the filter.
   *
   * @param given whether a flag was given
   * @throws SettingException if one was
   */
  public void refuseIdle(Predicate<String> given) {
    Selector selector = SELECTORS.get(filter);
    if (selector == null) {
      return;
    }
    refuseIdle("--prethin", selector.thins(), given);
    refuseIdle("--explore-ratio", selector.explores(), given);
    refuseIdle("--cold-start-labels", selector.startsCold(), given);
  }

  private void refuseIdle(String flag, boolean concerned, Predicate<String> given) {
    if (!concerned && given.test(flag)) {
      throw new SettingException(flag + " means nothing to --filter " + filter + ": leave it out");
    }
  }

  /**
   * The learner's part.
   *
   * @throws SettingException if a value is none of its kind or out of range
   */
  AdaptationConfig config() {
    Selector selector = SELECTORS.get(filter);
    if (selector == null) {
      throw new SettingException(
          "--filter is '"
              + filter
              + "', but must be one of "
              + String.join(", ", SELECTORS.keySet()));
    }
    atLeast("--validation-images", validationImages, 0);
    atLeast("--instances", instances, 0);
    atLeast("--remember", remember, 0);
    atLeast("--anchors", anchors, 0);
    atLeast("--report-every", reportEvery, 1);
    atLeast("--test-every", testEvery, 0);
    atLeast("--checkpoint-every", checkpointEvery, 1);
    if (!(idleSeconds >= 0)) {
      throw new SettingException("--idle-seconds is " + idleSeconds + ", but must be 0 or more");
    }
    try {
      AdaptationConfig config =
          DEFAULTS
              .withSelector(selector)
              .withInstanceKeepRatio(instanceKeepRatio)
              .withChannelKeepRatio(channelKeepRatio)
              .withMinimumInstanceKeepRatio(Math.min(minimumInstanceKeepRatio, instanceKeepRatio))
              .withMinimumChannelKeepRatio(Math.min(minimumChannelKeepRatio, channelKeepRatio))
              .withBudget(budget())
              .withBatchSize(batchSize)
              .withLearningRate(learningRate)
              .withMomentum(momentum)
              .withWeightDecay(weightDecay)
              .withAveragingSteps(averagingSteps)
              .withNormStatistics(normStatistics())
              .withGated(gated)
              .withColdStartLabels(coldStartLabels)
              .withExploreRatio(exploreRatio)
              .withAuditRatio(auditRatio)
              .withPrethinRatio(prethinRatio)
              .withReplayRatio(replayRatio)
              .withReplaySize(replaySize)
              .withReservoirSize(reservoirSize)
              .withHoldoutRatio(holdoutRatio)
              .withEvaluationRatio(evaluationRatio)
              .withConfidence(confidence)
              .withForgettingLimitRatio(forgettingLimitRatio)
              .withShuffleSize(shuffleSize)
              .withLatencyInstances(latencyInstances)
              .withWaitingSize(waitingSize)
              .withDriftFactor(driftFactor)
              .withDriftInstances(driftInstances)
              .withSeed(seed)
              .withThreads(threads)
              .withAssumedWatts(assumedWatts);
      Long limit = memoryLimitBytes;
      return limit == null ? config : config.withMemoryLimitBytes(limit);
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()), e);
    }
  }

  private ComputeBudget budget() {
    return new ComputeBudget(
        limit(budgetMacsPerInstance),
        limit(budgetMacsPerHour),
        limit(timeShareRatio),
        limit(budgetWatts));
  }

  private static double limit(double value) {
    return value == 0 ? Double.POSITIVE_INFINITY : value;
  }

  private NormStatistics normStatistics() {
    return switch (batchNormStatistics) {
      case "frozen" -> NormStatistics.FROZEN;
      case "stream" -> NormStatistics.STREAM;
      case "batch" -> NormStatistics.BATCH;
      default ->
          throw new SettingException(
              "--batch-norm-statistics is '"
                  + batchNormStatistics
                  + "', but must be stream, frozen or batch");
    };
  }

  private static void atLeast(String flag, long value, long least) {
    if (value < least) {
      throw new SettingException(flag + " is " + value + ", but must be " + least + " or more");
    }
  }
}
