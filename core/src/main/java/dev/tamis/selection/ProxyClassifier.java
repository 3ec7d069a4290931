package dev.tamis.selection;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;

/**
 * A small classifier that learns cross-entropy; the score is the entropy of its softmax, in nats.
 */
final class ProxyClassifier implements FilterTarget {
  private final int classes;
  private final float[] probabilities;

  /**
   * @param classes outputs of the filter's network
   * @param capacity largest offered mini-batch
   */
  ProxyClassifier(int classes, int capacity) {
    this.classes = classes;
    this.probabilities = new float[Math.multiplyExact(classes, capacity)];
  }

  @Override
  public int outputs() {
    return classes;
  }

  @Override
  public float score(FeatureMap outputs, int row, int n) {
    float[] logits = outputs.data();
    int from = outputs.offset(row);
    float largest = logits[from];
    for (int k = 1; k < classes; k++) {
      largest = Math.max(largest, logits[from + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp((double) logits[from + k] - largest);
    }
    double logSum = Math.log(sum);
    double entropy = 0;
    for (int k = 0; k < classes; k++) {
      double logProbability = (double) logits[from + k] - largest - logSum;
      double probability = Math.exp(logProbability);
      probabilities[n * classes + k] = (float) probability;
      // A class that is ruled out adds nothing, and infinity times zero would be NaN.
      entropy -= probability == 0 ? 0 : probability * logProbability;
    }
    return (float) entropy;
  }

  @Override
  public void teach(
      InstanceSet lessons, float[] scores, float[] losses, int[] labels, ErrorMap error) {
    for (int k = 0; k < lessons.count(); k++) {
      int n = lessons.get(k);
      for (int c = 0; c < classes; c++) {
        float wrong = probabilities[n * classes + c] - (c == labels[n] ? 1 : 0);
        error.data()[error.offset(k) + c] = wrong / lessons.count();
      }
    }
  }

  @Override
  public long bytes() {
    return (long) probabilities.length * Float.BYTES;
  }

  /** Nothing outlives a step. */
  @Override
  public void saveState(DataOutput out) {}

  @Override
  public void restoreState(DataInput in) {}
}
