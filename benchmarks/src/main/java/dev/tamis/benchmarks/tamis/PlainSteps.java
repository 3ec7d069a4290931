package dev.tamis.benchmarks.tamis;

import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Workspace;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.tensor.FeatureMap;
import java.util.Arrays;
import java.util.Map;

/** Steps on one fixed mini-batch, dense or with error map pruning. */
final class PlainSteps implements TamisSide.Steps {
  private final Task task;
  private final Network network;
  private final Workspace workspace;
  private final Gradients gradients;
  private final Sgd optimizer;
  private final SoftmaxCrossEntropy lossFunction;
  private final ChannelSelector selector;
  private final FeatureMap images;
  private final int[] labels;
  private final float[] weights;
  private long macs;

  PlainSteps(Task task, ComputeResources resources) {
    this.task = task;
    NetworkSpec spec = task.spec();
    BackwardPlan plan = BackwardPlan.all(spec);
    network = new Network(spec, resources, SeededGenerator.split(task.seed(), "weights"));
    workspace = network.trainingWorkspace(plan, task.batchSize());
    gradients = new Gradients(spec);
    optimizer = new Sgd(spec, plan, Task.MOMENTUM, Task.WEIGHT_DECAY);
    lossFunction = new SoftmaxCrossEntropy(Task.CLASSES, task.batchSize());
    selector = task.keepChannels() < 1 ? pruner(task) : ChannelSelector.ALL;
    SyntheticBatch batch = new SyntheticBatch(task, 0);
    images = new FeatureMap(batch.channelsLast(), 0, spec.input(), task.batchSize());
    labels = batch.labels();
    weights = new float[task.batchSize()];
    Arrays.fill(weights, 1f / task.batchSize());
  }

  static ErrorMapPruner pruner(Task task) {
    return new ErrorMapPruner(
        task.spec(),
        KeepRatioSchedule.constant(task.keepChannels()),
        ChannelImportance.PRODUCT,
        Map.of(),
        SeededGenerator.split(task.seed(), "pruner"));
  }

  @Override
  public String description() {
    return task.keepChannels() < 1 ? ", channel keep ratio " + task.keepChannels() : "";
  }

  @Override
  public long parameterCount() {
    return network.spec().parameterCount();
  }

  @Override
  public double step() {
    FeatureMap logits = network.forward(images, workspace);
    LossResult loss = lossFunction.evaluate(logits, labels, weights);
    network.backward(loss.error(), selector, workspace, gradients);
    optimizer.step(network.parameters(), gradients, Task.LEARNING_RATE);
    macs = network.spec().forwardMacs() * task.batchSize() + workspace.backwardCost().totalMacs();
    return loss.lossSum() / task.batchSize();
  }

  @Override
  public long macs() {
    return macs;
  }
}
