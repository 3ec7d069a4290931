package dev.tamis.device;

import dev.tamis.network.NetworkSpec;
import java.util.function.Consumer;

/**
 * How a deployed network is adapted. Immutable: each {@code with} method returns a changed copy, or
 * throws an {@link IllegalArgumentException} that names the setting.
 */
public final class AdaptationConfig {
  private static final AdaptationConfig DEFAULTS = new AdaptationConfig();

  private double instanceKeepRatio = 0.1;
  private double channelKeepRatio = 1;
  private double minimumInstanceKeepRatio = 0.01;
  private double minimumChannelKeepRatio = 0.4;
  private int batchSize = 16;
  private double learningRate = 0.001;
  private double momentum = 0.9;
  private double weightDecay = 1e-4;
  private int averagingSteps = 20;
  private NormStatistics normStatistics = NormStatistics.STREAM;
  private long memoryLimitBytes = Long.MAX_VALUE;
  private ComputeBudget budget = ComputeBudget.UNLIMITED;
  private Selector selector = Selector.ENTROPY_FORWARD;
  private boolean gated = false;
  private int coldStartLabels = 300;
  private double exploreRatio = 0.1;
  private double auditRatio = 0.01;
  private double prethinRatio = 4;
  private double replayRatio = 0.125;
  private int replaySize = 256;
  private int reservoirSize = 256;
  private double holdoutRatio = 0.25;
  private double evaluationRatio = 0.2;
  private double confidence = 0.8;
  private double forgettingLimitRatio = 0.02;
  private int shuffleSize = 32;
  private long latencyInstances = 4096;
  private int waitingSize = 256;
  private double driftFactor = 2;
  private long driftInstances = 1000;
  private long seed = 1;
  private int threads = 1;
  private boolean background = false;
  private int queueSize = 64;
  private double assumedWatts = 5;
  private int checkpointInstances = 1000;
  private int syncInstances = 64;

  private AdaptationConfig() {}

  private AdaptationConfig(AdaptationConfig other) {
    instanceKeepRatio = other.instanceKeepRatio;
    channelKeepRatio = other.channelKeepRatio;
    minimumInstanceKeepRatio = other.minimumInstanceKeepRatio;
    minimumChannelKeepRatio = other.minimumChannelKeepRatio;
    batchSize = other.batchSize;
    learningRate = other.learningRate;
    momentum = other.momentum;
    weightDecay = other.weightDecay;
    averagingSteps = other.averagingSteps;
    normStatistics = other.normStatistics;
    memoryLimitBytes = other.memoryLimitBytes;
    budget = other.budget;
    selector = other.selector;
    gated = other.gated;
    coldStartLabels = other.coldStartLabels;
    exploreRatio = other.exploreRatio;
    auditRatio = other.auditRatio;
    prethinRatio = other.prethinRatio;
    replayRatio = other.replayRatio;
    replaySize = other.replaySize;
    reservoirSize = other.reservoirSize;
    holdoutRatio = other.holdoutRatio;
    evaluationRatio = other.evaluationRatio;
    confidence = other.confidence;
    forgettingLimitRatio = other.forgettingLimitRatio;
    shuffleSize = other.shuffleSize;
    latencyInstances = other.latencyInstances;
    waitingSize = other.waitingSize;
    driftFactor = other.driftFactor;
    driftInstances = other.driftInstances;
    seed = other.seed;
    threads = other.threads;
    background = other.background;
    queueSize = other.queueSize;
    assumedWatts = other.assumedWatts;
    checkpointInstances = other.checkpointInstances;
    syncInstances = other.syncInstances;
  }

  /** The settings that measured best so far. */
  public static AdaptationConfig defaults() {
    return DEFAULTS;
  }

  private AdaptationConfig with(Consumer<AdaptationConfig> change) {
    AdaptationConfig copy = new AdaptationConfig(this);
    change.accept(copy);
    return copy;
  }

