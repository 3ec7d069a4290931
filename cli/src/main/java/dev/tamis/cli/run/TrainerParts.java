package dev.tamis.cli.run;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterScore;
import dev.tamis.selection.FilterTraining;
import dev.tamis.selection.HardExampleSelector;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.selection.LossSelector;
import dev.tamis.selection.PaperSettings;
import dev.tamis.selection.RandomFilter;
import dev.tamis.selection.StaleLossFilter;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import dev.tamis.training.LabelStatistics;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import java.util.Locale;

/** The parts of a trainer, made as settings say; in one place, so that plans and runs agree. */
final class TrainerParts {
  private final TrainSettings settings;
  private final ComputeResources resources;
  private final long trainInstances;

  /** Parts for data of unknown size. */
  TrainerParts(TrainSettings settings, ComputeResources resources) {
    this(settings, resources, 0);
  }

  /**
   * Parts of a training.
   *
   * @param trainInstances instances of one epoch
   */
  TrainerParts(TrainSettings settings, ComputeResources resources, long trainInstances) {
    this.settings = settings;
    this.trainInstances = trainInstances;
    this.resources = resources;
  }

  /** A trainer for mini-batches as large as {@code like}. */
  Trainer trainer(Network network, MiniBatch like) {
    return new Trainer(network, trainerSettings(network, like.capacity()), like);
  }

  Network network(NetworkSpec spec) {
    SeededGenerator generator = SeededGenerator.split(settings.seed, "main.initialization");
    return new Network(spec, resources, generator);
  }

  private TrainerSettings trainerSettings(Network network, int batchSize) {
    NetworkSpec spec = network.spec();
    BackwardPlan plan = plan(settings, spec);
    return new TrainerSettings(
        batchSize,
        plan,
        new Sgd(spec, plan, settings.momentum, settings.weightDecay),
        schedule(),
        lossScale(),
        filter(network, plan, batchSize),
        settings.prunes() ? pruner(settings, spec, trainInstances) : null,
        settings.minesHardExamples() ? hardExamples(batchSize) : null,
        LabelStatistics.valueOf(settings.labelStatistics.toUpperCase(Locale.ROOT)));
  }

  private LearningRateSchedule schedule() {
    double rate = settings.learningRate;
    long steps = settings.steps();
    return switch (settings.learningRateSchedule) {
      case "step" -> LearningRateSchedule.stepwise(rate, 0.1, steps / 2, steps * 3 / 4);
      case "cosine" -> LearningRateSchedule.cosine(rate, steps);
      case "linear" -> LearningRateSchedule.linear(rate, steps);
      default -> LearningRateSchedule.constant(rate);
    };
  }

  private LossScale lossScale() {
    return switch (settings.lossScale) {
      case "offered" -> LossScale.MEAN_OVER_OFFERED;
      case "inverse-probability" -> LossScale.INVERSE_KEEP_PROBABILITY;
      default -> LossScale.MEAN_OVER_KEPT;
    };
  }

  private LossSelector hardExamples(int capacity) {
    SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
    return new HardExampleSelector(
        settings.instanceKeepRatio, settings.minimumKept, capacity, generator);
  }

  /** What is trained of a network, and by which statistics it is normalised. */
  static BackwardPlan plan(TrainSettings settings, NetworkSpec spec) {
    BackwardPlan plan = new FreezePatterns(settings.freeze).plan(spec);
    return settings.batchNormStatistics.equals("frozen") ? plan.withFrozenStatistics() : plan;
  }

  private InstanceFilter filter(Network network, BackwardPlan plan, int capacity) {
    InstanceFilter filter = filter(network, capacity);
    if (filter instanceof EarlyInstanceFilter early) {
      early.dropsSave(plan);
    }
    return filter;
  }

