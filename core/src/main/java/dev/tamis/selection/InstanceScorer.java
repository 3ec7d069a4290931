package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Workspace;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The early instance filter's network for streams that decide one instance at a time: scores an
 * image, and learns from mini-batches whose losses and labels are known.
 */
public final class InstanceScorer {
  private final FilterTarget target;
  private final FilterLearner learner;
  private final Workspace workspace;
  private final InstanceSet lessons;
  private final float[] finiteLosses;

  /**
   * A scorer that knows nothing yet.
   *
   * @param score what instances are ranked by; with {@link FilterScore#ENTROPY} the filter's
   *     network has an output per class
   * @param main the main network
   * @param capacity largest mini-batch to learn from
   */
  public InstanceScorer(
      FilterScore score,
      FilterTraining training,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    this(
        score == FilterScore.ENTROPY
            ? new ProxyClassifier(main.output().size(), capacity)
            : new LossRegression(),
        training,
        main,
        resources,
        capacity,
        seed);
  }

  InstanceScorer(
      FilterTarget target,
      FilterTraining training,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    this.target = target;
    PixelInput input = new PixelInput(main.input());
    learner = new FilterLearner(training, target, main.input(), input, resources, capacity, seed);
    // Running statistics: a training workspace would normalise an image by itself.
    workspace = learner.network().inferenceWorkspace(1);
    lessons = new InstanceSet(capacity);
    finiteLosses = new float[capacity];
  }

  /**
   * The score of one image; larger is kept.
   *
   * @param image one instance
   * @param cost receives what looking at it cost
   */
  public float score(FeatureMap image, ComputeCost cost) {
    long start = System.nanoTime();
    FeatureMap outputs = learner.network().forward(image, workspace);
    cost.add(
        Phase.FILTER_FORWARD,
        learner.scoringMacs(),
        learner.network().bits().forwardBitMacs(),
        System.nanoTime() - start);
    return target.score(outputs, 0, 0);
  }

  /**
   * One step on a mini-batch.
   *
   * @param images at least one instance
   * @param losses of the main network, by instance
   * @param labels by instance
   * @param cost receives what learning cost
   */
  public void learn(FeatureMap images, float[] losses, int[] labels, ComputeCost cost) {
    lessons.reset(images.instances());
    lessons.selectAll();
    for (int n = 0; n < images.instances(); n++) {
      float loss = losses[n];
      finiteLosses[n] =
          loss < EarlyInstanceFilter.LOSS_LIMIT ? loss : EarlyInstanceFilter.LOSS_LIMIT;
    }
    learner.scoreLessons(images, lessons, cost);
    target.teach(lessons, learner.scores(), finiteLosses, labels, learner.error());
    learner.learn(cost);
  }

  /** The filter's network. */
  public NetworkSpec network() {
    return learner.spec();
  }

  /** Bytes of its memory. */
  public long bytes() {
    return learner.bytes() + workspace.bytes();
  }

  /** Writes all state. */
  public void saveState(DataOutput out) throws IOException {
    learner.saveState(out);
    target.saveState(out);
  }

  /** Continues from a saved state. */
  public void restoreState(DataInput in) throws IOException {
    learner.restoreState(in);
    target.restoreState(in);
  }
}
