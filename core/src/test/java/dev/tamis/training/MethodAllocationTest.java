package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterScore;
import dev.tamis.selection.FilterTraining;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A step with filter and pruning allocates nothing, once it is compiled. */
class MethodAllocationTest {
  private static final int WINDOW = 200;

  private static final int MOST_WINDOWS = 40;

  @Test
  void aStepWithFilterAndPruningAllocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Shape shape = new Shape(16, 16, 1);
    NetworkSpec spec = NetworkZoo.lenet(shape, 10);
    int size = 32;
    MiniBatch batch = new MiniBatch(shape, 10, size, id -> (int) (id % 10));
    SeededGenerator generator = new SeededGenerator(1);
    for (int n = 0; n < size; n++) {
      int at = batch.append(n);
      for (int i = 0; i < shape.size(); i++) {
        batch.images().data()[at + i] = (float) generator.nextGaussian();
      }
    }
    BackwardPlan plan = BackwardPlan.all(spec);
    try (ComputeResources resources = new ComputeResources(1)) {
      assumeThat(resources.kernelsName())
          .as("until they are compiled, vector kernels allocate")
          .isEqualTo("scalar");
      EarlyInstanceFilter filter =
          EarlyInstanceFilter.budgeted(
              BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS),
              new FilterTraining(
                  FilterNetworks.slimLenet(shape), LearningRateSchedule.constant(0.005), 0.5, 0),
              spec,
              resources,
              size,
              1);
      ErrorMapPruner pruner =
          new ErrorMapPruner(
              spec,
              KeepRatioSchedule.constant(0.4),
              ChannelImportance.PRODUCT,
              Map.of(),
              new SeededGenerator(2));
      Trainer trainer =
          new Trainer(
              new Network(spec, resources, new SeededGenerator(3)),
              new TrainerSettings(
                  size,
                  plan,
                  new Sgd(spec, plan, 0.9, 1e-4),
                  LearningRateSchedule.constant(0.001),
                  LossScale.MEAN_OVER_KEPT,
                  filter,
                  pruner),
              batch);
      long allocated = Long.MAX_VALUE;
      for (int window = 0; window < MOST_WINDOWS && allocated > 0; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < WINDOW; step++) {
          trainer.step(batch);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isZero();
    }
  }

  @Test
  void choosingChannelsAllocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    NetworkSpec spec = NetworkZoo.lenet(new Shape(28, 28, 1), 10);
    for (ChannelImportance importance : ChannelImportance.values()) {
      ErrorMapPruner pruner =
          new ErrorMapPruner(
              spec, KeepRatioSchedule.constant(0.4), importance, Map.of(), new SeededGenerator(1));
      int node = 3;
      int channels = 50;
      float[] norms = new float[channels];
      ChannelSet kept = new ChannelSet(channels);
      SeededGenerator generator = new SeededGenerator(2);
      long allocated = Long.MAX_VALUE;
      for (int window = 0; window < MOST_WINDOWS && allocated > 0; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < WINDOW; step++) {
          for (int j = 0; j < channels; j++) {
            // Rising for half of the steps: the order in which the JDK's sort merges runs.
            norms[j] = step % 2 == 0 ? j : (float) Math.abs(generator.nextGaussian());
          }
          kept.reset(channels);
          pruner.select(node, 16, norms, norms, kept);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).as(importance.name()).isZero();
      assertThat(kept.count()).isEqualTo(20);
    }
  }
}
