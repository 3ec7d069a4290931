package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.Multiply;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.quantize.QuantizationScheme;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A step with filter and pruning allocates nothing, once it is compiled. */
class MethodAllocationTest {
  private static final int WINDOW = 200;

  private static final int MOST_WINDOWS = 40;

  private static final Shape SHAPE = new Shape(16, 16, 1);

  static Stream<Arguments> networks() {
    NetworkSpec lenet = NetworkZoo.lenet(SHAPE, 10);
    NetworkSpec others =
        new NetworkBuilder("layers of other models", SHAPE)
            .add("scales", new ChannelAffine())
            .add("conv1", Conv2d.square(8, 3, 1, 1, false))
            .add("norm1", new BatchNorm2d())
            .add("swish", new Activation(new ActivationFunction.HardSwish()))
            .add("squeeze", new GlobalAveragePool())
            .add("excite", new Linear(8, true))
            .add("gate", new Activation(new ActivationFunction.Sigmoid()))
            .add("scaled", new Multiply(), 3, 6)
            .add("conv2", Conv2d.square(8, 3, 1, 1, true))
            .add("leaky", new Activation(new ActivationFunction.LeakyRelu(0.1f)))
            .add("joined", new Concat(3), 9, 7, 3)
            .add("conv3", Conv2d.square(8, 3, 2, 1, true))
            .add("clip", new Activation(new ActivationFunction.Clip(0, 6)))
            .add("pool", new GlobalAveragePool())
            .add("dropout", new Dropout(0.1f))
            .add("fc", new Linear(10, true))
            .build();
    return Stream.of(lenet, others)
        .flatMap(
            spec ->
                Stream.of(QuantizationScheme.NONE, QuantizationScheme.bits(8))
                    .map(scheme -> Arguments.of(spec, scheme)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aStepWithFilterAndPruningAllocatesNothing(NetworkSpec spec, QuantizationScheme scheme) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Shape shape = SHAPE;
    int size = 32;
    MiniBatch batch = new MiniBatch(shape, 10, size, id -> (int) (id % 10));
    SeededGenerator generator = new SeededGenerator(1);
    for (int n = 0; n < size; n++) {
      int at = batch.append(n);
      for (int i = 0; i < shape.size(); i++) {
        batch.images().data()[at + i] = (float) generator.nextGaussian();
      }
    }
    BackwardPlan plan = BackwardPlan.training(spec, name -> !name.equals("norm1"));
    try (ComputeResources resources = new ComputeResources(1)) {
      assumeThat(resources.kernelsName())
          .as("until they are compiled, vector kernels allocate")
          .isEqualTo("scalar");
      EarlyInstanceFilter filter =
          EarlyInstanceFilter.budgeted(
              BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS),
              new FilterTraining(
                  FilterNetworks.slimLenet(shape),
                  LearningRateSchedule.constant(0.005),
                  0.5,
                  0,
                  scheme),
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
              new Network(spec, resources, new SeededGenerator(3), scheme),
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
