package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.LossScale;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.StepReport;
import dev.tamis.selection.HardExampleSelector;
import dev.tamis.selection.KeepAll;
import dev.tamis.selection.LossSelector;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.stream.EpochStream;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.TestImages;
import dev.tamis.testing.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Forward of all, backward of the highest losses alone. */
class HardExamplesTest {
  private static final long SEED = 61;
  private static final int BATCH = 16;
  private static final NetworkSpec PLAIN =
      new NetworkBuilder("plain", SmallTraining.IMAGES)
          .add("conv1", Conv2d.square(6, 3, 1, 1, true))
          .add("relu1", new Relu())
          .add("pool1", MaxPool2d.square(2))
          .add("conv2", Conv2d.square(12, 3, 1, 1, true))
          .add("relu2", new Relu())
          .add("flatten", new Flatten())
          .add("fc", new Linear(SmallTraining.CLASSES, true))
          .build();

  /** Passes a choice on and remembers it, with the losses it was made from. */
  private static final class Watching implements LossSelector {
    private final LossSelector inner = SmallTraining.hardExamples(0.3, BATCH, SEED);
    private final float[] losses = new float[BATCH];
    private InstanceSet chosen = new InstanceSet(0);

    @Override
    public String mode() {
      return inner.mode();
    }

    @Override
    public InstanceSet select(LossResult loss) {
      for (int n = 0; n < loss.instances(); n++) {
        losses[n] = loss.loss(n);
      }
      chosen = inner.select(loss);
      return chosen;
    }

    @Override
    public void saveState(DataOutput out) throws IOException {
      inner.saveState(out);
    }

    @Override
    public void restoreState(DataInput in) throws IOException {
      inner.restoreState(in);
    }
  }

  private static SmallTraining small(@Nullable LossSelector selector, boolean pruned) {
    return new SmallTraining(
        new ComputeResources(1),
        BATCH,
        new KeepAll(BATCH),
        selector,
        pruned ? SmallTraining.pruner(ChannelImportance.RANDOM, SEED) : null,
        LabelStatistics.RUNNING,
        0.03,
        SEED);
  }

  private static Trainer plain(
      ComputeResources resources, MiniBatch like, @Nullable LossSelector selector) {
    BackwardPlan plan = BackwardPlan.all(PLAIN);
    TrainerSettings settings =
        new TrainerSettings(
            BATCH,
            plan,
            new Sgd(PLAIN, plan, 0.9, 1e-3),
            LearningRateSchedule.constant(0.05),
            LossScale.MEAN_OVER_KEPT,
            new KeepAll(BATCH),
            null,
            selector,
            LabelStatistics.RUNNING);
    return new Trainer(new Network(PLAIN, resources, new SeededGenerator(1)), settings, like);
  }

  @Test
  void theUpdateIsThatOfAMiniBatchOfTheChosenAlone() {
    TestImages images = new TestImages(SmallTraining.IMAGES, SmallTraining.CLASSES, 100, true, 1);
    EpochStream stream = new EpochStream(images, SEED);
    MiniBatch batch = stream.newBatch(BATCH);
    MiniBatch hard = batch.sibling(BATCH);
    Watching selector = new Watching();
    try (ComputeResources resources = new ComputeResources(1)) {
      Trainer some = plain(resources, batch, selector);
      Trainer only = plain(resources, batch, null);
      for (int step = 0; step < 12; step++) {
        stream.next(batch);
        StepReport report = some.step(batch);
        double lossSum = report.lossSum();
        batch.keep(selector.chosen, hard);
        StepReport expected = only.step(hard);

        assertThat(report.kept()).isEqualTo(expected.kept()).isEqualTo(selector.chosen.count());
        assertThat(report.kept() + report.labelOnly()).isEqualTo(batch.count());
        assertThat(lossSum).isEqualTo(expected.lossSum());
        assertThat(report.correct()).isEqualTo(expected.correct());
      }
      Values.assertSameBits(
          "parameters, seed " + SEED,
          some.network().parameters().trained().data(),
          only.network().parameters().trained().data());
      assertThat(some.filterReport().mode()).isEqualTo("ohem");
      assertThat(some.memory().batchBytes()).isGreaterThan(only.memory().batchBytes());
    }
  }

