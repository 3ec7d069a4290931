package dev.tamis.selection;

import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.ErrorMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How an early instance filter turns scores (one per offered instance) into a decision, and losses
 * into its own training error.
 */
interface SelectionRule {

  /** "budgeted" or "paper". */
  String mode();

  /** What the outputs of the filter's network mean. */
  default FilterScoring scoring() {
    return FilterScoring.LOGIT;
  }

  /**
   * Begins a decision: may thin out, at random, whom the filter looks at.
   *
   * @param decision reset; all may be looked at
   */
  default void begin(FilterDecision decision) {}

  /** Whether the next decision needs scores. */
  boolean needsScores();

  /**
   * Chooses kept and uncertain instances.
   *
   * @param scores by number among the offered; defined for those looked at if {@link #needsScores}
   * @param decision begun, its sets empty
   */
  void choose(float[] scores, FilterDecision decision);

  /** Probability with which a dropped instance is audited. */
  double auditRatio();

  /**
   * Learns thresholds and the like, and writes the gradient of the filter's loss for each labelled
   * lesson's outputs.
   *
   * @param scores by number among the offered; defined for all lessons
   * @param losses by number among the offered; defined for all lessons
   * @param labels by number among the offered; defined for all lessons
   * @param error receives one row per lesson, in order
   */
  void learn(FilterDecision decision, float[] scores, float[] losses, int[] labels, ErrorMap error);

  /** Whether a loss counts as high now. */
  boolean isHigh(float loss);

  /** How the rule is doing; the false drops are counted by the filter's. */
  FilterReport report(FalseDropEstimate falseDrops);

  void saveState(DataOutput out) throws IOException;

  void restoreState(DataInput in) throws IOException;
}
