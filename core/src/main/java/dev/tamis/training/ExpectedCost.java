package dev.tamis.training;

import dev.tamis.cost.Phase;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer's ledger will show per offered instance, from settings alone: a mean over many
 * steps in which the filter chooses (while it learns to, it looks at kept instances only and costs
 * less).
 */
public final class ExpectedCost {
  private final double[] macs = new double[Phase.values().length];
  private final NetworkSpec main;
  private final BackwardPlan plan;
  private final long denseMacs;

  private ExpectedCost(NetworkSpec main, BackwardPlan plan) {
    this.main = main;
    this.plan = plan;
    this.denseMacs = main.forwardMacs() + plan.errorMacs() + plan.weightMacs();
  }

  /**
   * Shares of the offered instances.
   *
   * @param looked that the filter looks at, in (0,1]
   * @param forwarded that the main network runs forward in training, in (0,1]
   * @param kept that it runs backward, in (0, forwarded]
   * @param audited of those that are dropped, in [0,1]
   */
  public record Shares(double looked, double forwarded, double kept, double audited) {

    /** A filter looks at all, and the dropped cost nothing unless they are audited. */
    public static Shares filtered(double instanceKeepRatio, double auditRatio) {
      return new Shares(1, instanceKeepRatio, instanceKeepRatio, auditRatio);
    }

    /** All are run forward, some backward. */
    public static Shares hardExamples(double instanceKeepRatio) {
      return new Shares(1, 1, instanceKeepRatio, 0);
    }
  }

  /**
   * The cost of one offered instance.
   *
   * @param main the network that is trained
   * @param plan which of its layers are
   * @param channels what is kept of error maps, as it is now
   * @param filter the filter's network, if it has one
   * @param featureMacs multiply-accumulates of what the filter reads, for one instance; 0 for
   *     images
   * @param shares what share of the instances goes how far
   * @param batchSize offered instances per step; kernels' norms are computed once a step
   */
  public static ExpectedCost perInstance(
      NetworkSpec main,
      BackwardPlan plan,
      ChannelSelector channels,
      @Nullable NetworkSpec filter,
      long featureMacs,
      Shares shares,
      int batchSize) {
    ExpectedCost cost = new ExpectedCost(main, plan);
    if (filter != null) {
      BackwardPlan all = BackwardPlan.all(filter);
      double learned =
          (shares.kept() + (shares.looked() - shares.kept()) * shares.audited())
              * (all.errorMacs() + all.weightMacs());
      cost.add(Phase.FILTER_FORWARD, shares.looked() * (featureMacs + filter.forwardMacs()));
      cost.add(Phase.FILTER_BACKWARD, learned);
    }
    cost.add(Phase.MAIN_FORWARD, shares.forwarded() * main.forwardMacs());
    cost.add(Phase.LABEL_FORWARD, (1 - shares.forwarded()) * shares.audited() * main.forwardMacs());
    for (int i = 0; i < main.nodes().size(); i++) {
      if (main.forwardMacs(i) > 0 && plan.carriesError(i)) {
        cost.addBackward(i, channels, shares.kept(), batchSize);
      }
    }
    return cost;
  }

  /** The mean of several, one at the least, of the same network. */
  public static ExpectedCost mean(List<ExpectedCost> costs) {
    ExpectedCost mean = new ExpectedCost(costs.get(0).main, costs.get(0).plan);
    for (ExpectedCost cost : costs) {
      for (Phase phase : Phase.values()) {
        mean.add(phase, cost.macs(phase) / costs.size());
      }
    }
    return mean;
  }

  private void addBackward(int i, ChannelSelector selector, double keepRatio, int batchSize) {
    Shape output = main.shapes().get(i);
    long forward = main.forwardMacs(i);
    int channels = output.channels();
    int kept = selector.keptCount(i, channels);
    long keptMacs = forward / channels * kept;
    double product = keepRatio * keptMacs;
    if (plan.trains(i)) {
      add(Phase.WEIGHT_GRADIENT, product);
    }
    if (plan.carriesError(main.nodes().get(i).inputs().get(0))) {
      add(Phase.ERROR_PROPAGATION, product);
    }
    if (kept < channels && selector.needsNorms()) {
      long kernelNorms = forward / output.pixels();
      add(Phase.SCORING, keepRatio * output.size() + (double) kernelNorms / batchSize);
    }
    if (kept < channels && selector.scales()) {
      add(Phase.SCORING, keepRatio * output.pixels() * kept);
    }
  }

  private void add(Phase phase, double more) {
    macs[phase.ordinal()] += more;
  }

  /** Mean multiply-accumulates of a phase. */
  public double macs(Phase phase) {
    return macs[phase.ordinal()];
  }

  /** Mean multiply-accumulates of all phases. */
  public double totalMacs() {
    double total = 0;
    for (double value : macs) {
      total += value;
    }
    return total;
  }

  /** Multiply-accumulates of the dense baseline. */
  public long denseMacs() {
    return denseMacs;
  }

  /** 1 - total / dense. */
  public double savingRatio() {
    return 1 - totalMacs() / denseMacs;
  }
}
