package dev.tamis.loss;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.Shape;

/**
 * Losses of one mini-batch and the error of its logits; refilled in place by the next evaluation.
 */
public final class LossResult {
  private final float[] perInstance;
  private final int[] predicted;
  private final ErrorMap error;
  private int instances;
  private int correct;

  LossResult(int classes, int capacity) {
    perInstance = new float[capacity];
    predicted = new int[capacity];
    error = ErrorMap.allocate(Shape.vector(classes), capacity);
  }

  void set(int newInstances, int newCorrect) {
    instances = newInstances;
    correct = newCorrect;
    error.resize(newInstances);
  }

  int[] predicted() {
    return predicted;
  }

  float[] losses() {
    return perInstance;
  }

  /** Number of instances evaluated. */
  public int instances() {
    return instances;
  }

  /** Loss of instance n in nats, unweighted. */
  public float loss(int n) {
    return perInstance[n];
  }

  /** The class with the largest logit; the lowest of equals. */
  public int predicted(int n) {
    return predicted[n];
  }

  /** Instances whose predicted class is their label. */
  public int correct() {
    return correct;
  }

  /** Gradient of the weighted sum of losses with respect to the logits. */
  public ErrorMap error() {
    return error;
  }

  /** Sum of the unweighted losses, added in the order of the instances. */
  public double lossSum() {
    double sum = 0;
    for (int n = 0; n < instances; n++) {
      sum += perInstance[n];
    }
    return sum;
  }
}
