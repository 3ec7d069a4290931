package dev.tamis.selection;

import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Keeps the highest scores, and random others for a share of the count; that share is exact over
 * the steps.
 */
final class ScoreRanking {
  private static final double LEAST_PROBABILITY = 1e-6;

  private final double exploreRatio;
  private final boolean randomTies;
  private final RandomDraw draw;
  private final boolean[] ranked;
  private final boolean[] marked;
  private final int[] turns;
  private final long[] order;
  private double exploreCredit;

  /**
   * @param exploreRatio share of the kept that is drawn at random, in [0,1]
   * @param randomTies whether equal scores are ranked at random, or the lowest number first
   * @param capacity largest mini-batch
   * @param draw random numbers; saves its own state
   */
  ScoreRanking(double exploreRatio, boolean randomTies, int capacity, RandomDraw draw) {
    Ratios.requireShare("exploreRatio", exploreRatio);
    this.exploreRatio = exploreRatio;
    this.randomTies = randomTies;
    this.draw = draw;
    this.ranked = new boolean[capacity];
    this.marked = new boolean[capacity];
    this.turns = new int[capacity];
    this.order = new long[capacity];
  }

  /** Whether the score alone chose an instance, by number among the offered. */
  boolean[] ranked() {
    return ranked;
  }

  /** Forgets who was ranked. */
  void reset(int offered) {
    Arrays.fill(ranked, 0, offered, false);
  }

  /**
   * Keeps {@code count} of the instances that the decision may look at.
   *
   * @param scores by number among the offered
   * @param share probability over the steps with which one that is looked at is kept
   * @param decision receives the kept and their probabilities, as if all had been looked at
   */
  void choose(float[] scores, int count, double share, FilterDecision decision) {
    InstanceSet looked = decision.looked();
    int candidates = looked.count();
    exploreCredit += exploreRatio * count;
    int explore = (int) Math.floor(exploreCredit);
    exploreCredit -= explore;
    int top = count - explore;
    sort(scores, looked);
    Arrays.fill(marked, 0, candidates, false);
    for (int k = 0; k < top; k++) {
      int i = turns[(int) order[candidates - 1 - k]];
      marked[i] = true;
      ranked[looked.get(i)] = true;
    }
    draw.mark(marked, candidates, explore);
    double probability = exploreProbability(exploreRatio, share);
    for (int i = 0; i < candidates; i++) {
      int n = looked.get(i);
      if (marked[i]) {
        decision.kept().append(n);
      }
      decision.keepProbability(n, ranked[n] ? 1 : probability);
    }
    if (randomTies && candidates > 0) {
      shareTies(top, share, decision);
    }
  }

  /** Orders the candidates by score, and equal ones by their turn; the last is the first choice. */
  private void sort(float[] scores, InstanceSet looked) {
    int candidates = looked.count();
    for (int t = 0; t < candidates; t++) {
      turns[t] = candidates - 1 - t;
    }
    if (randomTies) {
      draw.shuffle(turns, candidates);
    }
    for (int t = 0; t < candidates; t++) {
      float score = scores[looked.get(turns[t])];
      order[t] = ((long) ScoreWindow.ascendingBits(score) << 32) | t;
    }
    Sorting.ascending(order, candidates);
  }

  /**
   * Those that tie with the lowest ranked were ranked by luck; where all tie, all have the same
   * share.
   */
  private void shareTies(int top, double share, FilterDecision decision) {
    int candidates = decision.looked().count();
    int bar = scoreBits(candidates - Math.max(1, top));
    boolean allTie = scoreBits(0) == scoreBits(candidates - 1);
    int tied = 0;
    int lucky = 0;
    for (int k = 0; k < candidates; k++) {
      tied += scoreBits(k) == bar ? 1 : 0;
      lucky += scoreBits(k) == bar && k >= candidates - top ? 1 : 0;
    }
    double luck = (double) lucky / tied;
    double shared = luck + (1 - luck) * exploreProbability(exploreRatio, share);
    for (int k = 0; k < candidates; k++) {
      if (scoreBits(k) == bar) {
        int n = decision.looked().get(turns[(int) order[k]]);
        decision.keepProbability(n, allTie ? share : shared);
      }
    }
  }

  private int scoreBits(int k) {
    return (int) (order[k] >> 32);
  }

  /**
   * Probability with which an instance that is not ranked high enough is kept. Over the steps, not
   * in this one: where less than one a step is explored, most steps explore none, and counting
   * their instances as never seen would leave them out of every estimate.
   */
  static double exploreProbability(double exploreRatio, double share) {
    double explored = exploreRatio * share;
    double others = 1 - share + explored;
    return others > 0 ? Math.max(explored / others, LEAST_PROBABILITY) : 1;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(exploreCredit);
  }

  void restoreState(DataInput in) throws IOException {
    exploreCredit = in.readDouble();
  }
}
