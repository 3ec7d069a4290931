package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.MemoryCost;
import dev.tamis.report.FalseDropEstimate;
import java.util.List;

/**
 * What an adaptation has done so far, in numbers. NaN stands for what is not known yet.
 *
 * @param offered instances offered, rejected ones included
 * @param instances what became of them
 * @param accuracy of the served network, on instances drawn at random before it could learn them
 * @param drift changes of the stream that were seen
 * @param weights how served and trained weights relate
 * @param selection how instances are chosen
 * @param cost multiply-accumulates and time by phase, beside training on every offered instance;
 *     forward passes for labels that no prediction had paid for are in it, {@code evaluationMacs}
 *     are not
 * @param evaluationMacs spent on held-out instances by the trained and the served network
 * @param replayMacs of those in {@code cost}, spent on replayed instances
 * @param predictionMacs spent on predictions the caller asked for; not part of the adaptation
 * @param memory planned bytes
 * @param instanceKeepRatio now
 * @param channelKeepRatio now
 * @param followingStream whether batch norms follow the stream now
 * @param energy used by the adaptation
 * @param decisions the last changes of these two
 */
public record DeviceReport(
    long offered,
    Instances instances,
    Accuracy accuracy,
    Drift drift,
    Weights weights,
    Selection selection,
    ComputeCost cost,
    long evaluationMacs,
    long replayMacs,
    long predictionMacs,
    MemoryCost memory,
    double instanceKeepRatio,
    double channelKeepRatio,
    boolean followingStream,
    Energy energy,
    List<BudgetDecision> decisions) {

  /**
   * Counts of instances.
   *
   * @param labelsAsked labels asked for
   * @param kept chosen to be trained on
   * @param trained trained on, replays not counted
   * @param replayed trained on again
   * @param heldOut held out
   * @param uncertain labelled because the paper's filter was unsure of them, and not trained on
   * @param waiting that wait for a label
   * @param expired that waited too long for one
   * @param unlabelled whose label was wanted, but there is none
   * @param badLabels whose label is none of the classes
   * @param rejected with a value that is not finite
   * @param overflowed that found the background's queue full
   * @param lastProblem what was wrong with the last one that could not be used; empty if none was
   */
  public record Instances(
      long labelsAsked,
      long kept,
      long trained,
      long replayed,
      long heldOut,
      long uncertain,
      long waiting,
      long expired,
      long unlabelled,
      long badLabels,
      long rejected,
      long overflowed,
      String lastProblem) {}

  /**
   * Prequential accuracy.
   *
   * @param judged instances that it is an estimate from
   * @param cumulativeRatio over all
   * @param windowRatio over the last 500
   * @param fadingRatio where each weighs 0.99 of the next
   */
  public record Accuracy(
      long judged, double cumulativeRatio, double windowRatio, double fadingRatio) {}

  /**
   * Changes of the stream.
   *
   * @param adwin seen by ADWIN
   * @param pageHinkley seen by Page-Hinkley
   * @param active whether keep ratios are raised now
   * @param recoveries drifts after which the fading accuracy came back to within two points of what
   *     it was
   * @param lastRecoveryInstances offered instances that this took the last time; -1 if never
   */
  public record Drift(
      long adwin, long pageHinkley, boolean active, long recoveries, long lastRecoveryInstances) {}

  /**
   * Served and trained weights.
   *
   * @param steps training steps
   * @param evaluations trials on held-out instances
   * @param swaps trained weights that were served
   * @param rollbacksExploded returns to the served weights because the loss exploded
   * @param rollbacksLost returns because the trained weights lost
   * @param blocked wins that were not served because too much of what was known before was lost
   * @param reservoirCount held-out instances
   * @param servedRatio share of them that the served weights get right
   * @param trainedRatio share that the trained weights got right in the last trial
   */
  public record Weights(
      long steps,
      long evaluations,
      long swaps,
      long rollbacksExploded,
      long rollbacksLost,
      long blocked,
      int reservoirCount,
      double servedRatio,
      double trainedRatio) {

    /** Returns to the served weights. */
    public long rollbacks() {
      return rollbacksExploded + rollbacksLost;
    }
  }

  /**
   * The choice of instances.
   *
   * @param selector what ranks
   * @param ranking whether it decides now, and not chance
   * @param leads whether the gate prefers it to chance
   * @param rankingRatio share of the steps whose instances it chose
   * @param rounds comparisons with chance
   * @param advantage mean gain of held-out accuracy per step over chance
   * @param falseDrops share of dropped instances that the served network gets wrong
   * @param filterShareRatio forward cost of the filter's network over that of the main network; NaN
   *     without one
   * @param lossThreshold loss, in nats, from which the paper's filter calls it high; NaN with other
   *     selectors, and before it is known
   */
  public record Selection(
      Selector selector,
      boolean ranking,
      boolean leads,
      double rankingRatio,
      long rounds,
      double advantage,
      FalseDropEstimate falseDrops,
      double filterShareRatio,
      double lossThreshold) {}

  /**
   * Energy.
   *
   * @param source what is known of it
   * @param joules used by the adaptation, predictions not included
   */
  public record Energy(EnergySource source, double joules) {}

  /** Multiply-accumulates of the adaptation: all phases and the trials. */
  public long totalMacs() {
    return cost.totalMacs() + evaluationMacs;
  }

  /** Share of training on every offered instance that was spent; NaN of nothing. */
  public double costRatio() {
    return (double) totalMacs() / cost.denseMacs();
  }

  /** Kept over offered; NaN of nothing. */
  public double keptRatio() {
    return (double) instances.kept() / offered;
  }
}