  @Test
  void theChosenHaveTheHighestLossesAndAnExactShare() {
    Watching selector = new Watching();
    try (SmallTraining training = small(selector, false)) {
      long offered = 0;
      for (int step = 0; step < 60; step++) {
        training.steps(1);
        int count = training.batch.count();
        offered += count;
        float[] sorted = Arrays.copyOf(selector.losses, count);
        Arrays.sort(sorted);
        for (int k = 0; k < selector.chosen.count(); k++) {
          assertThat(selector.losses[selector.chosen.get(k)])
              .isGreaterThanOrEqualTo(sorted[count - selector.chosen.count()]);
        }
        assertThat(Math.abs(training.trainer.keptCount() - 0.3 * offered)).isLessThan(1 + 1e-6);
      }
    }
  }

  @Test
  void aShareOfOneIsDenseBitForBit() {
    try (SmallTraining all = small(SmallTraining.hardExamples(1, BATCH, SEED), false);
        SmallTraining dense = small(null, false)) {
      all.steps(10);
      dense.steps(10);

      Values.assertSameBits(
          "parameters",
          all.network.parameters().trained().data(),
          dense.network.parameters().trained().data());
      assertThat(all.trainer.cost().savingRatio()).isZero();
    }
  }

  /** conv2 keeps 6 of 12 kernels, fc1 4 of 16; random channels cost no scoring. */
  @Test
  void costIsOneForwardPassAndTheShareOfTheBackwardProducts() {
    long conv1 = 10 * 10 * 9 * 6;
    long conv2 = 5 * 5 * 9 * 6 * 12;
    long fc1 = 2 * 2 * 12 * 16;
    long fc2 = 16 * 3;
    try (SmallTraining training = small(SmallTraining.hardExamples(0.3, BATCH, SEED), true)) {
      training.steps(40);
      ComputeCost cost = training.trainer.cost();
      long offered = training.trainer.offeredCount();
      long kept = training.trainer.keptCount();
      long error = kept * (conv2 / 2 + fc1 / 4 + fc2);

      assertThat(kept).isBetween((long) (0.3 * offered) - 1, (long) (0.3 * offered) + 1);
      assertThat(cost.macs(Phase.MAIN_FORWARD)).isEqualTo(offered * (conv1 + conv2 + fc1 + fc2));
      assertThat(cost.macs(Phase.ERROR_PROPAGATION)).isEqualTo(error);
      assertThat(cost.macs(Phase.WEIGHT_GRADIENT)).isEqualTo(error + kept * conv1);
      assertThat(cost.totalMacs())
          .isEqualTo(offered * (conv1 + conv2 + fc1 + fc2) + 2 * error + kept * conv1);
    }
  }

  @Test
  void choosingAllocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    FeatureMap logits = FeatureMap.allocate(Shape.vector(3), BATCH);
    SeededGenerator random = new SeededGenerator(2);
    SoftmaxCrossEntropy function = new SoftmaxCrossEntropy(3, BATCH);
    LossSelector selector = SmallTraining.hardExamples(0.3, BATCH, SEED);
    long allocated = 0;
    for (int step = 0; step < 2000; step++) {
      for (int i = 0; i < 3 * BATCH; i++) {
        logits.data()[i] = (float) random.nextGaussian();
      }
      LossResult loss = function.evaluate(logits, new int[BATCH], new float[BATCH]);
      long before = threads.getCurrentThreadAllocatedBytes();
      selector.select(loss);
      allocated += step >= 1000 ? threads.getCurrentThreadAllocatedBytes() - before : 0;
    }
    assertThat(allocated).isLessThan(2000);
  }

  @Test
  void tiesGoToTheLowestNumber() {
    LossResult same =
        new SoftmaxCrossEntropy(2, 4)
            .evaluate(FeatureMap.allocate(Shape.vector(2), 4), new int[4], new float[4]);
    HardExampleSelector selector = new HardExampleSelector(0.5, 0, 4, new SeededGenerator(1));

    assertThat(selector.select(same)).hasToString("[0, 1] of 4");
  }
}
