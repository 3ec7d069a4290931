package dev.tamis.data.drift;

import dev.tamis.data.LabelledImages;
import dev.tamis.random.SeededGenerator;
import java.util.Arrays;

/**
 * Images drawn without replacement, class by class; when those that are wanted are used up, they
 * are shuffled and come again.
 */
final class ClassPool {
  private final String name;
  private final int[][] indices;
  private final int[] used;
  private final SeededGenerator generator;
  private final boolean[] repeats;
  private int repeatedDraws;

  ClassPool(LabelledImages images, SeededGenerator generator) {
    this.name = images.name();
    this.generator = generator;
    int[] counts = images.countPerClass();
    indices = new int[counts.length][];
    Arrays.setAll(indices, label -> new int[counts[label]]);
    used = new int[counts.length];
    repeats = new boolean[counts.length];
    for (int n = 0; n < images.count(); n++) {
      int label = images.label(n);
      indices[label][used[label]++] = n;
    }
    for (int label = 0; label < used.length; label++) {
      shuffle(label);
    }
  }

  private void shuffle(int label) {
    generator.shuffle(indices[label], indices[label].length);
    used[label] = 0;
  }

  private void again(int label) {
    shuffle(label);
    repeats[label] = true;
  }

  int classes() {
    return indices.length;
  }

  int count(int label) {
    return indices[label].length;
  }

  String name() {
    return name;
  }

  /** How many images were drawn after they had been drawn before. */
  int repeatedDraws() {
    return repeatedDraws;
  }

  /** An image of one of these classes, each as likely as any other that is left. */
  int drawAny(boolean[] allowed) {
    long left = left(allowed);
    if (left == 0) {
      for (int label = 0; label < used.length; label++) {
        if (allowed[label]) {
          again(label);
        }
      }
      left = left(allowed);
    }
    long place = generator.nextLong(left);
    for (int label = 0; label < used.length; label++) {
      int leftOfClass = allowed[label] ? indices[label].length - used[label] : 0;
      if (place < leftOfClass) {
        return next(label);
      }
      place -= leftOfClass;
    }
    throw new IllegalStateException("no image is left of " + left + " in " + name);
  }

  private long left(boolean[] allowed) {
    long left = 0;
    for (int label = 0; label < used.length; label++) {
      left += allowed[label] ? indices[label].length - used[label] : 0;
    }
    return left;
  }

  /** An image of a class drawn by weights; classes of weight 0 are not drawn. */
  int draw(double[] weights) {
    double place = generator.nextDouble() * Arrays.stream(weights).sum();
    int chosen = -1;
    for (int label = 0; label < weights.length; label++) {
      if (weights[label] > 0 && (chosen < 0 || place >= 0)) {
        chosen = label;
        place -= weights[label];
      }
    }
    if (used[chosen] == indices[chosen].length) {
      again(chosen);
    }
    return next(chosen);
  }

  private int next(int label) {
    repeatedDraws += repeats[label] ? 1 : 0;
    return indices[label][used[label]++];
  }
}
