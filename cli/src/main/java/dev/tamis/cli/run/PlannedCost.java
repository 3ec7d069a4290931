package dev.tamis.cli.run;

import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.NetworkSpec;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.training.ExpectedCost;
import org.jspecify.annotations.Nullable;

/** What a training will cost, from its settings alone. */
public final class PlannedCost {
  private PlannedCost() {}

  /** Of one offered instance, once the filter chooses. */
  static ExpectedCost perInstance(TrainSettings settings, NetworkSpec spec) {
    @Nullable NetworkSpec filter = settings.learnsFilter() ? FilterNetworks.forMain(spec) : null;
    return ExpectedCost.perInstance(
        spec,
        BackwardPlan.all(spec),
        settings.prunes() ? TrainerParts.pruner(settings, spec) : ChannelSelector.ALL,
        filter,
        keepRatio(settings),
        filter == null ? 0 : settings.auditRatio,
        settings.offeredPerStep());
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
