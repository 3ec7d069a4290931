package dev.tamis.selection;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Draws instances without replacement. */
final class RandomDraw {
  private final SeededGenerator generator;
  private final int[] candidates;
  private final boolean[] drawn;

  RandomDraw(int capacity, SeededGenerator generator) {
    this.generator = generator;
    this.candidates = new int[capacity];
    this.drawn = new boolean[capacity];
  }

  /**
   * Keeps {@code count} of {@code offered}, all alike.
   *
   * @param probability of each to be kept, over the draws that might have been
   */
  void uniform(int offered, int count, double probability, FilterDecision decision) {
    Arrays.fill(drawn, 0, offered, false);
    mark(drawn, offered, count);
    for (int n = 0; n < offered; n++) {
      if (drawn[n]) {
        decision.kept().append(n);
      }
      decision.keepProbability(n, probability);
    }
  }

  /** Marks {@code count} of the instances that are not marked yet. */
  void mark(boolean[] marked, int offered, int count) {
    int free = 0;
    for (int n = 0; n < offered; n++) {
      if (!marked[n]) {
        candidates[free++] = n;
      }
    }
    pick(free, count);
    for (int k = 0; k < Math.min(count, free); k++) {
      marked[candidates[k]] = true;
    }
  }

  /** Brings {@code count} random ones of the first {@code from} candidates to the front. */
  private void pick(int from, int count) {
    for (int k = 0; k < Math.min(count, from); k++) {
      int j = k + generator.nextInt(from - k);
      int swap = candidates[k];
      candidates[k] = candidates[j];
      candidates[j] = swap;
    }
  }

  /** Shuffles the first {@code count} values in place. */
  void shuffle(int[] values, int count) {
    generator.shuffle(values, count);
  }

  /** Uniform in [0,1). */
  double fraction() {
    return generator.nextDouble();
  }

  /** True with the given probability. */
  boolean chance(double probability) {
    return generator.nextDouble() < probability;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(generator.state());
  }

  void restoreState(DataInput in) throws IOException {
    generator.restore(in.readLong());
  }
}
