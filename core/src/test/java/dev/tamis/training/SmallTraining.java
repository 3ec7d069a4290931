package dev.tamis.training;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.Relu;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterScore;
import dev.tamis.selection.FilterTraining;
import dev.tamis.selection.HardExampleSelector;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.selection.LossSelector;
import dev.tamis.selection.PaperSettings;
import dev.tamis.selection.RandomFilter;
import dev.tamis.selection.StaleLossFilter;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.EpochStream;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.TestImages;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trainer of a small LeNet-like network with every part there is, made anew from a seed; the
 * images are always the same.
 */
final class SmallTraining implements AutoCloseable {
  static final int CLASSES = 3;
  private static final long IMAGE_SEED = 1;
  static final Shape IMAGES = new Shape(10, 10, 1);
  static final NetworkSpec MAIN =
      new NetworkBuilder("small", IMAGES)
          .add("conv1", Conv2d.square(6, 3, 1, 1, false))
          .add("norm1", new BatchNorm2d())
          .add("relu1", new Relu())
          .add("pool1", MaxPool2d.square(2))
          .add("conv2", Conv2d.square(12, 3, 1, 1, true))
          .add("relu2", new Relu())
          .add("squeeze", new GlobalAveragePool())
          .add("gate", new Activation(new ActivationFunction.Sigmoid()))
          .add("excite", new Multiply(), 5, 7)
          .add("pool2", MaxPool2d.square(2))
          .add("flatten", new Flatten())
          .add("fc1", new Linear(16, true))
          .add("swish", new Activation(new ActivationFunction.HardSwish()))
          .add("dropout", new Dropout(0.05f))
          .add("fc2", new Linear(CLASSES, true))
          .build();
  static final NetworkSpec FILTER = filter(1);
  private static final NetworkSpec CLASSIFIER = filter(CLASSES);

  private static NetworkSpec filter(int outputs) {
    return new NetworkBuilder("small-filter", IMAGES)
        .add("conv", Conv2d.square(4, 3, 2, 1, true))
        .add("relu", new Relu())
        .add("pool", new GlobalAveragePool())
        .add("fc", new Linear(outputs, true))
        .build();
  }

  /** Every filter there is. */
  enum Filter {
    NONE,
    RANDOM,
    BUDGETED,
    ENTROPY,
    PAPER,
    STALE_LOSS,
    OHEM;

    InstanceFilter make(ComputeResources resources, int capacity, long seed) {
      FilterTraining training =
          new FilterTraining(FILTER, LearningRateSchedule.constant(0.1), 0.9, 1e-4);
      return switch (this) {
        case NONE, OHEM -> new KeepAll(capacity);
        case RANDOM ->
            new RandomFilter(0.4, 0, capacity, SeededGenerator.split(seed, "random filter"));
        case BUDGETED ->
            EarlyInstanceFilter.budgeted(
                new BudgetSettings(0.5, 0.25, 0.1, 0, FilterScore.LOSS, 0),
                training,
                MAIN,
                resources,
                capacity,
                seed);
        case STALE_LOSS ->
            new StaleLossFilter(
                BudgetSettings.defaults(0.4).withScore(FilterScore.LOSS),
                200,
                capacity,
                SeededGenerator.split(seed, "stale filter"));
        case ENTROPY ->
            EarlyInstanceFilter.budgeted(
                new BudgetSettings(0.5, 0.25, 0.1, 0, FilterScore.ENTROPY, 1.5),
                new FilterTraining(CLASSIFIER, LearningRateSchedule.constant(0.1), 0.9, 1e-4),
                MAIN,
                resources,
                capacity,
                seed);
        case PAPER ->
            EarlyInstanceFilter.paper(
                new PaperSettings(0.4, 0.999, 0.1, Double.NaN, 1.005, 0.995, 10, true),
                training,
                MAIN,
                resources,
                capacity,
                seed);
      };
    }
  }

  static LossSelector hardExamples(double ratio, int capacity, long seed) {
    return new HardExampleSelector(ratio, 0, capacity, SeededGenerator.split(seed, "ohem"));
  }

  final ComputeResources resources;
  final TestImages images;
  final EpochStream stream;
  final Network network;
  final Sgd optimizer;
  final InstanceFilter filter;
  final Trainer trainer;
  final MiniBatch batch;

  SmallTraining(
      int threads, int batchSize, Filter filter, @Nullable ChannelImportance pruning, long seed) {
    this(new ComputeResources(threads), batchSize, filter, pruning, 0.03, seed);
  }

  private SmallTraining(
      ComputeResources resources,
      int batchSize,
      Filter filter,
      @Nullable ChannelImportance pruning,
      double learningRate,
      long seed) {
    this(
        resources,
        batchSize,
        filter.make(resources, batchSize, seed),
        filter == Filter.OHEM ? hardExamples(0.4, batchSize, seed) : null,
        pruner(pruning, seed),
        LabelStatistics.RUNNING,
        learningRate,
        seed);
  }

  SmallTraining(
      ComputeResources resources,
      int batchSize,
      InstanceFilter filter,
      @Nullable ErrorMapPruner pruner,
      double learningRate,
      long seed) {
    this(resources, batchSize, filter, null, pruner, LabelStatistics.RUNNING, learningRate, seed);
  }

  SmallTraining(
      ComputeResources resources,
      int batchSize,
      InstanceFilter filter,
      @Nullable LossSelector selector,
      @Nullable ErrorMapPruner pruner,
      LabelStatistics labelStatistics,
      double learningRate,
      long seed) {
    this.resources = resources;
    this.filter = filter;
    images = new TestImages(IMAGES, CLASSES, 200, true, IMAGE_SEED);
    stream = new EpochStream(images, seed);
    network = new Network(MAIN, resources, SeededGenerator.split(seed, "initialization"));
    BackwardPlan plan = BackwardPlan.all(MAIN);
    optimizer = new Sgd(MAIN, plan, 0.9, 1e-3);
    batch = stream.newBatch(batchSize);
    trainer =
        new Trainer(
            network,
            new TrainerSettings(
                batchSize,
                plan,
                optimizer,
                LearningRateSchedule.cosine(learningRate, 1000),
                LossScale.MEAN_OVER_KEPT,
                filter,
                pruner,
                selector,
                labelStatistics),
            batch);
  }

  static @Nullable ErrorMapPruner pruner(@Nullable ChannelImportance importance, long seed) {
    return importance == null
        ? null
        : new ErrorMapPruner(
            MAIN,
            KeepRatioSchedule.constant(0.5),
            importance,
            Map.of("fc1", 0.25),
            SeededGenerator.split(seed, "pruner"));
  }

  /** Steps from the stream. */
  void steps(int count) {
    for (int t = 0; t < count; t++) {
      stream.next(batch);
      trainer.step(batch);
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
