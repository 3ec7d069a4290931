package dev.tamis.selection;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the paper's filter learns: whether the loss is high, by weighted binary cross-entropy, where
 * high is what the adaptive threshold says.
 */
final class HighLossTarget implements FilterTarget {
  private final PaperSettings settings;
  private final boolean deployed;
  private final LossThreshold threshold;
  private double highLossRatio;
  private int hits;

  /**
   * A target whose threshold is not set, unless the settings do.
   *
   * @param deployed whether the main network was trained before. Half of its first losses are next
   *     to nothing then, and a threshold that starts at their median needs a thousand iterations to
   *     get to where so few are high as are wanted; so it starts there.
   */
  HighLossTarget(PaperSettings settings, boolean deployed) {
    this.settings = settings;
    this.deployed = deployed;
    highLossRatio = settings.highLossRatio();
    threshold =
        new LossThreshold(
            highLossRatio,
            settings.initialThreshold(),
            settings.thresholdRaise(),
            settings.thresholdLower(),
            settings.thresholdWindow());
    Ratios.requireShare("entropyThreshold", settings.entropyThreshold());
    Ratios.requireShare("auditRatio", settings.auditRatio());
  }

  @Override
  public int outputs() {
    return LOGIT.outputs();
  }

  @Override
  public float score(FeatureMap outputs, int row, int n) {
    return LOGIT.score(outputs, row, n);
  }

  LossThreshold threshold() {
    return threshold;
  }

  /** Wants another share of the offered instances to be predicted high and truly high. */
  void highLossRatio(double ratio) {
    highLossRatio = ratio;
    threshold.highLossRatio(ratio);
  }

  /** What a score predicts; high until the threshold is set. */
  LossPrediction predict(float score) {
    double p = sigmoid(score);
    // A filter that has diverged says NaN, and must not stop the training.
    if (!threshold.isSet() || p >= 0.5 || Double.isNaN(p)) {
      return LossPrediction.HIGH;
    }
    return binaryEntropy(p) > settings.entropyThreshold()
        ? LossPrediction.UNCERTAIN
        : LossPrediction.LOW;
  }

  @Override
  public void teach(
      InstanceSet lessons, float[] scores, float[] losses, int[] labels, ErrorMap error) {
    if (!threshold.isSet()) {
      threshold.start(losses, lessons, deployed ? highLossRatio : 0.5);
    }
    double weightSum = 0;
    for (int k = 0; k < lessons.count(); k++) {
      weightSum += weight(losses[lessons.get(k)]);
    }
    for (int k = 0; k < lessons.count(); k++) {
      int n = lessons.get(k);
      boolean high = threshold.isHigh(losses[n]);
      double p = sigmoid(scores[n]);
      hits += high && p >= 0.5 ? 1 : 0;
      error.data()[error.offset(k)] =
          (float) ((p - (high ? 1 : 0)) * weight(losses[n]) / weightSum);
    }
  }

  private double weight(float loss) {
    if (!settings.weighted()) {
      return 1;
    }
    return threshold.isHigh(loss) ? 1 / highLossRatio : 1 / (1 - highLossRatio);
  }

  /**
   * Moves the threshold by the lessons since the last time that were predicted high and truly high.
   *
   * @param offered instances since the last time
   */
  void moveThreshold(int offered) {
    threshold.update(hits, offered);
    hits = 0;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    threshold.saveState(out);
    out.writeDouble(highLossRatio);
    out.writeInt(hits);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    threshold.restoreState(in);
    highLossRatio(in.readDouble());
    hits = in.readInt();
  }

  private static double sigmoid(float logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** In bits. */
  private static double binaryEntropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
  }
}
