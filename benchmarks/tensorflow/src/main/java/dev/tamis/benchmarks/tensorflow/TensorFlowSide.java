package dev.tamis.benchmarks.tensorflow;

import dev.tamis.benchmarks.Side;
import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** TensorFlow's CPU library through TensorFlow-Java: a static graph of one whole training step. */
public final class TensorFlowSide implements Side {
  private final Task task;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> images;
  private final Placeholder<TInt32> labels;
  private final TFloat32 imageValues;
  private final TInt32 labelValues;
  private final Operand<TFloat32> loss;
  private final Op update;
  private final long parameterCount;

  /** Holds the network of a task. */
  public TensorFlowSide(Task task) {
    this.task = task;
    dev.tamis.tensor.Shape input = task.spec().input();
    Shape shape = Shape.of(task.batchSize(), input.height(), input.width(), input.channels());
    Ops tf = Ops.create(graph);
    images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(task.batchSize())));
    Variables variables = new Variables(tf);
    GraphNetwork network = new GraphNetwork(tf, variables);
    Operand<TFloat32> logits = network.logits(task.spec(), images);
    // The sparse form has no gradient outside Python.
    Operand<TFloat32> oneHot =
        tf.oneHot(labels, tf.constant(Task.CLASSES), tf.constant(1f), tf.constant(0f));
    loss = tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss(), tf.constant(0));
    List<Op> updates = new ArrayList<>(network.statistics());
    updates.addAll(momentumSteps(tf, variables));
    update = tf.withControlDependencies(updates).noOp();
    parameterCount = variables.trainedCount();
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(task.threads())
                .setInterOpParallelismThreads(1)
                .build());
    Session.Runner runner = session.runner();
    variables.initializers().forEach(runner::addTarget);
    runner.run().close();
    SyntheticBatch batch = new SyntheticBatch(task, 0);
    imageValues = TFloat32.tensorOf(shape, DataBuffers.of(batch.channelsLast()));
    labelValues = TInt32.vectorOf(batch.labels());
  }

  private List<Op> momentumSteps(Ops tf, Variables variables) {
    List<Variables.Trained> trained = variables.trained();
    List<Operand<?>> values = new ArrayList<>();
    trained.forEach(variable -> values.add(variable.value()));
    Gradients gradients = tf.gradients(loss, values);
    Operand<TFloat32> rate = tf.constant((float) Task.LEARNING_RATE);
    Operand<TFloat32> momentum = tf.constant((float) Task.MOMENTUM);
    Operand<TFloat32> decay = tf.constant((float) Task.WEIGHT_DECAY);
    List<Op> steps = new ArrayList<>();
    for (int i = 0; i < trained.size(); i++) {
      Variables.Trained variable = trained.get(i);
      Operand<TFloat32> gradient =
          tf.math.add(gradients.<TFloat32>dy(i), tf.math.mul(variable.value(), decay));
      steps.add(
          tf.train.resourceApplyMomentum(
              variable.handle(), variable.velocity(), rate, gradient, momentum));
    }
    return steps;
  }

  @Override
  public String description() {
    return "TensorFlow "
        + TensorFlow.version()
        + " through TensorFlow-Java, graph, intra-op threads "
        + task.threads()
        + ", inter-op 1";
  }

  @Override
  public long parameterCount() {
    return parameterCount;
  }

  @Override
  public double step() {
    try (Result result =
        session
            .runner()
            .feed(images, imageValues)
            .feed(labels, labelValues)
            .addTarget(update)
            .fetch(loss)
            .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public long macs() {
    return task.denseMacs();
  }

  @Override
  public void close() {
    imageValues.close();
    labelValues.close();
    session.close();
    graph.close();
  }
}
