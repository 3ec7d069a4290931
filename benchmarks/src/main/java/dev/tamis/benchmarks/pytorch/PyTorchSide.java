package dev.tamis.benchmarks.pytorch;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.tamis.benchmarks.Side;
import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;

/**
 * PyTorch's CPU library through DJL, as its documentation trains: blocks, a trainer, a gradient
 * collector. What a step allocates belongs to a manager that is closed with the step.
 */
public final class PyTorchSide implements Side {
  private final Task task;
  private final Model model;
  private final DjlNetwork network;
  private final Trainer trainer;
  private final NDArray images;
  private final NDArray labels;

  /** Holds the network of a task. */
  public PyTorchSide(Task task) {
    this.task = task;
    network = new DjlNetwork(task.spec());
    Engine.getEngine("PyTorch").setRandomSeed((int) task.seed());
    model = Model.newInstance("benchmark", Device.cpu(), "PyTorch");
    model.setBlock(network);
    trainer = model.newTrainer(settings());
    dev.tamis.tensor.Shape input = task.spec().input();
    Shape shape = new Shape(task.batchSize(), input.channels(), input.height(), input.width());
    trainer.initialize(shape);
    SyntheticBatch batch = new SyntheticBatch(task, 0);
    images = trainer.getManager().create(batch.channelsFirst(), shape);
    labels = trainer.getManager().create(batch.labels());
  }

  private static DefaultTrainingConfig settings() {
    Optimizer sgd =
        Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) Task.LEARNING_RATE))
            .optMomentum((float) Task.MOMENTUM)
            .optWeightDecays((float) Task.WEIGHT_DECAY)
            .build();
    XavierInitializer he =
        new XavierInitializer(
            XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2f);
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optInitializer(he, Parameter.Type.WEIGHT)
        .optDevices(new Device[] {Device.cpu()})
        .optOptimizer(sgd);
  }

  @Override
  public String description() {
    Engine engine = Engine.getEngine("PyTorch");
    return "PyTorch "
        + engine.getVersion()
        + " through DJL "
        + Engine.getDjlVersion()
        + ", intra-op threads "
        + System.getProperty("ai.djl.pytorch.num_threads", "default")
        + ", OMP_WAIT_POLICY "
        + System.getenv().getOrDefault("OMP_WAIT_POLICY", "unset");
  }

  @Override
  public long parameterCount() {
    return network.trainedCount();
  }

  @Override
  public double step() {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      // Results go to the manager of what they are made from.
      images.tempAttach(scope);
      labels.tempAttach(scope);
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList predictions = trainer.forward(new NDList(images));
        loss = trainer.getLoss().evaluate(new NDList(labels), predictions);
        collector.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }

  @Override
  public long macs() {
    return task.denseMacs();
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
