package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.FeatureMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The paper's rule for streams that decide one instance at a time: predicts whether an image's loss
 * is high, collects lessons as their losses become known, and learns from them once an iteration.
 * The threshold starts where the wanted share of the first losses is high, as the main network of a
 * stream has been trained before.
 */
public final class ThresholdScorer {
  private static final int[] NO_LABELS = {};

  private final HighLossTarget target;
  private final InstanceScorer scorer;
  private final FeatureMap lessons;
  private final float[] losses;
  private int offered;

  /**
   * A filter that knows nothing yet.
   *
   * @param training its network has one output
   * @param main the main network
   * @param capacity most lessons of an iteration
   */
  public ThresholdScorer(
      PaperSettings settings,
      FilterTraining training,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    target = new HighLossTarget(settings, true);
    scorer = new InstanceScorer(target, training, main, resources, capacity, seed);
    lessons = FeatureMap.allocate(main.input(), capacity);
    lessons.resize(0);
    losses = new float[capacity];
  }

  /**
   * The prediction for an offered image; high until the threshold is set.
   *
   * @param image one instance
   * @param cost receives what looking at it cost
   */
  public LossPrediction predict(FeatureMap image, ComputeCost cost) {
    offered++;
    return target.predict(scorer.score(image, cost));
  }

  /**
   * Counts an instance that was drawn at random, not by its prediction, and whose loss will be
   * known: of such a sample the share that is predicted high and truly high is that of all.
   */
  public void drawn() {
    offered++;
  }

  /** Collects a lesson. */
  public void add(float[] image, int offset, float loss) {
    int n = lessons.instances();
    lessons.resize(n + 1);
    System.arraycopy(image, offset, lessons.data(), lessons.offset(n), lessons.shape().size());
    losses[n] = loss;
  }

  /**
   * Ends an iteration: one step on the lessons, if there are any, and the threshold moves. It waits
   * for the first lessons, from which it starts; and where nothing was offered, as when many late
   * labels come at once, what they show counts in the next iteration.
   *
   * @param cost receives what learning cost
   */
  public void learn(ComputeCost cost) {
    if (lessons.instances() > 0) {
      scorer.learn(lessons, losses, NO_LABELS, cost);
      lessons.resize(0);
    }
    if (offered > 0) {
      if (target.threshold().isSet()) {
        target.moveThreshold(offered);
      }
      offered = 0;
    }
  }

  /** Wants another share of what is offered, in (0,1), to be predicted high and truly high. */
  public void highLossRatio(double ratio) {
    target.highLossRatio(ratio);
  }

  /** The loss, in nats, from which it is high; NaN before the first lessons. */
  public double threshold() {
    return target.threshold().value();
  }

  /** Bytes of its memory. */
  public long bytes() {
    return scorer.bytes() + (long) (lessons.data().length + losses.length) * Float.BYTES;
  }

  /** Writes all state, between iterations. */
  public void saveState(DataOutput out) throws IOException {
    scorer.saveState(out);
    out.writeInt(offered);
  }

  /** Continues from a saved state. */
  public void restoreState(DataInput in) throws IOException {
    scorer.restoreState(in);
    offered = in.readInt();
  }
}
