package dev.tamis.training;

import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.Calibration;
import dev.tamis.report.EvaluationReport;
import dev.tamis.stream.LabelledSource;
import dev.tamis.stream.MiniBatch;
import java.util.Arrays;

/** Runs a network over a labelled set with running statistics. */
public final class Evaluator {
  private final Network network;
  private final LabelledSource source;
  private final Workspace workspace;
  private final Runnable afterForward;
  private final SoftmaxCrossEntropy lossFunction;
  private final MiniBatch batch;
  private final float[] weights;
  // Sources for evaluation do not augment, so no number is ever drawn.
  private final SeededGenerator unused = new SeededGenerator(0);

  /**
   * An evaluator with memory of its own.
   *
   * @param network one logit per class
   * @param source at least one image, no augmentation
   * @param batchSize instances at a time, at least 1
   * @throws IllegalArgumentException if images or classes do not fit the network
   */
  public Evaluator(Network network, LabelledSource source, int batchSize) {
    this(network, source, network.inferenceWorkspace(batchSize), () -> {});
  }

  /**
   * An evaluator whose passes are followed by something.
   *
   * @param workspace for inference; as many instances at a time as it holds
   * @param afterForward runs after every forward pass; may change what the network normalises by
   * @throws IllegalArgumentException as above
   */
  public Evaluator(
      Network network, LabelledSource source, Workspace workspace, Runnable afterForward) {
    int batchSize = workspace.capacity();
    int classes = network.spec().output().size();
    if (source.count() < 1) {
      throw new IllegalArgumentException("there is nothing to evaluate: the set is empty");
    }
    if (!source.shape().equals(network.spec().input())) {
      throw new IllegalArgumentException(
          "the network takes images of "
              + network.spec().input()
              + ", but the data set has "
              + source.shape());
    }
    if (source.classes() > classes) {
      throw new IllegalArgumentException(
          "the network has " + classes + " classes, but the data set has " + source.classes());
    }
    this.network = network;
    this.source = source;
    this.workspace = workspace;
    this.afterForward = afterForward;
    this.lossFunction = new SoftmaxCrossEntropy(classes, batchSize);
    this.batch = new MiniBatch(source.shape(), source.classes(), batchSize, source);
    this.weights = new float[batchSize];
    Arrays.fill(weights, 1f);
  }

  /** Runs over the whole set. */
  public EvaluationReport evaluate() {
    int classes = network.spec().output().size();
    int[][] confusion = new int[classes][classes];
    Calibration calibration = new Calibration(Calibration.BINS);
    double lossSum = 0;
    for (int next = 0; next < source.count(); ) {
      batch.clear();
      for (; next < source.count() && batch.count() < batch.capacity(); next++) {
        int at = batch.append(next);
        source.read(next, unused, batch.images().data(), at);
      }
      batch.requireFinite();
      batch.fetchLabels();
      LossResult loss =
          lossFunction.evaluate(
              network.forward(batch.images(), workspace), batch.labels(), weights);
      for (int n = 0; n < batch.count(); n++) {
        int label = batch.label(n);
        int predicted = loss.predicted(n);
        confusion[label][predicted]++;
        calibration.add(loss.confidence(n), label == predicted);
      }
      lossSum += loss.lossSum();
      afterForward.run();
    }
    return new EvaluationReport(confusion, lossSum, calibration);
  }
}
