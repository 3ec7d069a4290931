package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.report.FilterReport;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;

/** Plain training: every offered instance is kept. */
public final class KeepAll implements InstanceFilter {
  private final FilterDecision decision;

  /** For mini-batches of up to {@code capacity}. */
  public KeepAll(int capacity) {
    this.decision = new FilterDecision(capacity);
  }

  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
    decision.reset(offered.instances());
    decision.keepAll();
    decision.finish();
    return decision;
  }

  @Override
  public FilterReport report() {
    return FilterReport.without("none");
  }
}