  private static void require(boolean valid, String name, Object value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(name + " " + value + " is not " + range);
    }
  }

  /** Share of the offered instances that is trained on while the stream is calm, in (0,1]. */
  public double instanceKeepRatio() {
    return instanceKeepRatio;
  }

  /** The same with another value of {@link #instanceKeepRatio}. */
  public AdaptationConfig withInstanceKeepRatio(double value) {
    require(value > 0 && value <= 1, "instanceKeepRatio", value, "in (0,1]");
    return with(copy -> copy.instanceKeepRatio = value);
  }

  /** Share of the channels that errors are propagated for, in (0,1]. */
  public double channelKeepRatio() {
    return channelKeepRatio;
  }

  /** The same with another value of {@link #channelKeepRatio}. */
  public AdaptationConfig withChannelKeepRatio(double value) {
    require(value > 0 && value <= 1, "channelKeepRatio", value, "in (0,1]");
    return with(copy -> copy.channelKeepRatio = value);
  }

  /** The least that a budget may bring the instances' ratio down to, in (0,1]. */
  public double minimumInstanceKeepRatio() {
    return minimumInstanceKeepRatio;
  }

  /** The same with another value of {@link #minimumInstanceKeepRatio}. */
  public AdaptationConfig withMinimumInstanceKeepRatio(double value) {
    require(value > 0 && value <= 1, "minimumInstanceKeepRatio", value, "in (0,1]");
    return with(copy -> copy.minimumInstanceKeepRatio = value);
  }

  /** The least that a budget may bring the channels' ratio down to, in (0,1]. */
  public double minimumChannelKeepRatio() {
    return minimumChannelKeepRatio;
  }

  /** The same with another value of {@link #minimumChannelKeepRatio}. */
  public AdaptationConfig withMinimumChannelKeepRatio(double value) {
    require(value > 0 && value <= 1, "minimumChannelKeepRatio", value, "in (0,1]");
    return with(copy -> copy.minimumChannelKeepRatio = value);
  }

  /** Instances per training step, replayed ones included, at least 1. */
  public int batchSize() {
    return batchSize;
  }

  /** The same with another value of {@link #batchSize}. */
  public AdaptationConfig withBatchSize(int value) {
    require(value >= 1, "batchSize", value, "1 or more");
    return with(copy -> copy.batchSize = value);
  }

  /** Learning rate, above 0. */
  public double learningRate() {
    return learningRate;
  }

  /** The same with another value of {@link #learningRate}. */
  public AdaptationConfig withLearningRate(double value) {
    require(value > 0 && Double.isFinite(value), "learningRate", value, "a number above 0");
    return with(copy -> copy.learningRate = value);
  }

  /** Momentum, in [0,1). */
  public double momentum() {
    return momentum;
  }

  /** The same with another value of {@link #momentum}. */
  public AdaptationConfig withMomentum(double value) {
    require(value >= 0 && value < 1, "momentum", value, "in [0,1)");
    return with(copy -> copy.momentum = value);
  }

  /** Weight decay, at least 0. */
  public double weightDecay() {
    return weightDecay;
  }

  /** The same with another value of {@link #weightDecay}. */
  public AdaptationConfig withWeightDecay(double value) {
    require(value >= 0 && Double.isFinite(value), "weightDecay", value, "0 or more");
    return with(copy -> copy.weightDecay = value);
  }

  /** Steps whose weights are averaged, about, before they are judged and served; at least 1. */
  public int averagingSteps() {
    return averagingSteps;
  }

  /** The same with another value of {@link #averagingSteps}. */
  public AdaptationConfig withAveragingSteps(int value) {
    require(value >= 1, "averagingSteps", value, "1 or more");
    return with(copy -> copy.averagingSteps = value);
  }

  /** What batch norms normalise by. */
  public NormStatistics normStatistics() {
    return normStatistics;
  }

  /** The same with another value of {@link #normStatistics}. */
  public AdaptationConfig withNormStatistics(NormStatistics value) {
    return with(copy -> copy.normStatistics = value);
  }

  /** Whether a network of this spec is normalised by statistics that follow the stream. */
  boolean followsStream(NetworkSpec spec) {
    return normStatistics == NormStatistics.STREAM && StreamStatistics.concern(spec);
  }

  /** Bytes that the learner may plan, at least 1. */
  public long memoryLimitBytes() {
    return memoryLimitBytes;
  }

  /** The same with another value of {@link #memoryLimitBytes}. */
  public AdaptationConfig withMemoryLimitBytes(long value) {
    require(value >= 1, "memoryLimitBytes", value, "1 or more");
    return with(copy -> copy.memoryLimitBytes = value);
  }

  /** What adaptation may spend. */
  public ComputeBudget budget() {
    return budget;
  }

  /** The same with another value of {@link #budget}. */
  public AdaptationConfig withBudget(ComputeBudget value) {
    return with(copy -> copy.budget = value);
  }

  /** What chooses instances. */
  public Selector selector() {
    return selector;
  }

  /** The same with another value of {@link #selector}. */
  public AdaptationConfig withSelector(Selector value) {
    return with(copy -> copy.selector = value);
  }

  /** Whether accuracy on held-out instances decides between the selector and chance. */
  public boolean gated() {
    return gated;
  }

  /** The same with another value of {@link #gated}. */
  public AdaptationConfig withGated(boolean value) {
    return with(copy -> copy.gated = value);
  }

  /**
   * Instances chosen at random and trained on before a selector with a network of its own may
   * choose, at least 0.
   */
  public int coldStartLabels() {
    return coldStartLabels;
  }

  /** The same with another value of {@link #coldStartLabels}. */
  public AdaptationConfig withColdStartLabels(int value) {
    require(value >= 0, "coldStartLabels", value, "0 or more");
    return with(copy -> copy.coldStartLabels = value);
  }

  /** Share of the kept that is drawn at random, in [0,1]. */
  public double exploreRatio() {
    return exploreRatio;
  }

  /** The same with another value of {@link #exploreRatio}. */
  public AdaptationConfig withExploreRatio(double value) {
    require(value >= 0 && value <= 1, "exploreRatio", value, "in [0,1]");
    return with(copy -> copy.exploreRatio = value);
  }

  /** Share of the dropped whose label is asked for, to know what is lost, in [0,1]. */
  public double auditRatio() {
    return auditRatio;
  }

  /** The same with another value of {@link #auditRatio}. */
  public AdaptationConfig withAuditRatio(double value) {
    require(value >= 0 && value <= 1, "auditRatio", value, "in [0,1]");
    return with(copy -> copy.auditRatio = value);
  }

  /** How many times the budget a filter looks at, at least 1, or 0 for all. */
  public double prethinRatio() {
    return prethinRatio;
  }

  /** The same with another value of {@link #prethinRatio}. */
  public AdaptationConfig withPrethinRatio(double value) {
    require(value == 0 || value >= 1, "prethinRatio", value, "1 or more, or 0");
    return with(copy -> copy.prethinRatio = value);
  }

  /** Share of a mini-batch that is drawn from the replay memory, in [0,1). */
  public double replayRatio() {
    return replayRatio;
  }

  /** The same with another value of {@link #replayRatio}. */
  public AdaptationConfig withReplayRatio(double value) {
    require(value >= 0 && value < 1, "replayRatio", value, "in [0,1)");
    return with(copy -> copy.replayRatio = value);
  }

  /** Instances in the replay memory, at least 0. */
  public int replaySize() {
    return replaySize;
  }

  /** The same with another value of {@link #replaySize}. */
  public AdaptationConfig withReplaySize(int value) {
    require(value >= 0, "replaySize", value, "0 or more");
    return with(copy -> copy.replaySize = value);
  }

  /** Held-out instances that judge new weights, at least 2. */
  public int reservoirSize() {
    return reservoirSize;
  }

  /** The same with another value of {@link #reservoirSize}. */
  public AdaptationConfig withReservoirSize(int value) {
    require(value >= 2, "reservoirSize", value, "2 or more");
    return with(copy -> copy.reservoirSize = value);
  }

  /** Held-out instances per kept one, in (0,1]; their labels are asked for too. */
  public double holdoutRatio() {
    return holdoutRatio;
  }

  /** The same with another value of {@link #holdoutRatio}. */
  public AdaptationConfig withHoldoutRatio(double value) {
    require(value > 0 && value <= 1, "holdoutRatio", value, "in (0,1]");
    return with(copy -> copy.holdoutRatio = value);
  }

  /** Computation spent on judging, as a share of that of training, above 0. */
  public double evaluationRatio() {
    return evaluationRatio;
  }

  /** The same with another value of {@link #evaluationRatio}. */
  public AdaptationConfig withEvaluationRatio(double value) {
    require(value > 0 && Double.isFinite(value), "evaluationRatio", value, "a number above 0");
    return with(copy -> copy.evaluationRatio = value);
  }

  /** Confidence with which new weights must win before they are served, in [0.5,1). */
  public double confidence() {
    return confidence;
  }

  /** The same with another value of {@link #confidence}. */
  public AdaptationConfig withConfidence(double value) {
    require(value >= 0.5 && value < 1, "confidence", value, "in [0.5,1)");
    return with(copy -> copy.confidence = value);
  }

  /**
   * Share of the older held-out instances that new weights may lose and still be served, in [0,1].
   */
  public double forgettingLimitRatio() {
    return forgettingLimitRatio;
  }

  /** The same with another value of {@link #forgettingLimitRatio}. */
  public AdaptationConfig withForgettingLimitRatio(double value) {
    require(value >= 0 && value <= 1, "forgettingLimitRatio", value, "in [0,1]");
    return with(copy -> copy.forgettingLimitRatio = value);
  }

  /** Kept instances that mini-batches are drawn from, at least the batch size. */
  public int shuffleSize() {
    return shuffleSize;
  }

  /** The same with another value of {@link #shuffleSize}. */
  public AdaptationConfig withShuffleSize(int value) {
    require(value >= 1, "shuffleSize", value, "1 or more");
    return with(copy -> copy.shuffleSize = value);
  }

  /**
   * Offered instances after which a kept one is trained on even in a short mini-batch, at least 1.
   */
  public long latencyInstances() {
    return latencyInstances;
  }

  /** The same with another value of {@link #latencyInstances}. */
  public AdaptationConfig withLatencyInstances(long value) {
    require(value >= 1, "latencyInstances", value, "1 or more");
    return with(copy -> copy.latencyInstances = value);
  }

  /** Instances that can wait for their label, at least 0. */
  public int waitingSize() {
    return waitingSize;
  }

  /** The same with another value of {@link #waitingSize}. */
  public AdaptationConfig withWaitingSize(int value) {
    require(value >= 0, "waitingSize", value, "0 or more");
    return with(copy -> copy.waitingSize = value);
  }

  /** Factor on the instances' keep ratio after a drift, at least 1. */
  public double driftFactor() {
    return driftFactor;
  }

  /** The same with another value of {@link #driftFactor}. */
  public AdaptationConfig withDriftFactor(double value) {
    require(value >= 1 && Double.isFinite(value), "driftFactor", value, "1 or more");
    return with(copy -> copy.driftFactor = value);
  }

  /** Offered instances for which a drift raises the ratio, at least 1. */
  public long driftInstances() {
    return driftInstances;
  }

  /** The same with another value of {@link #driftInstances}. */
  public AdaptationConfig withDriftInstances(long value) {
    require(value >= 1, "driftInstances", value, "1 or more");
    return with(copy -> copy.driftInstances = value);
  }

  /** Seed of everything random. */
  public long seed() {
    return seed;
  }

  /** The same with another value of {@link #seed}. */
  public AdaptationConfig withSeed(long value) {
    return with(copy -> copy.seed = value);
  }

  /** Threads that train, 1 to 1024. */
  public int threads() {
    return threads;
  }

  /** The same with another value of {@link #threads}. */
  public AdaptationConfig withThreads(int value) {
    require(value >= 1 && value <= 1024, "threads", value, "1 to 1024");
    return with(copy -> copy.threads = value);
  }

  /** Whether instances are queued and learnt from in a thread of the learner's own. */
  public boolean background() {
    return background;
  }

  /** The same with another value of {@link #background}. */
  public AdaptationConfig withBackground(boolean value) {
    return with(copy -> copy.background = value);
  }

  /** Instances that can be queued for that thread, at least 1. */
  public int queueSize() {
    return queueSize;
  }

  /** The same with another value of {@link #queueSize}. */
  public AdaptationConfig withQueueSize(int value) {
    require(value >= 1, "queueSize", value, "1 or more");
    return with(copy -> copy.queueSize = value);
  }

  /**
   * Watts that a computing thread is assumed to draw where the machine has no meter, above 0. The
   * default is that of a small board's core and its memory; measure yours.
   */
  public double assumedWatts() {
    return assumedWatts;
  }

  /** The same with another value of {@link #assumedWatts}. */
  public AdaptationConfig withAssumedWatts(double value) {
    require(value > 0 && Double.isFinite(value), "assumedWatts", value, "a number above 0");
    return with(copy -> copy.assumedWatts = value);
  }

  /**
   * Instances between the checkpoints of a learner that is kept in a {@linkplain
   * OnDeviceLearner#open folder}, at least 1: what its journal grows to, and what has to be learnt
   * again after a crash, from the journal.
   */
  public int checkpointInstances() {
    return checkpointInstances;
  }

  /** The same with another value of {@link #checkpointInstances}. */
  public AdaptationConfig withCheckpointInstances(int value) {
    require(value >= 1, "checkpointInstances", value, "1 or more");
    return with(copy -> copy.checkpointInstances = value);
  }

  /**
   * Instances and labels after which the journal of such a learner is forced to the disk, at least
   * 1: what a loss of power costs at most. A crash or a kill of the process costs none.
   */
  public int syncInstances() {
    return syncInstances;
  }

  /** The same with another value of {@link #syncInstances}. */
  public AdaptationConfig withSyncInstances(int value) {
    require(value >= 1, "syncInstances", value, "1 or more");
    return with(copy -> copy.syncInstances = value);
  }
}
