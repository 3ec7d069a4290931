package dev.tamis.loss;

import dev.tamis.tensor.FeatureMap;

/**
 * Cross-entropy of softmax probabilities with integer labels: -log softmax(logits)[label], in nats.
 */
public final class SoftmaxCrossEntropy {
  private final int classes;
  private final LossResult result;

  /**
   * A loss with memory for its results.
   *
   * @param classes number of logits, at least 1
   * @param capacity largest mini-batch
   */
  public SoftmaxCrossEntropy(int classes, int capacity) {
    this.classes = classes;
    this.result = new LossResult(classes, capacity);
  }

  /**
   * Evaluates a mini-batch.
   *
   * @param logits one row of {@code classes} values per instance
   * @param labels label of each instance, 0 to classes - 1
   * @param weights weight of each instance in the error; 1 / instances gives the mean
   * @return losses and error, valid until the next evaluation
   */
  public LossResult evaluate(FeatureMap logits, int[] labels, float[] weights) {
    int instances = logits.instances();
    float[] in = logits.data();
    float[] out = result.error().data();
    int correct = 0;
    for (int n = 0; n < instances; n++) {
      int label = labels[n];
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label " + label + " is not one of the " + classes + " classes 0.." + (classes - 1));
      }
      int from = logits.offset(n);
      int best = argmax(in, from);
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp((double) in[from + k] - in[from + best]);
      }
      // Relative to the largest logit throughout: added to a huge one the logarithm would be lost.
      double logSum = Math.log(sum);
      result.losses()[n] = (float) (logSum - ((double) in[from + label] - in[from + best]));
      result.predicted()[n] = best;
      result.confidences()[n] = (float) (1 / sum);
      correct += best == label ? 1 : 0;
      for (int k = 0; k < classes; k++) {
        double probability = Math.exp((double) in[from + k] - in[from + best] - logSum);
        out[n * classes + k] = (float) ((probability - (k == label ? 1 : 0)) * weights[n]);
      }
    }
    result.set(instances, correct);
    return result;
  }

  private int argmax(float[] values, int from) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (values[from + k] > values[from + best]) {
        best = k;
      }
    }
    return best;
  }
}
