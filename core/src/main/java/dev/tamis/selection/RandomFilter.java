package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FilterReport;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Keeps an exact share of the offered instances at random: the control that every filter has to
 * beat.
 */
public final class RandomFilter implements InstanceFilter {
  private final KeepBudget budget;
  private final RandomDraw draw;
  private final FilterDecision decision;

  /**
   * A random filter.
   *
   * @param instanceKeepRatio share that is kept, in (0,1]
   * @param minimumKept kept per mini-batch at the least, for batch norm; paid back later
   * @param capacity largest mini-batch
   * @param generator random numbers
   */
  public RandomFilter(
      double instanceKeepRatio, int minimumKept, int capacity, SeededGenerator generator) {
    this.draw = new RandomDraw(capacity, generator);
    this.budget = new KeepBudget(instanceKeepRatio, minimumKept, draw);
    this.decision = new FilterDecision(capacity);
  }

  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
    int instances = offered.instances();
    decision.reset(instances);
    budget.earn(instances);
    int count = budget.affordable(instances);
    draw.uniform(instances, count, budget.keepProbability(instances, count), decision);
    budget.spend(count);
    decision.finish();
    return decision;
  }

  @Override
  public FilterReport report() {
    return FilterReport.without("random");
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    budget.saveState(out);
    draw.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    budget.restoreState(in);
    draw.restoreState(in);
  }
}
