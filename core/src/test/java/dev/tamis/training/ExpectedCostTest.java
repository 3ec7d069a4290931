package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.HardExampleSelector;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.selection.LossSelector;
import dev.tamis.selection.RandomFilter;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import dev.tamis.training.ExpectedCost.Shares;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is foretold must be what a real trainer's ledger then shows. */
class ExpectedCostTest {
  private static final int BATCH = 8;
  private static final int STEPS = 4;
  private static final int CLASSES = 10;

  private final NetworkSpec lenet = NetworkZoo.lenet(new Shape(28, 28, 1), CLASSES);
  private final NetworkSpec resnet = NetworkZoo.resnet(8, new Shape(16, 16, 3), CLASSES);

  @Test
  void isDenseWithoutFilterAndPruner() {
    for (NetworkSpec spec : new NetworkSpec[] {lenet, resnet}) {
      ExpectedCost expected = agree(spec, new KeepAll(BATCH), null, 1);

      assertThat(expected.savingRatio()).isZero();
    }
  }

  @Test
  void agreesWithAPrunedTrainer() {
    for (NetworkSpec spec : new NetworkSpec[] {lenet, resnet}) {
      ExpectedCost expected = agree(spec, new KeepAll(BATCH), pruner(spec, 0.4), 1);

      assertThat(expected.macs(Phase.SCORING)).isPositive();
      assertThat(expected.savingRatio()).isPositive();
    }
  }

  @Test
  void agreesWithATrainerThatDrops() {
    agree(lenet, random(0.5), null, 0.5);
    agree(resnet, random(0.25), pruner(resnet, 0.6), 0.25);
    ErrorMapPruner unbiased =
        new ErrorMapPruner(
            resnet,
            KeepRatioSchedule.constant(0.6),
            ChannelImportance.UNBIASED,
            Map.of(),
            new SeededGenerator(2));
    agree(resnet, random(0.25), unbiased, 0.25);
  }

  @Test
  void agreesWithATrainerThatRunsBackwardOnHardExamplesAlone() {
    for (NetworkSpec spec : new NetworkSpec[] {lenet, resnet}) {
      LossSelector hard = new HardExampleSelector(0.25, 0, BATCH, new SeededGenerator(4));
      ExpectedCost expected = agree(spec, new KeepAll(BATCH), hard, pruner(spec, 0.6), 0.25);

      assertThat(expected.macs(Phase.MAIN_FORWARD)).isEqualTo(spec.forwardMacs());
    }
  }

  @Test
  void countsTheFiltersOwnWork() {
    NetworkSpec filter = NetworkZoo.lenet5(new Shape(28, 28, 1), 1);
    BackwardPlan plan = BackwardPlan.all(filter);
    ExpectedCost expected =
        ExpectedCost.perInstance(
            lenet,
            BackwardPlan.all(lenet),
            (node, channels) -> channels,
            filter,
            1000,
            Shares.filtered(0.25, 0.04),
            64);

    assertThat(expected.macs(Phase.FILTER_FORWARD)).isEqualTo(1000 + filter.forwardMacs());
    assertThat(expected.macs(Phase.FILTER_BACKWARD))
        .isEqualTo((0.25 + 0.75 * 0.04) * (plan.errorMacs() + plan.weightMacs()));
    assertThat(expected.macs(Phase.LABEL_FORWARD)).isEqualTo(0.75 * 0.04 * lenet.forwardMacs());
  }

  private ExpectedCost agree(
      NetworkSpec spec, InstanceFilter filter, @Nullable ErrorMapPruner pruner, double keepRatio) {
    return agree(spec, filter, null, pruner, keepRatio);
  }

  private ExpectedCost agree(
      NetworkSpec spec,
      InstanceFilter filter,
      @Nullable LossSelector selector,
      @Nullable ErrorMapPruner pruner,
      double keepRatio) {
    ComputeCost cost = ledger(spec, filter, selector, pruner);
    ExpectedCost expected =
        ExpectedCost.perInstance(
            spec,
            BackwardPlan.all(spec),
            pruner == null ? (node, channels) -> channels : pruner,
            null,
            0,
            selector == null ? Shares.filtered(keepRatio, 0) : Shares.hardExamples(keepRatio),
            BATCH);
    int offered = STEPS * BATCH;
    for (Phase phase : Phase.values()) {
      assertThat(offered * expected.macs(phase))
          .as(spec.name() + " " + phase)
          .isCloseTo((double) cost.macs(phase), withinPercentage(1e-9));
    }
    assertThat(offered * expected.denseMacs()).isEqualTo(cost.denseMacs());
    assertThat(expected.savingRatio()).isCloseTo(cost.savingRatio(), withinPercentage(1e-9));
    return expected;
  }

  private static ComputeCost ledger(
      NetworkSpec spec,
      InstanceFilter filter,
      @Nullable LossSelector selector,
      @Nullable ErrorMapPruner pruner) {
    MiniBatch batch = new MiniBatch(spec.input(), CLASSES, BATCH, id -> (int) (id % CLASSES));
    BackwardPlan plan = BackwardPlan.all(spec);
    try (ComputeResources resources = new ComputeResources(1)) {
      TrainerSettings settings =
          new TrainerSettings(
              BATCH,
              plan,
              new Sgd(spec, plan, 0.9, 0),
              LearningRateSchedule.constant(1e-3),
              LossScale.MEAN_OVER_KEPT,
              filter,
              pruner,
              selector,
              LabelStatistics.RUNNING);
      Network network = new Network(spec, resources, new SeededGenerator(3));
      Trainer trainer = new Trainer(network, settings, batch);
      SeededGenerator pixels = new SeededGenerator(5);
      for (int step = 0; step < STEPS; step++) {
        batch.clear();
        for (int n = 0; n < BATCH; n++) {
          int at = batch.append(n);
          for (int i = 0; i < spec.input().size(); i++) {
            batch.images().data()[at + i] = pixels.nextFloat();
          }
        }
        trainer.step(batch);
      }
      return trainer.cost().copy();
    }
  }

  private static InstanceFilter random(double keepRatio) {
    // As many kept in every step as the ratio says: kernels' norms are then due in each.
    return new RandomFilter(keepRatio, (int) (keepRatio * BATCH), BATCH, new SeededGenerator(7));
  }

  private static ErrorMapPruner pruner(NetworkSpec spec, double keepRatio) {
    return new ErrorMapPruner(
        spec,
        KeepRatioSchedule.constant(keepRatio),
        ChannelImportance.PRODUCT,
        Map.of(),
        new SeededGenerator(9));
  }
}
