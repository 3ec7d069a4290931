package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.report.FilterReport;
import dev.tamis.selection.FilterDecision;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.InstanceScorer;
import dev.tamis.selection.KeepAll;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;
import org.jspecify.annotations.Nullable;

/** Keeps all of a mini-batch, which was chosen before, and lets the scorer learn from it. */
final class Lessons implements InstanceFilter {
  private final KeepAll all;
  private final @Nullable InstanceScorer scorer;

  Lessons(int capacity, @Nullable InstanceScorer scorer) {
    this.all = new KeepAll(capacity);
    this.scorer = scorer;
  }

  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
    return all.select(offered, ids, cost);
  }

  @Override
  public void observe(
      FeatureMap offered, FilterDecision decision, float[] losses, int[] labels, ComputeCost cost) {
    if (scorer != null) {
      scorer.learn(offered, losses, labels, cost);
    }
  }

  @Override
  public FilterReport report() {
    return all.report();
  }
}