  private InstanceFilter filter(Network network, int capacity) {
    NetworkSpec spec = network.spec();
    if (!settings.filters() || settings.minesHardExamples()) {
      return new KeepAll(capacity);
    }
    if (settings.filter.equals("random")) {
      SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
      return new RandomFilter(
          settings.instanceKeepRatio, settings.minimumKept, capacity, generator);
    }
    if (settings.filter.equals("stale-loss")) {
      SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
      return new StaleLossFilter(budget(settings), trainInstances, capacity, generator);
    }
    FilterTraining training =
        new FilterTraining(
            filterNetwork(settings, spec), filterSchedule(), settings.filterMomentum, 0);
    if (settings.filter.equals("paper")) {
      PaperSettings paper =
          PaperSettings.defaults(settings.highLossRatio)
              .withEntropyThreshold(settings.entropyThreshold)
              .withAuditRatio(settings.auditRatio)
              .withWeighting(settings.filterWeighting.equals("balanced"));
      if (settings.lossThreshold != null) {
        paper = paper.withStaticThreshold(settings.lossThreshold);
      }
      return EarlyInstanceFilter.paper(paper, training, spec, resources, capacity, settings.seed);
    }
    if (settings.readsFeatures()) {
      int nodes = FilterNetworks.featureNodes(spec);
      return EarlyInstanceFilter.budgetedOnFeatures(
          budget(settings), training, network, nodes, resources, capacity, settings.seed);
    }
    return EarlyInstanceFilter.budgeted(
        budget(settings), training, spec, resources, capacity, settings.seed);
  }

  static NetworkSpec filterNetwork(TrainSettings settings, NetworkSpec spec) {
    int outputs = filterOutputs(settings, spec);
    return settings.readsFeatures()
        ? FilterNetworks.onFeatures(featureShape(spec), outputs)
        : FilterNetworks.forMain(spec, outputs);
  }

  private static Shape featureShape(NetworkSpec spec) {
    return spec.prefix(FilterNetworks.featureNodes(spec)).output();
  }

  private static int filterOutputs(TrainSettings settings, NetworkSpec spec) {
    boolean classifies =
        settings.filter.equals("budgeted") && settings.filterScore.equals("entropy");
    return classifies ? spec.output().size() : 1;
  }

  static BudgetSettings budget(TrainSettings settings) {
    return new BudgetSettings(
        settings.instanceKeepRatio,
        settings.exploreRatio,
        settings.auditRatio,
        settings.minimumKept,
        FilterScore.valueOf(settings.filterScore.toUpperCase(Locale.ROOT)),
        settings.prethinRatio);
  }

  private LearningRateSchedule filterSchedule() {
    return settings.filterHalvedAtStep > 0
        ? LearningRateSchedule.stepwise(
            settings.filterLearningRate, 0.5, settings.filterHalvedAtStep)
        : LearningRateSchedule.constant(settings.filterLearningRate);
  }

  private static KeepRatioSchedule keepRatioSchedule(TrainSettings settings, long trainInstances) {
    double ratio = settings.channelKeepRatio;
    return switch (settings.channelKeepSchedule) {
      case "alternate" ->
          KeepRatioSchedule.alternate(ratio, stepsPerEpoch(settings, trainInstances));
      case "annealed" ->
          KeepRatioSchedule.annealed(ratio, annealedSteps(settings), settings.channelAnnealedRatio);
      default -> KeepRatioSchedule.constant(ratio);
    };
  }

  /** Where data is not known, and nothing is trained, any length has the same mean cost. */
  static long stepsPerEpoch(TrainSettings settings, long trainInstances) {
    int offered = settings.offeredPerStep();
    return Math.max(1, (trainInstances + offered - 1) / offered);
  }

  static long annealedSteps(TrainSettings settings) {
    return settings.iterations == 0 ? 100 : settings.steps();
  }

  static ErrorMapPruner pruner(TrainSettings settings, NetworkSpec spec, long trainInstances) {
    return new ErrorMapPruner(
        spec,
        keepRatioSchedule(settings, trainInstances),
        ChannelImportance.valueOf(settings.channelImportance.toUpperCase(Locale.ROOT)),
        settings.channelExploreRatio,
        settings.channelKeepRatios,
        SeededGenerator.split(settings.seed, "pruner"));
  }
}
