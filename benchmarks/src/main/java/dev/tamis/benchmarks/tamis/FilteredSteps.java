package dev.tamis.benchmarks.tamis;

import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.StepReport;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterTraining;
import dev.tamis.stream.LabelSource;
import dev.tamis.stream.MiniBatch;
import dev.tamis.training.ExpectedCost;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Steps of a trainer with the budgeted early instance filter, put together as the command line does
 * it, over a few mini-batches in turn. Everything the filter costs is in the step.
 */
final class FilteredSteps implements TamisSide.Steps {
  private static final int BATCHES = 8;

  private final Task task;
  private final Trainer trainer;
  private final NetworkSpec filterNetwork;
  private final List<MiniBatch> offered = new ArrayList<>();
  private long totalBefore;
  private long macs;

  FilteredSteps(Task task, ComputeResources resources) {
    this.task = task;
    NetworkSpec spec = task.spec();
    BackwardPlan plan = BackwardPlan.all(spec);
    Network network = new Network(spec, resources, SeededGenerator.split(task.seed(), "weights"));
    filterNetwork = FilterNetworks.forMain(spec, spec.output().size());
    FilterTraining filterTraining =
        new FilterTraining(filterNetwork, LearningRateSchedule.constant(0.005), 0.5, 0);
    EarlyInstanceFilter filter =
        EarlyInstanceFilter.budgeted(
            BudgetSettings.defaults(task.keepInstances()),
            filterTraining,
            spec,
            resources,
            task.batchSize(),
            task.seed());
    offer(spec);
    TrainerSettings settings =
        new TrainerSettings(
            task.batchSize(),
            plan,
            new Sgd(spec, plan, Task.MOMENTUM, Task.WEIGHT_DECAY),
            LearningRateSchedule.constant(Task.LEARNING_RATE),
            LossScale.MEAN_OVER_KEPT,
            filter,
            task.keepChannels() < 1 ? PlainSteps.pruner(task) : null);
    trainer = new Trainer(network, settings, offered.get(0));
  }

  private void offer(NetworkSpec spec) {
    int size = task.batchSize();
    int[] labels = new int[BATCHES * size];
    LabelSource source = id -> labels[(int) id];
    for (int b = 0; b < BATCHES; b++) {
      SyntheticBatch synthetic = new SyntheticBatch(task, b);
      System.arraycopy(synthetic.labels(), 0, labels, b * size, size);
      MiniBatch batch = new MiniBatch(spec.input(), Task.CLASSES, size, source);
      float[] images = synthetic.channelsLast();
      for (int n = 0; n < size; n++) {
        int at = batch.append((long) b * size + n);
        System.arraycopy(
            images, n * spec.input().size(), batch.images().data(), at, spec.input().size());
      }
      offered.add(batch);
    }
  }

  @Override
  public String description() {
    return ", instance keep ratio "
        + task.keepInstances()
        + " by filter "
        + filterNetwork.name()
        + String.format(
            Locale.ROOT, " (counted saving %.1f %% once it ranks)", 100 * expected().savingRatio())
        + (task.keepChannels() < 1 ? ", channel keep ratio " + task.keepChannels() : "");
  }

  private ExpectedCost expected() {
    NetworkSpec spec = task.spec();
    return ExpectedCost.perInstance(
        spec,
        BackwardPlan.all(spec),
        task.keepChannels() < 1 ? PlainSteps.pruner(task) : ChannelSelector.ALL,
        filterNetwork,
        0,
        ExpectedCost.Shares.filtered(
            task.keepInstances(), BudgetSettings.defaults(task.keepInstances()).auditRatio()),
        task.batchSize());
  }

  @Override
  public long parameterCount() {
    return trainer.network().spec().parameterCount();
  }

  @Override
  public double step() {
    StepReport report = trainer.step(offered.get((int) (trainer.steps() % BATCHES)));
    long total = trainer.cost().totalMacs();
    macs = total - totalBefore;
    totalBefore = total;
    return report.kept() == 0 ? 0 : report.lossSum() / report.kept();
  }

  @Override
  public long macs() {
    return macs;
  }
}
