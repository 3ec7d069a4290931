package dev.tamis.selection;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Regression of the standardised logarithm of the loss, with clipped errors. */
final class LossRegression implements FilterTarget {
  private static final double MOMENT_RATE = 0.02;
  private static final double LOSS_FLOOR = 1e-4;
  private static final double ERROR_LIMIT = 2;

  private double logMean = Double.NaN;
  private double logVariance = 1;

  @Override
  public int outputs() {
    return LOGIT.outputs();
  }

  @Override
  public float score(FeatureMap outputs, int row, int n) {
    return LOGIT.score(outputs, row, n);
  }

  @Override
  public void teach(
      InstanceSet lessons, float[] scores, float[] losses, int[] labels, ErrorMap error) {
    updateMoments(lessons, losses);
    double deviation = Math.sqrt(logVariance) + 1e-6;
    for (int k = 0; k < lessons.count(); k++) {
      int n = lessons.get(k);
      double target = (Math.log(losses[n] + LOSS_FLOOR) - logMean) / deviation;
      double difference = Math.max(-ERROR_LIMIT, Math.min(ERROR_LIMIT, scores[n] - target));
      error.data()[error.offset(k)] = (float) (difference / lessons.count());
    }
  }

  private void updateMoments(InstanceSet lessons, float[] losses) {
    double mean = 0;
    for (int k = 0; k < lessons.count(); k++) {
      mean += Math.log(losses[lessons.get(k)] + LOSS_FLOOR) / lessons.count();
    }
    if (Double.isNaN(logMean)) {
      logMean = mean;
    }
    double variance = 0;
    for (int k = 0; k < lessons.count(); k++) {
      double centred = Math.log(losses[lessons.get(k)] + LOSS_FLOOR) - logMean;
      variance += centred * centred / lessons.count();
    }
    logMean += MOMENT_RATE * (mean - logMean);
    logVariance += MOMENT_RATE * (variance - logVariance);
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    out.writeDouble(logMean);
    out.writeDouble(logVariance);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    logMean = in.readDouble();
    logVariance = in.readDouble();
  }
}
