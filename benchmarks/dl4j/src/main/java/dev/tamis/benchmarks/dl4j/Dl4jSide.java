package dev.tamis.benchmarks.dl4j;

import dev.tamis.benchmarks.Side;
import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;
import dev.tamis.tensor.Shape;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j on the CPU; its momentum is Nesterov's, for it has no other. */
public final class Dl4jSide implements Side {
  private static final Set<String> STATISTICS = Set.of("mean", "var", "log10stdev");

  /** Its jars do not say; as in the pom. */
  private static final String VERSION = "1.0.0-M2.1";

  private final Task task;
  private final ComputationGraph graph;
  private final INDArray[] images;
  private final INDArray[] labels;

  /** Holds the network of a task. */
  public Dl4jSide(Task task) {
    this.task = task;
    graph = new ComputationGraph(new GraphBuilding(task.spec()).configuration(task.seed()));
    graph.init();
    SyntheticBatch batch = new SyntheticBatch(task, 0);
    Shape input = task.spec().input();
    INDArray pixels =
        Nd4j.create(
            batch.channelsFirst(),
            new int[] {task.batchSize(), input.channels(), input.height(), input.width()},
            'c');
    INDArray oneHot = Nd4j.zeros(task.batchSize(), Task.CLASSES);
    int[] classes = batch.labels();
    for (int n = 0; n < classes.length; n++) {
      oneHot.putScalar(n, classes[n], 1);
    }
    images = new INDArray[] {pixels};
    labels = new INDArray[] {oneHot};
  }

  @Override
  public String description() {
    return "Deeplearning4j "
        + VERSION
        + ", "
        + Nd4j.getBackend().getClass().getSimpleName()
        + ", OMP_NUM_THREADS "
        + System.getenv("OMP_NUM_THREADS");
  }

  @Override
  public long parameterCount() {
    long count = 0;
    for (Layer layer : graph.getLayers()) {
      for (var parameter : layer.paramTable().entrySet()) {
        count += STATISTICS.contains(parameter.getKey()) ? 0 : parameter.getValue().length();
      }
    }
    return count;
  }

  @Override
  public double step() {
    graph.fit(images, labels);
    return graph.score();
  }

  @Override
  public long macs() {
    return task.denseMacs();
  }

  @Override
  public void close() {
    graph.close();
  }
}
