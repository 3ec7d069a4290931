package dev.tamis.random;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea, Flood 2014) with a state of one long, so that a checkpoint can hold it.
 * Every consumer of random numbers takes its own named split: adding one consumer does not shift
 * the numbers of another. Not for secrets.
 */
public final class SeededGenerator implements RandomGenerator {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private long state;

  /** A generator whose numbers follow from the seed alone. */
  public SeededGenerator(long seed) {
    this.state = seed;
  }

  /** The generator of a named consumer: same seed and name, same numbers. */
  public static SeededGenerator split(long seed, String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return new SeededGenerator(mix(mix(seed + GAMMA) ^ hash));
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** The state, for a checkpoint. */
  public long state() {
    return state;
  }

  /** Continues from a saved state. */
  public void restore(long savedState) {
    this.state = savedState;
  }

  /** Shuffles the first {@code count} elements in place (Fisher-Yates). */
  public void shuffle(int[] values, int count) {
    for (int i = count - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  /** A number that looks random, always the same for the same argument: the k-th of a series. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
