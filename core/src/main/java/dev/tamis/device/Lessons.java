package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.report.FilterReport;
import dev.tamis.selection.FilterDecision;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;

/** Keeps all of a mini-batch, which was chosen before, and lets the selector learn from it. */
final class Lessons implements InstanceFilter {
  private final KeepAll all;
  private final StreamSelector selector;
  private int replayed;

  Lessons(int capacity, StreamSelector selector) {
    this.all = new KeepAll(capacity);
    this.selector = selector;
  }

  /** How many of the next mini-batch, its first, are replayed. */
  void replayed(int count) {
    replayed = count;
  }

  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
    return all.select(offered, ids, cost);
  }

  @Override
  public void observe(
      FeatureMap offered, FilterDecision decision, float[] losses, int[] labels, ComputeCost cost) {
    selector.learn(offered, replayed, losses, labels, cost);
  }

  @Override
  public FilterReport report() {
    return all.report();
  }
}
