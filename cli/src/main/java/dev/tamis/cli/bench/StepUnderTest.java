package dev.tamis.cli.bench;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterTraining;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import java.util.Map;

/** A trainer over random images and labels, one step at a time. */
final class StepUnderTest {
  private static final int BATCHES = 4;
  static final long SEED = 1;
  private static final double FILTER_LEARNING_RATE = 0.005;
  private static final double FILTER_MOMENTUM = 0.5;

  private final Trainer trainer;
  private final MiniBatch[] offered = new MiniBatch[BATCHES];
  private final double[] millis;

  StepUnderTest(BenchSettings settings, ComputeResources resources) {
    NetworkSpec spec = settings.spec();
    int classes = spec.output().size();
    int size = settings.batchSize();
    SeededGenerator values = SeededGenerator.split(SEED, "bench.images");
    for (int b = 0; b < BATCHES; b++) {
      MiniBatch batch = new MiniBatch(spec.input(), classes, size, id -> (int) (id % classes));
      for (int n = 0; n < size; n++) {
        int at = batch.append((long) b * size + n);
        for (int i = 0; i < spec.input().size(); i++) {
          batch.images().data()[at + i] = (float) values.nextGaussian();
        }
      }
      offered[b] = batch;
    }
    BackwardPlan plan = BackwardPlan.all(spec);
    Network network = new Network(spec, resources, SeededGenerator.split(SEED, "bench.weights"));
    trainer =
        new Trainer(
            network,
            new TrainerSettings(
                size,
                plan,
                new Sgd(spec, plan, 0.9, 1e-4),
                LearningRateSchedule.constant(0.001),
                LossScale.MEAN_OVER_KEPT,
                filter(settings, resources),
                settings.channelKeepRatio() < 1 ? pruner(settings) : null),
            offered[0]);
    millis = new double[settings.steps()];
  }

  private static InstanceFilter filter(BenchSettings settings, ComputeResources resources) {
    if (settings.instanceKeepRatio() == 1) {
      return new KeepAll(settings.batchSize());
    }
    FilterTraining training =
        new FilterTraining(
            FilterNetworks.forMain(settings.spec(), settings.spec().output().size()),
            LearningRateSchedule.constant(FILTER_LEARNING_RATE),
            FILTER_MOMENTUM,
            0);
    return EarlyInstanceFilter.budgeted(
        BudgetSettings.defaults(settings.instanceKeepRatio()),
        training,
        settings.spec(),
        resources,
        settings.batchSize(),
        SEED);
  }

  static ErrorMapPruner pruner(BenchSettings settings) {
    return new ErrorMapPruner(
        settings.spec(),
        KeepRatioSchedule.constant(settings.channelKeepRatio()),
        ChannelImportance.PRODUCT,
        Map.of(),
        SeededGenerator.split(SEED, "bench.pruner"));
  }

  /** Runs a step that is not recorded. */
  void warm() {
    trainer.step(offered[(int) (trainer.steps() % BATCHES)]);
  }

  /** Runs step number {@code step} of those that are recorded. */
  void measure(int step) {
    long start = System.nanoTime();
    trainer.step(offered[(int) (trainer.steps() % BATCHES)]);
    millis[step] = (System.nanoTime() - start) / 1e6;
  }

  /** Duration of each recorded step. */
  double[] millis() {
    return millis.clone();
  }

  /** Multiply-accumulates spent and those that dense training would have taken, so far. */
  long[] macs() {
    return new long[] {trainer.cost().totalMacs(), trainer.cost().denseMacs()};
  }

  /** Planned bytes. */
  long plannedBytes() {
    return trainer.memory().totalBytes();
  }
}
