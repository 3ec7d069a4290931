package dev.tamis.sparsity;

import dev.tamis.network.ChannelSelector;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Error map pruning (Wu et al., arXiv 2007.03213): of the n channels of an error map that arrives
 * at a convolution, the n' = max(1, round(channelKeepRatio * n)) most important are propagated, the
 * same for the whole mini-batch; ties go to the lowest index.
 *
 * <p>Deviation: importance is the product of both norms by default; the paper's sum is {@link
 * ChannelImportance#PAPER}.
 */
public final class ErrorMapPruner implements ChannelSelector {
  private final KeepRatioSchedule[] schedules;
  private final ChannelImportance importance;
  private final SeededGenerator generator;
  private long step;
  private float[] scores = new float[0];
  private long[] order = new long[0];
  private int[] shuffled = new int[0];
  private boolean[] chosen = new boolean[0];

  /**
   * A pruner.
   *
   * @param spec the network whose errors are pruned
   * @param schedule share of channels kept in every prunable layer
   * @param importance what is kept
   * @param overrides by node name, a constant keep ratio for that convolution or linear layer; 1
   *     leaves it whole
   * @param generator random numbers, for {@link ChannelImportance#RANDOM}
   * @throws IllegalArgumentException if an override names no convolution or linear layer of the
   *     network, or a ratio is out of range
   */
  public ErrorMapPruner(
      NetworkSpec spec,
      KeepRatioSchedule schedule,
      ChannelImportance importance,
      Map<String, Double> overrides,
      SeededGenerator generator) {
    this.importance = importance;
    this.generator = generator;
    this.schedules = new KeepRatioSchedule[spec.nodes().size()];
    int found = 0;
    for (int i = 0; i < schedules.length; i++) {
      Double ratio = overrides.get(spec.nodes().get(i).name());
      if (ratio != null && spec.forwardMacs(i) > 0) {
        found++;
        schedules[i] = KeepRatioSchedule.constant(ratio);
      } else {
        schedules[i] =
            PrunableLayers.isPrunable(spec, i) ? schedule : KeepRatioSchedule.constant(1);
      }
    }
    if (found != overrides.size()) {
      throw new IllegalArgumentException(
          "a channel keep ratio is given for a layer that network "
              + spec.name()
              + " does not have or that has no kernels: "
              + overrides.keySet());
    }
  }

  /** Says how many steps are done, for the schedule. */
  public void atStep(long stepsDone) {
    this.step = stepsDone;
  }

  @Override
  public int keptCount(int node, int channels) {
    return (int) Math.max(1, Math.round(schedules[node].at(step) * channels));
  }

  @Override
  public boolean needsNorms() {
    return importance.needsNorms();
  }

  @Override
  public void select(
      int node, int instances, float[] kernelNorms, float[] errorNorms, ChannelSet kept) {
    int channels = kept.total();
    int count = keptCount(node, channels);
    if (scores.length < channels) {
      scores = new float[channels];
      order = new long[channels];
      shuffled = new int[channels];
      chosen = new boolean[channels];
    }
    if (importance == ChannelImportance.RANDOM) {
      selectRandom(channels, count, kept);
    } else {
      importance.score(channels, instances, kernelNorms, errorNorms, scores);
      selectLargest(channels, count, kept);
    }
  }

  private void selectRandom(int channels, int count, ChannelSet kept) {
    for (int j = 0; j < channels; j++) {
      shuffled[j] = j;
    }
    generator.shuffle(shuffled, channels);
    keep(channels, count, kept);
  }

  /** The first {@code count} of the shuffled channels, in ascending order. */
  private void keep(int channels, int count, ChannelSet kept) {
    Arrays.fill(chosen, 0, channels, false);
    for (int k = 0; k < count; k++) {
      chosen[shuffled[k]] = true;
    }
    for (int j = 0; j < channels; j++) {
      if (chosen[j]) {
        kept.append(j);
      }
    }
  }

  /** Scores are at least 0, so their bits order as they do; a NaN counts as largest. */
  private void selectLargest(int channels, int count, ChannelSet kept) {
    for (int j = 0; j < channels; j++) {
      long bits = Float.floatToIntBits(scores[j]);
      order[j] = (bits << 32) | (channels - 1 - j);
    }
    sort(channels);
    for (int k = 0; k < count; k++) {
      shuffled[k] = channels - 1 - (int) order[channels - 1 - k];
    }
    keep(channels, count, kept);
  }

  /** Ascending, by Shell's method: the sort of the JDK allocates now and then. */
  private void sort(int channels) {
    for (int gap = channels / 2; gap > 0; gap /= 2) {
      for (int i = gap; i < channels; i++) {
        long value = order[i];
        int j = i;
        for (; j >= gap && order[j - gap] > value; j -= gap) {
          order[j] = order[j - gap];
        }
        order[j] = value;
      }
    }
  }

  /** Writes what a later {@link #restoreState} needs to continue bit for bit. */
  public void saveState(DataOutput out) throws IOException {
    out.writeLong(generator.state());
  }

  /** Continues from a saved state. */
  public void restoreState(DataInput in) throws IOException {
    generator.restore(in.readLong());
  }
}
