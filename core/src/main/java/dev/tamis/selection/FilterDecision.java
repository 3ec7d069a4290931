package dev.tamis.selection;

import dev.tamis.tensor.InstanceSet;
import java.util.Arrays;

/**
 * What a filter decided for one offered mini-batch; refilled in place. Kept instances train the
 * main network; label-only instances run forward once to teach or audit the filter.
 */
public final class FilterDecision {
  private final InstanceSet looked;
  private final InstanceSet kept;
  private final InstanceSet uncertain;
  private final InstanceSet audited;
  private final InstanceSet labelOnly;
  private final InstanceSet labelled;
  private final InstanceSet lessons;
  private final double[] keepProbability;
  private boolean filtered;

  /**
   * Room for a decision.
   *
   * @param capacity largest offered mini-batch
   */
  public FilterDecision(int capacity) {
    looked = new InstanceSet(capacity);
    kept = new InstanceSet(capacity);
    uncertain = new InstanceSet(capacity);
    audited = new InstanceSet(capacity);
    labelOnly = new InstanceSet(capacity);
    labelled = new InstanceSet(capacity);
    lessons = new InstanceSet(capacity);
    keepProbability = new double[capacity];
  }

  /** Empties the decision for a new mini-batch; every keep probability becomes 1. */
  void reset(int offered) {
    looked.reset(offered);
    looked.selectAll();
    kept.reset(offered);
    uncertain.reset(offered);
    audited.reset(offered);
    labelOnly.reset(offered);
    labelled.reset(offered);
    lessons.reset(offered);
    Arrays.fill(keepProbability, 0, offered, 1);
    filtered = true;
  }

  void keepAll() {
    kept.selectAll();
    filtered = false;
  }

  void keepProbability(int n, double probability) {
    keepProbability[n] = probability;
  }

  /** Merges the sets, once all are chosen. */
  void finish() {
    for (int n = 0; n < kept.total(); n++) {
      boolean extra = uncertain.contains(n) || audited.contains(n);
      if (extra) {
        labelOnly.append(n);
      }
      if (extra || kept.contains(n)) {
        labelled.append(n);
        if (looked.contains(n)) {
          lessons.append(n);
        }
      }
    }
  }

  /** Instances that are candidates for the ranking; all, unless some were thinned out before. */
  InstanceSet looked() {
    return looked;
  }

  /** Labelled instances that may have been looked at: the filter learns from these. */
  InstanceSet lessons() {
    return lessons;
  }

  /** Number of offered instances. */
  public int offered() {
    return kept.total();
  }

  /** Instances that train the main network; may be empty. */
  public InstanceSet kept() {
    return kept;
  }

  /** Dropped instances about which the filter is unsure, labelled to teach it. */
  public InstanceSet uncertain() {
    return uncertain;
  }

  /** Dropped instances labelled at random, to measure what is lost. */
  public InstanceSet audited() {
    return audited;
  }

  /** Uncertain and audited instances: forward only. */
  public InstanceSet labelOnly() {
    return labelOnly;
  }

  /** Kept and label-only instances: all whose label is asked for. */
  public InstanceSet labelled() {
    return labelled;
  }

  /** Probability, in (0,1], with which instance n was kept. */
  public double keepProbability(int n) {
    return keepProbability[n];
  }

  /** Whether a selection took place at all; false where everything was kept without looking. */
  public boolean filtered() {
    return filtered;
  }
}
