package dev.tamis.training;

import dev.tamis.cost.ComputeCost;
import dev.tamis.layer.ComputeResources;
import dev.tamis.report.FilterReport;
import dev.tamis.selection.FilterDecision;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.stream.InstanceIds;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.testing.Values;
import org.junit.jupiter.api.Test;

/** Kept instances alone make the update: it is the one of a mini-batch of just these. */
class KeptInstancesTest {
  private static final long SEED = 51;
  private static final int BATCH = 16;

  /** Of every three instances keeps the first and labels the second. */
  private static final class EveryThird implements InstanceFilter {
    private final FilterDecision decision = new FilterDecision(BATCH);

    @Override
    public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
      fill(decision.kept(), offered.instances(), 0);
      fill(decision.labelOnly(), offered.instances(), 1);
      return decision;
    }

    private static void fill(InstanceSet set, int count, int first) {
      set.reset(count);
      for (int n = first; n < count; n += 3) {
        set.append(n);
      }
    }

    @Override
    public FilterReport report() {
      return FilterReport.without("every third");
    }
  }

  private static SmallTraining training(InstanceFilter filter) {
    return new SmallTraining(new ComputeResources(1), BATCH, filter, null, 0.05, SEED);
  }

  @Test
  void droppedAndLabelOnlyInstancesLeaveNoTraceInTheNetwork() {
    EveryThird filter = new EveryThird();
    try (SmallTraining some = training(filter);
        SmallTraining only = training(new KeepAll(BATCH))) {
      MiniBatch kept = only.batch.sibling(BATCH);
      for (int step = 0; step < 5; step++) {
        some.steps(1);
        only.stream.next(only.batch);
        only.batch.keep(filter.decision.kept(), kept);
        only.trainer.step(kept);
      }

      Values.assertSameBits(
          "parameters, seed " + SEED,
          some.network.parameters().trained().data(),
          only.network.parameters().trained().data());
      Values.assertSameBits(
          "running statistics, seed " + SEED,
          some.network.parameters().statistics().data(),
          only.network.parameters().statistics().data());
    }
  }
}
