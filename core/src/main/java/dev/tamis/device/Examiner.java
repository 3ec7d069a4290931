package dev.tamis.device;

import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterSlab;
import org.jspecify.annotations.Nullable;

/**
 * Lets a network answer the held-out instances. Training on what a network is unsure of makes it
 * less sure of everything, which says nothing of its answers; so its probabilities are taken at the
 * temperature that suits these instances best (Guo et al. 2017, arXiv 1706.04599).
 */
final class Examiner {
  private static final double LEAST_TEMPERATURE = 0.25;
  private static final double MOST_TEMPERATURE = 4;
  private static final double TEMPERATURE_STEP = Math.pow(2, 0.25);

  /** A single instance must not decide on the temperature: its loss in nats is cut off here. */
  private static final double MOST_LOSS = 5;

  private final Network network;
  private final Workspace workspace;
  private final FeatureMap images;
  private final int classes;
  private final float[] logits;

  /**
   * An examiner.
   *
   * @param network that answers
   * @param capacity instances at a time
   * @param rows most held-out instances
   */
  Examiner(Network network, int capacity, int rows) {
    this.network = network;
    workspace = network.inferenceWorkspace(capacity);
    images = FeatureMap.allocate(network.spec().input(), capacity);
    classes = network.spec().output().size();
    logits = new float[Math.multiplyExact(rows, classes)];
  }

  /**
   * Notes of every instance what the network says of it.
   *
   * @param followed statistics that follow the stream; recent instances are answered by them as
   *     they would be now, older ones by the shipped ones, as they are about the world before; null
   *     if none do
   * @param served whether the network's weights are those that are served
   */
  void examine(HoldoutReservoir reservoir, @Nullable StreamStatistics followed, boolean served) {
    int count = reservoir.count();
    if (followed == null) {
      answer(reservoir, 0, count);
    } else {
      ParameterSlab statistics = network.parameters().statistics();
      answer(reservoir, 0, reservoir.recentCount());
      followed.writeShipped(statistics.data());
      statistics.markChanged();
      answer(reservoir, reservoir.recentCount(), count);
      followed.write(statistics.data());
      statistics.markChanged();
    }
    double temperature = temperature(reservoir);
    for (int row = 0; row < count; row++) {
      int label = reservoir.label(row);
      boolean right = argmax(row) == label;
      float probability = (float) Math.exp(-loss(row, label, temperature));
      if (served) {
        reservoir.noteServed(row, right, probability, followed != null);
      } else {
        reservoir.noteTrained(row, right, probability);
      }
    }
  }

  /**
   * Losses of labelled instances, in nats; nothing of the network changes.
   *
   * @param store as many as the examiner takes at a time, or fewer, but one
   * @param losses receives one for each row
   */
  void losses(InstanceStore store, float[] losses) {
    int size = images.shape().size();
    images.resize(store.count());
    System.arraycopy(store.images(), 0, images.data(), images.offset(0), store.count() * size);
    FeatureMap answers = network.forward(images, workspace);
    for (int row = 0; row < store.count(); row++) {
      losses[row] = (float) loss(answers.data(), answers.offset(row), store.label(row), 1);
    }
  }

  /** Bytes of the answers to so many held-out instances. */
  static long answerBytes(int classes, int rows) {
    return (long) classes * rows * Float.BYTES;
  }

  private void answer(HoldoutReservoir reservoir, int first, int end) {
    int size = images.shape().size();
    for (int from = first; from < end; from += images.capacity()) {
      int rows = Math.min(images.capacity(), end - from);
      images.resize(rows);
      for (int k = 0; k < rows; k++) {
        reservoir.copyImage(from + k, images.data(), images.offset(k), size);
      }
      FeatureMap answers = network.forward(images, workspace);
      for (int k = 0; k < rows; k++) {
        System.arraycopy(answers.data(), answers.offset(k), logits, (from + k) * classes, classes);
      }
    }
  }

  private double temperature(HoldoutReservoir reservoir) {
    double best = 1;
    double bestLoss = Double.POSITIVE_INFINITY;
    for (double t = LEAST_TEMPERATURE; t <= MOST_TEMPERATURE; t *= TEMPERATURE_STEP) {
      double sum = 0;
      for (int row = 0; row < reservoir.count(); row++) {
        sum += Math.min(MOST_LOSS, loss(row, reservoir.label(row), t));
      }
      if (sum < bestLoss) {
        bestLoss = sum;
        best = t;
      }
    }
    return best;
  }

  /** The class with the largest logit; -1 where one is not a number. */
  private int argmax(int row) {
    int from = row * classes;
    int best = 0;
    float sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += logits[from + k] * 0f;
      best = logits[from + k] > logits[from + best] ? k : best;
    }
    return sum == 0f ? best : -1;
  }

  /** Of softmax, in nats; infinite where a logit is not a number. */
  private double loss(int row, int label, double temperature) {
    return loss(logits, row * classes, label, temperature);
  }

  private double loss(float[] values, int from, int label, double temperature) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp(((double) values[from + k] - values[from + label]) / temperature);
    }
    return sum >= 1 ? Math.log(sum) : Double.POSITIVE_INFINITY;
  }

  /** Bytes besides the answers. */
  long bytes() {
    return workspace.bytes() + (long) Float.BYTES * images.data().length;
  }
}
