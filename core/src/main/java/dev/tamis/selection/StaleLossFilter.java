package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FilterReport;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Selective back-propagation with stale losses (Jiang et al., "Accelerating Deep Learning by
 * Focusing on the Biggest Losers", arXiv 1910.00762, their Stale-SB): an instance that comes again
 * is ranked by the loss it had when it was last trained on, so that looking costs nothing. Of each
 * mini-batch an exact share is kept; instances never seen come first, equal losses in random order.
 *
 * <p>Deviations: the paper keeps an instance with a probability that grows with its loss's rank and
 * renews all losses every few epochs; here the budget is exact, a share of it is random, and a loss
 * is renewed when its instance is trained on. It needs instances that repeat, ids without gaps, and
 * mini-batches: of a few instances a ranking says little.
 */
public final class StaleLossFilter implements InstanceFilter {
  private final LossTable table;
  private final RandomDraw draw;
  private final KeepBudget budget;
  private final ScoreRanking ranking;
  private final FilterDecision decision;
  private final long[] ids;
  private final float[] scores;

  /**
   * A filter that has seen nothing.
   *
   * @param settings ratios; {@code auditRatio} is not used, as nothing is predicted
   * @param expectedIds instances there are, so that no step has to make room; 0 if unknown
   * @param capacity largest mini-batch
   * @param generator random numbers
   * @throws IllegalArgumentException if a ratio is out of range, or there are too many instances
   */
  public StaleLossFilter(
      BudgetSettings settings, long expectedIds, int capacity, SeededGenerator generator) {
    this.table = new LossTable(expectedIds);
    this.draw = new RandomDraw(capacity, generator);
    this.budget = new KeepBudget(settings.instanceKeepRatio(), settings.minimumKept(), draw);
    this.ranking = new ScoreRanking(settings.exploreRatio(), true, capacity, draw);
    this.decision = new FilterDecision(capacity);
    this.ids = new long[capacity];
    this.scores = new float[capacity];
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.tamis.stream.InvalidInstanceException if an id is negative or 2^26 or more
   */
  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds offeredIds, ComputeCost cost) {
    int instances = offered.instances();
    for (int n = 0; n < instances; n++) {
      ids[n] = offeredIds.id(n);
      LossTable.check(ids[n]);
      scores[n] = table.get(ids[n]);
    }
    decision.reset(instances);
    ranking.reset(instances);
    budget.earn(instances);
    int count = budget.affordable(instances);
    ranking.choose(scores, count, budget.keepProbability(instances, count), decision);
    budget.spend(count);
    decision.finish();
    return decision;
  }

  @Override
  public void observe(
      FeatureMap offered, FilterDecision made, float[] losses, int[] labels, ComputeCost cost) {
    InstanceSet labelled = made.labelled();
    for (int k = 0; k < labelled.count(); k++) {
      int n = labelled.get(k);
      table.set(ids[n], losses[n]);
    }
  }

  @Override
  public FilterReport report() {
    return FilterReport.without("stale-loss");
  }

  @Override
  public long bytes() {
    return table.bytes();
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    table.saveState(out);
    budget.saveState(out);
    draw.saveState(out);
    ranking.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    table.restoreState(in);
    budget.restoreState(in);
    draw.restoreState(in);
    ranking.restoreState(in);
  }
}
