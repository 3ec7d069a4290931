package dev.tamis.selection;

import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The paper's rule: instances predicted to have a high loss are kept, uncertain ones are labelled,
 * the filter learns by weighted binary cross-entropy, and the loss threshold adapts. It holds no
 * budget: the kept share is what the predictions make it.
 */
final class ThresholdRule implements SelectionRule {
  private final PaperSettings settings;
  private final LossThreshold threshold;

  ThresholdRule(PaperSettings settings) {
    this.settings = settings;
    this.threshold =
        new LossThreshold(
            settings.highLossRatio(),
            settings.initialThreshold(),
            settings.thresholdRaise(),
            settings.thresholdLower(),
            settings.thresholdWindow());
    Ratios.requireShare("entropyThreshold", settings.entropyThreshold());
    Ratios.requireShare("auditRatio", settings.auditRatio());
  }

  @Override
  public String mode() {
    return "paper";
  }

  @Override
  public boolean needsScores() {
    return true;
  }

  @Override
  public void choose(float[] scores, FilterDecision decision) {
    if (!threshold.isSet()) {
      decision.kept().selectAll();
      return;
    }
    for (int n = 0; n < decision.offered(); n++) {
      double p = sigmoid(scores[n]);
      // A filter that has diverged says NaN, and must not stop the training.
      if (p >= 0.5 || Double.isNaN(p)) {
        decision.kept().append(n);
      } else if (binaryEntropy(p) > settings.entropyThreshold()) {
        decision.uncertain().append(n);
      }
    }
  }

  @Override
  public double auditRatio() {
    return settings.auditRatio();
  }

  @Override
  public void learn(
      FilterDecision decision, float[] scores, float[] losses, int[] labels, ErrorMap error) {
    if (!threshold.isSet()) {
      threshold.start(losses, decision.offered());
    }
    InstanceSet labelled = decision.lessons();
    double weightSum = 0;
    for (int k = 0; k < labelled.count(); k++) {
      weightSum += weight(losses[labelled.get(k)]);
    }
    int hits = 0;
    for (int k = 0; k < labelled.count(); k++) {
      int n = labelled.get(k);
      boolean high = threshold.isHigh(losses[n]);
      double p = sigmoid(scores[n]);
      hits += high && p >= 0.5 ? 1 : 0;
      error.data()[error.offset(k)] =
          (float) ((p - (high ? 1 : 0)) * weight(losses[n]) / weightSum);
    }
    threshold.update(hits, decision.offered());
  }

  private double weight(float loss) {
    if (!settings.weighted()) {
      return 1;
    }
    double share = settings.highLossRatio();
    return threshold.isHigh(loss) ? 1 / share : 1 / (1 - share);
  }

  @Override
  public boolean isHigh(float loss) {
    return threshold.isHigh(loss);
  }

  @Override
  public FilterReport report(FalseDropEstimate falseDrops) {
    double none = Double.NaN;
    return new FilterReport(mode(), threshold.value(), none, none, none, true, 1, falseDrops);
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    threshold.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    threshold.restoreState(in);
  }

  private static double sigmoid(float logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** In bits. */
  private static double binaryEntropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
  }
}
