package dev.tamis.device;

/** What the served network says of one image. */
public final class Prediction {
  private final int predicted;
  private final float[] probabilities;
  private final float entropy;
  private final long version;

  Prediction(int predicted, float[] probabilities, float entropy, long version) {
    this.predicted = predicted;
    this.probabilities = probabilities;
    this.entropy = entropy;
    this.version = version;
  }

  /** The most probable class; the lowest of equals. */
  public int predictedClass() {
    return predicted;
  }

  /** Probability of the predicted class, by softmax. */
  public float confidence() {
    return probabilities[predicted];
  }

  /** Probability of a class, by softmax. */
  public float probability(int k) {
    return probabilities[k];
  }

  /** Number of classes. */
  public int classes() {
    return probabilities.length;
  }

  /** Entropy of the probabilities in nats: 0 is sure, log(classes) is none the wiser. */
  public float entropy() {
    return entropy;
  }

  /** Which weights predicted: how often they were exchanged before. */
  public long weightsVersion() {
    return version;
  }

  @Override
  public String toString() {
    return "class " + predicted + " with probability " + confidence();
  }
}
