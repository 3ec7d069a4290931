package dev.tamis.sparsity;

import dev.tamis.network.ChannelSelector;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
  private final double exploreRatio;
  private final SeededGenerator generator;
  private final ProportionalSample sample = new ProportionalSample();
  private long step;
  private float[] scores = new float[0];
  private long[] order = new long[0];
  private int[] shuffled = new int[0];
  private boolean[] chosen = new boolean[0];

  /** A pruner that explores nothing. */
  public ErrorMapPruner(
      NetworkSpec spec,
      KeepRatioSchedule schedule,
      ChannelImportance importance,
      Map<String, Double> overrides,
      SeededGenerator generator) {
    this(spec, schedule, importance, 0, overrides, generator);
  }

  /**
   * A pruner.
   *
   * @param spec the network whose errors are pruned
   * @param schedule share of channels kept in every prunable layer
   * @param importance what is kept
   * @param exploreRatio share of the kept channels that is drawn at random from those not important
   *     enough, in [0,1], so that none starves; exact on average
   * @param overrides by node name, a constant keep ratio for that convolution or linear layer; 1
   *     leaves it whole
   * @param generator random numbers, for importances that draw and for exploring
   * @throws IllegalArgumentException if an override names no convolution or linear layer of the
   *     network, or a ratio is out of range, or exploring does not fit the importance
   */
  public ErrorMapPruner(
      NetworkSpec spec,
      KeepRatioSchedule schedule,
      ChannelImportance importance,
      double exploreRatio,
      Map<String, Double> overrides,
      SeededGenerator generator) {
    if (!(exploreRatio >= 0 && exploreRatio <= 1)) {
      throw new IllegalArgumentException(
          "channelExploreRatio " + exploreRatio + " is not in [0,1]");
    }
    if (exploreRatio > 0 && importance == ChannelImportance.UNBIASED) {
      throw new IllegalArgumentException(
          "channelExploreRatio "
              + exploreRatio
              + ": unbiased channels are drawn at random already");
    }
    this.importance = importance;
    this.exploreRatio = exploreRatio;
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
      sample.reserve(channels);
    }
    if (importance == ChannelImportance.RANDOM) {
      selectRandom(channels, count, kept);
    } else {
      importance.score(channels, instances, kernelNorms, errorNorms, scores);
      if (importance == ChannelImportance.UNBIASED && haveFiniteSum(channels)) {
        sample.draw(scores, channels, count, generator, kept);
        return;
      }
      sample.setSure(channels);
      selectLargest(channels, count, kept);
    }
  }

  private void selectRandom(int channels, int count, ChannelSet kept) {
    for (int j = 0; j < channels; j++) {
      shuffled[j] = j;
      chosen[j] = false;
    }
    generator.shuffle(shuffled, channels);
    for (int k = 0; k < count; k++) {
      chosen[shuffled[k]] = true;
    }
    append(channels, kept);
  }

  /** Scores are at least 0, so their bits order as they do; a NaN counts as largest. */
  private void selectLargest(int channels, int count, ChannelSet kept) {
    for (int j = 0; j < channels; j++) {
      long bits = Float.floatToIntBits(scores[j]);
      order[j] = (bits << 32) | (channels - 1 - j);
      chosen[j] = false;
    }
    int explored =
        exploreRatio == 0 ? 0 : (int) Math.floor(exploreRatio * count + generator.nextDouble());
    int others = channels - count + explored;
    moveLargestBehind(others, channels);
    for (int k = 0; k < explored; k++) {
      int last = others - 1 - k;
      swap(last, generator.nextInt(last + 1));
    }
    for (int k = channels - count; k < channels; k++) {
      chosen[channels - 1 - (int) order[k]] = true;
    }
    append(channels, kept);
  }

  private void append(int channels, ChannelSet kept) {
    for (int j = 0; j < channels; j++) {
      if (chosen[j]) {
        kept.append(j);
      }
    }
  }

  /**
   * Moves all but the {@code others} smallest of the first {@code channels} keys behind these
   * (Hoare's selection; the JDK's sorting leaves small arrays behind).
   */
  private void moveLargestBehind(int others, int channels) {
    int from = 0;
    int to = channels - 1;
    while (from < to) {
      long pivot = order[(from + to) >>> 1];
      int i = from;
      int j = to;
      while (i <= j) {
        while (order[i] < pivot) {
          i++;
        }
        while (order[j] > pivot) {
          j--;
        }
        if (i <= j) {
          swap(i++, j--);
        }
      }
      if (others <= j) {
        to = j;
      } else if (others >= i) {
        from = i;
      } else {
        return;
      }
    }
  }

  private void swap(int i, int j) {
    long value = order[i];
    order[i] = order[j];
    order[j] = value;
  }

  private boolean haveFiniteSum(int channels) {
    float sum = 0;
    for (int j = 0; j < channels; j++) {
      sum += scores[j];
    }
    return Float.isFinite(sum);
  }

  @Override
  public boolean scales() {
    return importance == ChannelImportance.UNBIASED;
  }

  @Override
  public void factors(ChannelSet kept, float[] factors) {
    for (int k = 0; k < kept.count(); k++) {
      int j = kept.get(k);
      factors[j] = (float) (1 / sample.probability(j));
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
