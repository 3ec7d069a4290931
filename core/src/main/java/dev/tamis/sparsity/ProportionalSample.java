package dev.tamis.sparsity;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import java.util.Arrays;

/**
 * A sample of exactly n' of n channels in which each has a probability proportional to its score,
 * at most 1 (systematic sampling in random order; Madow 1949).
 */
final class ProportionalSample {
  /** Of the mean score: so that no channel has no chance, and none is scaled beyond all measure. */
  private static final double LEAST_SHARE = 1e-3;

  private double[] probabilities = new double[0];
  private int[] order = new int[0];
  private boolean[] drawn = new boolean[0];

  /** Makes room. */
  void reserve(int channels) {
    if (probabilities.length < channels) {
      probabilities = new double[channels];
      order = new int[channels];
      drawn = new boolean[channels];
    }
  }

  /** Probability with which a channel was drawn last. */
  double probability(int channel) {
    return probabilities[channel];
  }

  /** Every channel counts as sure, for a choice that is not a sample. */
  void setSure(int channels) {
    Arrays.fill(probabilities, 0, channels, 1);
  }

  /**
   * Draws.
   *
   * @param scores at least 0, their sum finite
   * @param count below {@code channels}
   * @param kept receives the sample
   */
  void draw(float[] scores, int channels, int count, SeededGenerator generator, ChannelSet kept) {
    setProbabilities(scores, channels, count);
    for (int j = 0; j < channels; j++) {
      order[j] = j;
      drawn[j] = false;
    }
    generator.shuffle(order, channels);
    double next = generator.nextDouble();
    double passed = 0;
    int found = 0;
    for (int k = 0; k < channels && found < count; k++) {
      passed += probabilities[order[k]];
      if (passed > next) {
        drawn[order[k]] = true;
        next++;
        found++;
      }
    }
    // Rounding may leave the last mark just beyond the end.
    for (int k = channels - 1; found < count; k--) {
      found += drawn[order[k]] ? 0 : 1;
      drawn[order[k]] = true;
    }
    for (int j = 0; j < channels; j++) {
      if (drawn[j]) {
        kept.append(j);
      }
    }
  }

  /** Proportional; those that would exceed 1 are sure, and the others share what is left. */
  private void setProbabilities(float[] scores, int channels, int count) {
    double floor = 0;
    for (int j = 0; j < channels; j++) {
      floor += scores[j] * LEAST_SHARE / channels;
      probabilities[j] = 0;
    }
    int sure = 0;
    int before = -1;
    while (sure > before) {
      before = sure;
      double sum = 0;
      for (int j = 0; j < channels; j++) {
        sum += probabilities[j] == 1 ? 0 : score(scores[j], floor);
      }
      double factor = (count - sure) / sum;
      for (int j = 0; j < channels; j++) {
        if (probabilities[j] != 1 && score(scores[j], floor) * factor >= 1) {
          probabilities[j] = 1;
          sure++;
        }
      }
      if (sure == before) {
        for (int j = 0; j < channels; j++) {
          probabilities[j] = probabilities[j] == 1 ? 1 : score(scores[j], floor) * factor;
        }
      }
    }
  }

  /** All alike where all are zero. */
  private static double score(float score, double floor) {
    return floor > 0 ? Math.max(score, floor) : 1;
  }
}
