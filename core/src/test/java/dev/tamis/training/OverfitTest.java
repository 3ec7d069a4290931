package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.report.StepReport;
import dev.tamis.selection.KeepAll;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One mini-batch, half of it noise with random labels, can be learnt by heart. */
class OverfitTest {
  private static final long SEED = 5;
  private static final int BATCH = 16;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneBatchIsLearntByHeart(boolean pruned) {
    ErrorMapPruner pruner = pruned ? SmallTraining.pruner(ChannelImportance.PRODUCT, SEED) : null;
    try (SmallTraining training =
        new SmallTraining(new ComputeResources(1), BATCH, new KeepAll(BATCH), pruner, 0.02, SEED)) {
      training.stream.next(training.batch);
      double first = training.trainer.step(training.batch).lossSum() / BATCH;
      StepReport last = training.trainer.step(training.batch);
      for (int t = 0; t < 300; t++) {
        last = training.trainer.step(training.batch);
      }

      assertThat(first).as("seed %d", SEED).isGreaterThan(0.5);
      assertThat(last.lossSum() / BATCH).as("seed %d", SEED).isLessThan(0.01);
      assertThat(last.correct()).isEqualTo(BATCH);
    }
  }
}
