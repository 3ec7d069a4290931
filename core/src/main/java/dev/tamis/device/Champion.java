package dev.tamis.device;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.network.Workspace;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The served network: weights, memory and lock of its own, so that a prediction waits for another
 * image's prediction or for weights being copied, and never for a training step.
 */
final class Champion implements AutoCloseable {
  private final ComputeResources resources = new ComputeResources(1);
  private final Network network;
  private final Workspace workspace;
  private final FeatureMap image;
  private final float[] probabilities;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean known;
  private int predicted;
  private float entropy;
  private long version;
  private long predictions;

  /**
   * A network without weights.
   *
   * @param observes whether its batch norms measure what they read
   */
  Champion(NetworkSpec spec, boolean observes) {
    network = new Network(spec, resources, new SeededGenerator(0));
    workspace = observes ? network.observingWorkspace(1) : network.inferenceWorkspace(1);
    image = FeatureMap.allocate(spec.input(), 1);
    probabilities = new float[spec.output().size()];
  }

  /** Serves the first weights. */
  void begin(Parameters weights) {
    network.parameters().copyFrom(weights);
  }

  /** Predicts on behalf of a user. */
  Prediction predict(float[] pixels) {
    lock.lock();
    try {
      predictions++;
      evaluate(pixels, 0);
      return new Prediction(predicted, probabilities.clone(), entropy, version);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Predicts on behalf of the learner.
   *
   * @param label whose probability is wanted, if any
   * @param destination is returned
   */
  Answer answer(float[] pixels, int offset, int label, Answer destination) {
    lock.lock();
    try {
      destination.computed = evaluate(pixels, offset);
      destination.predicted = predicted;
      destination.entropy = entropy;
      destination.probability = label < 0 ? Float.NaN : probabilities[label];
      return destination;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What batch norms read of an image.
   *
   * @return whether that had to be computed, and was not known from the last prediction
   */
  boolean measure(float[] pixels, int offset, float[] moments) {
    lock.lock();
    try {
      boolean computed = evaluate(pixels, offset);
      network.moments(workspace, moments);
      return computed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the last prediction was of this image and by these weights. */
  boolean isKnown(float[] pixels, int offset) {
    lock.lock();
    try {
      return knows(pixels, offset);
    } finally {
      lock.unlock();
    }
  }

  private boolean knows(float[] pixels, int offset) {
    int size = image.shape().size();
    return known && Arrays.equals(pixels, offset, offset + size, image.data(), 0, size);
  }

  /**
   * Does again what users have asked for up to an instance.
   *
   * @param predicted whether the image was predicted last
   * @param predictionsSoFar of users
   */
  void recall(float[] pixels, int offset, boolean predicted, long predictionsSoFar) {
    lock.lock();
    try {
      known = false;
      if (predicted) {
        evaluate(pixels, offset);
      }
      predictions = predictionsSoFar;
    } finally {
      lock.unlock();
    }
  }

  /** Normalises by other statistics from now on. */
  void normalise(StreamStatistics statistics) {
    lock.lock();
    try {
      statistics.write(network.parameters().statistics().data());
      network.parameters().statistics().markChanged();
      known = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Probability of an image's label were it normalised by the shipped statistics; predictions are
   * as before.
   */
  float probabilityAsShipped(float[] pixels, int offset, int label, StreamStatistics statistics) {
    lock.lock();
    try {
      statistics.writeShipped(network.parameters().statistics().data());
      network.parameters().statistics().markChanged();
      known = false;
      evaluate(pixels, offset);
      return probabilities[label];
    } finally {
      normalise(statistics);
      lock.unlock();
    }
  }

  /** What the served network says of an image; refilled in place. */
  static final class Answer {
    private int predicted;
    private float entropy;
    private float probability;
    private boolean computed;

    int predicted() {
      return predicted;
    }

    /** Of the softmax, in nats. */
    float entropy() {
      return entropy;
    }

    /** Of the label it was asked for; NaN of none. */
    float probability() {
      return probability;
    }

    /** Whether it had to be computed, and was not known from the last prediction. */
    boolean computed() {
      return computed;
    }
  }

  /** Whether anything had to be computed: a user who predicts first and offers then pays once. */
  private boolean evaluate(float[] pixels, int offset) {
    if (knows(pixels, offset)) {
      return false;
    }
    System.arraycopy(pixels, offset, image.data(), 0, image.shape().size());
    softmax(network.forward(image, workspace));
    known = true;
    return true;
  }

  private void softmax(FeatureMap logits) {
    int from = logits.offset(0);
    float[] values = logits.data();
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = values[from + k] > values[from + best] ? k : best;
    }
    double sum = 0;
    for (int k = 0; k < probabilities.length; k++) {
      sum += Math.exp((double) values[from + k] - values[from + best]);
    }
    double logSum = Math.log(sum);
    double nats = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double logProbability = (double) values[from + k] - values[from + best] - logSum;
      double probability = Math.exp(logProbability);
      probabilities[k] = (float) probability;
      // A class that is ruled out adds nothing, and infinity times zero would be NaN.
      nats -= probability == 0 ? 0 : probability * logProbability;
    }
    predicted = best;
    entropy = (float) nats;
  }

  /** Serves other weights from now on. */
  void serve(Parameters weights) {
    lock.lock();
    try {
      network.parameters().copyFrom(weights);
      known = false;
      version++;
    } finally {
      lock.unlock();
    }
  }

  /** Statistics that follow a stream and begin as those of the served weights. */
  StreamStatistics statistics() {
    return new StreamStatistics(network.spec(), network.parameters());
  }

  /** Copies the served weights. */
  void copyTo(Parameters destination) {
    destination.copyFrom(network.parameters());
  }

  long forwardBitMacs() {
    return network.bits().forwardBitMacs();
  }

  NetworkSpec spec() {
    return network.spec();
  }

  /** How many times weights were exchanged. */
  long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** Images predicted on behalf of users. */
  long predictions() {
    lock.lock();
    try {
      return predictions;
    } finally {
      lock.unlock();
    }
  }

  long parameterBytes() {
    Parameters parameters = network.parameters();
    return Float.BYTES
        * ((long) parameters.trained().data().length + parameters.statistics().data().length);
  }

  long workspaceBytes() {
    return workspace.bytes() + (long) image.data().length * Float.BYTES;
  }

  long packedBytes() {
    return network.packedBytes() + network.scratchBytes();
  }

  void saveParameters(DataOutput out) throws IOException {
    network.parameters().saveState(out);
  }

  void saveState(DataOutput out) throws IOException {
    saveParameters(out);
    out.writeLong(version());
    out.writeLong(predictions());
  }

  void restoreState(DataInput in) throws IOException {
    lock.lock();
    try {
      network.parameters().restoreState(in);
      version = in.readLong();
      predictions = in.readLong();
      known = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      resources.close();
    } finally {
      lock.unlock();
    }
  }
}
