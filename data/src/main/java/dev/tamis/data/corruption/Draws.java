package dev.tamis.data.corruption;

import dev.tamis.random.SeededGenerator;

/** Random numbers of the distributions needed here, with the same bits on every machine. */
final class Draws {
  private static final double LARGE_MEAN = 30;

  private final SeededGenerator generator;
  private double spare = Double.NaN;

  Draws(long seed, String name) {
    generator = SeededGenerator.split(seed, name);
  }

  double uniform(double low, double high) {
    return low + (high - low) * generator.nextDouble();
  }

  /** 0 to bound - 1. */
  int below(int bound) {
    return generator.nextInt(bound);
  }

  /** Standard normal, by Marsaglia's polar method. */
  double gaussian() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    double x;
    double y;
    double square;
    do {
      x = uniform(-1, 1);
      y = uniform(-1, 1);
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
    spare = y * factor;
    return x * factor;
  }

  /** Poisson: by multiplication (Knuth), above a mean of 30 by the rounded normal distribution. */
  int poisson(double mean) {
    if (mean > LARGE_MEAN) {
      return (int) Math.max(0, Math.rint(mean + Math.sqrt(mean) * gaussian()));
    }
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = generator.nextDouble();
        product > limit;
        product *= generator.nextDouble()) {
      count++;
    }
    return count;
  }
}
