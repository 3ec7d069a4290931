package dev.tamis.testing;

import dev.tamis.network.ChannelSelector;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import java.util.HashMap;
import java.util.Map;

/** Keeps random channels, at least one, and remembers which. */
public final class RandomSelector implements ChannelSelector {
  private final SeededGenerator random;
  private final Map<Integer, ChannelSet> chosen = new HashMap<>();
  private final Map<Integer, float[]> factors = new HashMap<>();
  private final boolean scaling;
  private int last;

  /** A selector with its own random numbers. */
  public RandomSelector(SeededGenerator random) {
    this(random, false);
  }

  /** The same; it may scale the kept channels at random. */
  public RandomSelector(SeededGenerator random, boolean scaling) {
    this.random = random;
    this.scaling = scaling;
  }

  /** What channels were multiplied by in the last backward pass, by node. */
  public Map<Integer, float[]> factors() {
    return factors;
  }

  @Override
  public boolean scales() {
    return scaling;
  }

  @Override
  public void factors(ChannelSet kept, float[] to) {
    float[] made = new float[kept.total()];
    for (int k = 0; k < kept.count(); k++) {
      made[kept.get(k)] = 0.5f + 2 * random.nextFloat();
      to[kept.get(k)] = made[kept.get(k)];
    }
    factors.put(last, made);
  }

  /** What was kept in the last backward pass, by node. */
  public Map<Integer, ChannelSet> chosen() {
    return chosen;
  }

  @Override
  public int keptCount(int node, int channels) {
    ChannelSet set = random(random, channels);
    last = node;
    factors.remove(node);
    chosen.put(node, set);
    return set.count();
  }

  @Override
  public void select(
      int node, int instances, float[] kernelNorms, float[] errorNorms, ChannelSet kept) {
    ChannelSet set = chosen.get(node);
    for (int k = 0; k < set.count(); k++) {
      kept.append(set.get(k));
    }
  }

  /** A random subset with at least one element. */
  public static ChannelSet random(SeededGenerator random, int channels) {
    ChannelSet set = new ChannelSet(channels);
    int sure = random.nextInt(channels);
    for (int j = 0; j < channels; j++) {
      if (j == sure || random.nextBoolean()) {
        set.append(j);
      }
    }
    return set;
  }
}
