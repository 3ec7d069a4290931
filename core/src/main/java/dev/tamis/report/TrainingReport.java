package dev.tamis.report;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.MemoryCost;

/**
 * What a training has done so far.
 *
 * @param steps steps done
 * @param offeredInstances instances offered
 * @param keptInstances instances the main network was trained on
 * @param cost computation and time by phase
 * @param memory planned bytes
 * @param dataNanos time spent reading instances
 * @param stepNanos time of all steps, reading included, evaluation and checkpoints not
 * @param wallNanos time of everything
 * @param filter how the filter did
 * @param filterShareRatio forward cost of the filter's network over that of the main network; NaN
 *     without one
 * @param filterPauses how often the break-even guard suspended filtering; 0 without such a filter
 */
public record TrainingReport(
    long steps,
    long offeredInstances,
    long keptInstances,
    ComputeCost cost,
    MemoryCost memory,
    long dataNanos,
    long stepNanos,
    long wallNanos,
    FilterReport filter,
    double filterShareRatio,
    long filterPauses) {

  /** Kept over offered; 1 where nothing was offered. */
  public double keptRatio() {
    return offeredInstances == 0 ? 1 : (double) keptInstances / offeredInstances;
  }
}
