package dev.tamis.training;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.MemoryCost;
import dev.tamis.cost.Phase;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardCost;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.report.FilterReport;
import dev.tamis.report.StepReport;
import dev.tamis.selection.FilterDecision;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.LossSelector;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.ParameterSlab;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One network being trained: filter, forward, loss, pruned backward, update. Not thread-safe. */
public final class Trainer {
  private final Network network;
  private final TrainerSettings settings;
  private final InstanceFilter filter;
  private final ChannelSelector channels;
  private final Workspace workspace;
  private final Workspace labelWorkspace;
  private final Gradients gradients;
  private final SoftmaxCrossEntropy lossFunction;
  private final SoftmaxCrossEntropy labelLossFunction;
  private final MiniBatch kept;
  private final MiniBatch labelOnly;
  private final @Nullable LossSelection selection;
  private final float[] losses;
  private final int[] labels;
  private final float[] weights;
  private final float[] statisticsBefore;
  private final StepReport report = new StepReport();
  private final ComputeCost cost = new ComputeCost();
  private final long forwardMacs;
  private final long denseMacs;
  private long steps;
  private long offeredCount;
  private long keptCount;

  /**
   * Plans all memory.
   *
   * @param network its output is one logit per class
   * @param settings the parts
   * @param like a batch of the kind that will be offered
   */
  public Trainer(Network network, TrainerSettings settings, MiniBatch like) {
    this.network = network;
    this.settings = settings;
    this.filter = settings.filter();
    ErrorMapPruner pruner = settings.pruner();
    this.channels = pruner == null ? ChannelSelector.ALL : pruner;
    int capacity = settings.batchSize();
    int classes = network.spec().output().size();
    this.workspace = network.trainingWorkspace(settings.plan(), capacity);
    this.labelWorkspace = network.inferenceWorkspace(capacity);
    this.gradients = new Gradients(network.spec());
    this.lossFunction = new SoftmaxCrossEntropy(classes, capacity);
    this.labelLossFunction = new SoftmaxCrossEntropy(classes, capacity);
    this.kept = like.sibling(capacity);
    this.labelOnly = like.sibling(capacity);
    LossSelector selector = settings.lossSelector();
    this.selection = selector == null ? null : new LossSelection(selector, network, like, capacity);
    this.losses = new float[capacity];
    this.labels = new int[capacity];
    this.weights = new float[capacity];
    this.statisticsBefore = new float[network.parameters().statistics().data().length];
    this.forwardMacs = network.spec().forwardMacs();
    this.denseMacs = forwardMacs + settings.plan().errorMacs() + settings.plan().weightMacs();
  }

  /**
   * One training step.
   *
   * @param offered at least one instance; labels are fetched for kept and label-only instances
   *     alone
   * @return valid until the next step
   * @throws dev.tamis.stream.InvalidInstanceException if a label is out of range; nothing was
   *     trained on
   * @throws TrainingDivergedException if the loss is not finite; parameters and running statistics
   *     are as they were before the step
   */
  public StepReport step(MiniBatch offered) {
    double learningRate = settings.learningRate().at(steps);
    FilterDecision decision = filter.select(offered.images(), offered, cost);
    cost.addDense(denseMacs * offered.count());
    offered.keep(decision.kept(), kept);
    offered.keep(decision.labelOnly(), labelOnly);
    kept.fetchLabels();
    labelOnly.fetchLabels();
    report.set(steps + 1, offered.count(), kept.count(), labelOnly.count(), 0, 0, learningRate);
    if (kept.count() > 0) {
      train(decision, learningRate);
    }
    if (labelOnly.count() > 0) {
      label(decision.labelOnly());
    }
    filter.observe(offered.images(), decision, losses, labels, cost);
    steps++;
    offeredCount += offered.count();
    keptCount += report.kept();
    return report;
  }

  private void train(FilterDecision decision, double learningRate) {
    long start = System.nanoTime();
    rememberStatistics();
    workspace.draw(steps);
    FeatureMap logits = network.forward(kept.images(), workspace);
    weigh(decision, null);
    LossResult loss = lossFunction.evaluate(logits, kept.labels(), weights);
    if (!Double.isFinite(loss.lossSum())) {
      restoreStatistics();
      throw new TrainingDivergedException(steps + 1, learningRate);
    }
    scatter(loss, kept, decision.kept());
    cost.add(Phase.MAIN_FORWARD, forwardMacs * kept.count(), System.nanoTime() - start);
    loss = retain(decision, logits, loss);
    int trained = loss.instances();
    if (trained > 0) {
      update(loss, learningRate);
    }
    report.set(
        steps + 1,
        decision.offered(),
        trained,
        labelOnly.count() + kept.count() - trained,
        loss.lossSum(),
        loss.correct(),
        learningRate);
  }

  private void update(LossResult loss, double learningRate) {
    ErrorMapPruner pruner = settings.pruner();
    if (pruner != null) {
      pruner.atStep(steps);
    }
    network.backward(loss.error(), channels, workspace, gradients);
    addBackwardCost();
    settings.optimizer().step(network.parameters(), gradients, learningRate);
  }

