package dev.tamis.cli.run;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
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
import dev.tamis.training.ExpectedCost;
import dev.tamis.training.ExpectedCost.Shares;
import dev.tamis.training.LabelStatistics;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

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
    return new Trainer(network, trainerSettings(network.spec(), like.capacity()), like);
  }

  /** What one offered instance will cost, once the filter chooses. */
  ExpectedCost expectedCost(Trainer trainer) {
    NetworkSpec spec = trainer.network().spec();
    NetworkSpec filter =
        trainer.filter() instanceof EarlyInstanceFilter early ? early.network() : null;
    ErrorMapPruner pruner = settings.prunes() ? pruner(spec) : null;
    List<ExpectedCost> costs = new ArrayList<>();
    for (long step : pruner == null ? new long[1] : typicalSteps()) {
      if (pruner != null) {
        pruner.atStep(step);
      }
      costs.add(
          ExpectedCost.perInstance(
              spec,
              BackwardPlan.all(spec),
              pruner == null ? ChannelSelector.ALL : pruner,
              filter,
              shares(filter != null),
              settings.batchSize));
    }
    return ExpectedCost.mean(costs);
  }

  /** Steps whose mean is that of the whole schedule of channel keep ratios. */
  private long[] typicalSteps() {
    return switch (settings.channelKeepSchedule) {
      case "alternate" -> new long[] {0, stepsPerEpoch()};
      case "annealed" -> LongStream.range(0, 100).map(k -> k * annealedSteps() / 100).toArray();
      default -> new long[1];
    };
  }

  private Shares shares(boolean audited) {
    if (minesHardExamples()) {
      return Shares.hardExamples(settings.instanceKeepRatio);
    }
    double looked = settings.filter.equals("budgeted") ? budget().lookedRatio() : 1;
    return new Shares(looked, keepRatio(), keepRatio(), audited ? settings.auditRatio : 0);
  }

  private boolean minesHardExamples() {
    return settings.filters() && settings.filter.equals("ohem");
  }

  /** The paper's filter aims at a share of high losses and keeps about as many. */
  private double keepRatio() {
    if (!settings.filters()) {
      return 1;
    }
    return settings.filter.equals("paper") ? settings.highLossRatio : settings.instanceKeepRatio;
  }

  Network network(NetworkSpec spec) {
    SeededGenerator generator = SeededGenerator.split(settings.seed, "main.initialization");
    return new Network(spec, resources, generator);
  }

  private TrainerSettings trainerSettings(NetworkSpec spec, int batchSize) {
    BackwardPlan plan = BackwardPlan.all(spec);
    return new TrainerSettings(
        batchSize,
        plan,
        new Sgd(spec, plan, settings.momentum, settings.weightDecay),
        schedule(),
        lossScale(),
        filter(spec, batchSize),
        settings.prunes() ? pruner(spec) : null,
        minesHardExamples() ? hardExamples(batchSize) : null,
        LabelStatistics.valueOf(settings.labelStatistics.toUpperCase(Locale.ROOT)));
  }

  private LearningRateSchedule schedule() {
    double rate = settings.learningRate;
    long steps = settings.iterations;
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

  private InstanceFilter filter(NetworkSpec spec, int capacity) {
    if (!settings.filters() || minesHardExamples()) {
      return new KeepAll(capacity);
    }
    if (settings.filter.equals("random")) {
      SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
      return new RandomFilter(
          settings.instanceKeepRatio, settings.minimumKept, capacity, generator);
    }
    if (settings.filter.equals("stale-loss")) {
      SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
      return new StaleLossFilter(budget(), trainInstances, capacity, generator);
    }
    FilterTraining training =
        new FilterTraining(
            FilterNetworks.forMain(spec, filterOutputs(spec)),
            filterSchedule(),
            settings.filterMomentum,
            0);
    if (settings.filter.equals("paper")) {
      PaperSettings defaults = PaperSettings.defaults(settings.highLossRatio);
      PaperSettings paper =
          new PaperSettings(
              settings.highLossRatio,
              settings.entropyThreshold,
              settings.auditRatio,
              defaults.thresholdRaise(),
              defaults.thresholdLower(),
              defaults.thresholdWindow(),
              defaults.weighted());
      return EarlyInstanceFilter.paper(paper, training, spec, resources, capacity, settings.seed);
    }
    return EarlyInstanceFilter.budgeted(
        budget(), training, spec, resources, capacity, settings.seed);
  }

  private int filterOutputs(NetworkSpec spec) {
    boolean classifies =
        settings.filter.equals("budgeted") && settings.filterScore.equals("entropy");
    return classifies ? spec.output().size() : 1;
  }

  private BudgetSettings budget() {
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

  private KeepRatioSchedule keepRatioSchedule() {
    double ratio = settings.channelKeepRatio;
    return switch (settings.channelKeepSchedule) {
      case "alternate" -> KeepRatioSchedule.alternate(ratio, stepsPerEpoch());
      case "annealed" ->
          KeepRatioSchedule.annealed(ratio, annealedSteps(), settings.channelAnnealedRatio);
      default -> KeepRatioSchedule.constant(ratio);
    };
  }

  /** Where data is not known, and nothing is trained, any length has the same mean cost. */
  private long stepsPerEpoch() {
    return Math.max(1, (trainInstances + settings.batchSize - 1) / settings.batchSize);
  }

  private long annealedSteps() {
    return settings.iterations == 0 ? 100 : settings.iterations;
  }

  ErrorMapPruner pruner(NetworkSpec spec) {
    return new ErrorMapPruner(
        spec,
        keepRatioSchedule(),
        ChannelImportance.valueOf(settings.channelImportance.toUpperCase(Locale.ROOT)),
        settings.channelExploreRatio,
        settings.channelKeepRatios,
        SeededGenerator.split(settings.seed, "pruner"));
  }
}
