package dev.tamis.selection;

import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.ErrorMap;
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
  private final HighLossTarget target;

  ThresholdRule(PaperSettings settings) {
    this.settings = settings;
    this.target = new HighLossTarget(settings, false);
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
    for (int n = 0; n < decision.offered(); n++) {
      switch (target.predict(scores[n])) {
        case HIGH -> decision.kept().append(n);
        case UNCERTAIN -> decision.uncertain().append(n);
        case LOW -> {}
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
    target.teach(decision.lessons(), scores, losses, labels, error);
    target.moveThreshold(decision.offered());
  }

  @Override
  public boolean isHigh(float loss) {
    return target.threshold().isHigh(loss);
  }

  @Override
  public FilterReport report(FalseDropEstimate falseDrops) {
    double none = Double.NaN;
    return new FilterReport(
        mode(), target.threshold().value(), none, none, none, true, 1, falseDrops);
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    target.threshold().saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    target.threshold().restoreState(in);
  }
}