  /** Goes on with the instances whose losses were chosen, if there is such a choice. */
  private LossResult retain(FilterDecision decision, FeatureMap logits, LossResult loss) {
    if (selection == null) {
      return loss;
    }
    InstanceSet chosen = selection.select(loss);
    if (chosen.isAll()) {
      return loss;
    }
    selection.retain(chosen, kept, logits, network, workspace);
    weigh(decision, chosen);
    return lossFunction.evaluate(selection.logits(), selection.labels(), weights);
  }

  /** Weights of the kept instances, or of those chosen of them. */
  private void weigh(FilterDecision decision, @Nullable InstanceSet chosen) {
    int count = chosen == null ? kept.count() : chosen.count();
    for (int k = 0; k < count; k++) {
      int n = decision.kept().get(chosen == null ? k : chosen.get(k));
      double probability = decision.keepProbability(n);
      weights[k] = settings.lossScale().weight(count, decision.offered(), probability);
    }
  }

  /** Losses and labels by number among the offered. */
  private void scatter(LossResult loss, MiniBatch batch, InstanceSet instances) {
    for (int k = 0; k < instances.count(); k++) {
      losses[instances.get(k)] = loss.loss(k);
      labels[instances.get(k)] = batch.label(k);
    }
  }

  private void addBackwardCost() {
    BackwardCost backward = workspace.backwardCost();
    cost.add(Phase.ERROR_PROPAGATION, backward.errorMacs(), backward.errorNanos());
    cost.add(Phase.WEIGHT_GRADIENT, backward.weightMacs(), backward.weightNanos());
    cost.add(Phase.SCORING, backward.scoringMacs(), backward.scoringNanos());
  }

  private void rememberStatistics() {
    float[] statistics = network.parameters().statistics().data();
    System.arraycopy(statistics, 0, statisticsBefore, 0, statisticsBefore.length);
  }

  private void restoreStatistics() {
    ParameterSlab statistics = network.parameters().statistics();
    System.arraycopy(statisticsBefore, 0, statistics.data(), 0, statisticsBefore.length);
    statistics.markChanged();
  }

  /** Losses of instances that are not trained on; nothing of the network changes. */
  private void label(InstanceSet instances) {
    long start = System.nanoTime();
    FeatureMap logits = forwardLabelOnly();
    LossResult loss = labelLossFunction.evaluate(logits, labelOnly.labels(), weights);
    scatter(loss, labelOnly, instances);
    cost.add(Phase.LABEL_FORWARD, forwardMacs * labelOnly.count(), System.nanoTime() - start);
  }

  /**
   * The memory for training steps is free by now: a pass with batch statistics can be run in it.
   */
  private FeatureMap forwardLabelOnly() {
    if (settings.labelStatistics() == LabelStatistics.RUNNING || labelOnly.count() < 2) {
      return network.forward(labelOnly.images(), labelWorkspace);
    }
    rememberStatistics();
    FeatureMap logits = network.forward(labelOnly.images(), workspace);
    restoreStatistics();
    return logits;
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** The filter. */
  public InstanceFilter filter() {
    return filter;
  }

  /** How the filter, or the choice by loss, is doing. */
  public FilterReport filterReport() {
    return selection == null ? filter.report() : FilterReport.without(selection.selector().mode());
  }

  /** Steps done. */
  public long steps() {
    return steps;
  }

  /** Instances offered. */
  public long offeredCount() {
    return offeredCount;
  }

  /** Instances kept. */
  public long keptCount() {
    return keptCount;
  }

  /** Computation spent so far; changes with every step. */
  public ComputeCost cost() {
    return cost;
  }

  /** Planned bytes, the filter's included. */
  public MemoryCost memory() {
    long parameters =
        (long) network.parameters().trained().data().length + 2L * statisticsBefore.length;
    return new MemoryCost(
        parameters * Float.BYTES,
        (long) gradients.slab().data().length * Float.BYTES,
        settings.optimizer().stateBytes(),
        workspace.bytes() + labelWorkspace.bytes() + filter.bytes(),
        network.packedBytes() + network.scratchBytes(),
        3 * kept.bytes() + (selection == null ? 0 : selection.bytes()));
  }

  /** Writes everything that changes, except the network's parameters. */
  public void saveState(DataOutput out) throws IOException {
    out.writeLong(steps);
    out.writeLong(offeredCount);
    out.writeLong(keptCount);
    cost.saveState(out);
    settings.optimizer().saveState(out);
    filter.saveState(out);
    if (selection != null) {
      selection.selector().saveState(out);
    }
    ErrorMapPruner pruner = settings.pruner();
    if (pruner != null) {
      pruner.saveState(out);
    }
  }

  /** Continues from a saved state of a trainer with the same settings. */
  public void restoreState(DataInput in) throws IOException {
    steps = in.readLong();
    offeredCount = in.readLong();
    keptCount = in.readLong();
    cost.restoreState(in);
    settings.optimizer().restoreState(in);
    filter.restoreState(in);
    if (selection != null) {
      selection.selector().restoreState(in);
    }
    ErrorMapPruner pruner = settings.pruner();
    if (pruner != null) {
      pruner.restoreState(in);
    }
  }
}
