package dev.tamis.cli.run;

import dev.tamis.network.ChannelSelector;
import dev.tamis.network.NetworkSpec;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.training.ExpectedCost;
import dev.tamis.training.ExpectedCost.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a training will cost, from its settings alone. */
public final class PlannedCost {
  /** The data's own number does not matter: any length has the same mean cost. */
  private static final long INSTANCES = 1 << 16;

  private PlannedCost() {}

  /** Of one offered instance, once the filter chooses. */
  static ExpectedCost perInstance(TrainSettings settings, NetworkSpec spec) {
    @Nullable ErrorMapPruner pruner =
        settings.prunes() ? TrainerParts.pruner(settings, spec, INSTANCES) : null;
    List<ExpectedCost> costs = new ArrayList<>();
    for (long step : typicalSteps(settings)) {
      if (pruner != null) {
        pruner.atStep(step);
      }
      costs.add(at(settings, spec, pruner == null ? ChannelSelector.ALL : pruner));
    }
    return ExpectedCost.mean(costs);
  }

  private static ExpectedCost at(
      TrainSettings settings, NetworkSpec spec, ChannelSelector channels) {
    @Nullable NetworkSpec filter =
        settings.learnsFilter() ? TrainerParts.filterNetwork(settings, spec) : null;
    return ExpectedCost.perInstance(
        spec,
        TrainerParts.plan(settings, spec),
        channels,
        filter,
        settings.readsFeatures() ? spec.prefix(FilterNetworks.featureNodes(spec)).forwardMacs() : 0,
        shares(settings, filter != null),
        settings.offeredPerStep());
  }

  /** Steps whose mean is that of the whole schedule of channel keep ratios. */
  private static long[] typicalSteps(TrainSettings settings) {
    long annealed = TrainerParts.annealedSteps(settings);
    return switch (settings.channelKeepSchedule) {
      case "alternate" -> new long[] {0, TrainerParts.stepsPerEpoch(settings, INSTANCES)};
      case "annealed" -> LongStream.range(0, 100).map(k -> k * annealed / 100).toArray();
      default -> new long[1];
    };
  }

  private static Shares shares(TrainSettings settings, boolean audited) {
    if (settings.minesHardExamples()) {
      return Shares.hardExamples(settings.instanceKeepRatio);
    }
    boolean thins = settings.filter.equals("budgeted");
    double looked = thins ? TrainerParts.budget(settings).lookedRatio() : 1;
    double kept = keepRatio(settings);
    return new Shares(looked, kept, kept, audited ? settings.auditRatio : 0);
  }

  /** The paper's filter aims at a share of high losses and keeps about as many. */
  private static double keepRatio(TrainSettings settings) {
    if (!settings.filters()) {
      return 1;
    }
    return settings.filter.equals("paper") ? settings.highLossRatio : settings.instanceKeepRatio;
  }

  /**
   * Multiply-accumulates of the whole training as a share of plain SGD over the recipe's full
   * length.
   */
  public static double shareOfDense(TrainSettings settings, NetworkSpec spec) {
    return settings.scheduleRatio * (1 - perInstance(settings, spec).savingRatio());
  }
}
