package dev.tamis.report;

/**
 * How far a network's confidence, the softmax probability of the class it predicts, can be
 * believed: instances by confidence in bins of equal width. Filled in place.
 */
public final class Calibration {
  /** Number of bins that confidences are usually divided into. */
  public static final int BINS = 15;

  private final long[] counts;
  private final long[] correct;
  private final double[] confidenceSums;

  /**
   * Empty bins.
   *
   * @param bins at least 1
   */
  public Calibration(int bins) {
    this.counts = new long[bins];
    this.correct = new long[bins];
    this.confidenceSums = new double[bins];
  }

  /**
   * Adds an instance.
   *
   * @param confidence in [0,1]
   * @param right whether the prediction was right
   */
  public void add(double confidence, boolean right) {
    int bin = Math.max(0, Math.min(counts.length - 1, (int) (confidence * counts.length)));
    counts[bin]++;
    correct[bin] += right ? 1 : 0;
    confidenceSums[bin] += confidence;
  }

  /** Number of bins. */
  public int bins() {
    return counts.length;
  }

  /** Instances in a bin. */
  public long count(int bin) {
    return counts[bin];
  }

  /** Share of a bin's instances that were classified right; NaN where it has none. */
  public double accuracyRatio(int bin) {
    return (double) correct[bin] / counts[bin];
  }

  /** Mean confidence of a bin's instances; NaN where it has none. */
  public double confidenceRatio(int bin) {
    return confidenceSums[bin] / counts[bin];
  }

  /**
   * Expected calibration error: the distance between accuracy and confidence of a bin, averaged
   * over instances; NaN where there are none.
   */
  public double expectedErrorRatio() {
    double sum = 0;
    long all = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      sum += Math.abs(correct[bin] - confidenceSums[bin]);
      all += counts[bin];
    }
    return sum / all;
  }

  /** A copy that stays as it is. */
  public Calibration copy() {
    Calibration copy = new Calibration(counts.length);
    System.arraycopy(counts, 0, copy.counts, 0, counts.length);
    System.arraycopy(correct, 0, copy.correct, 0, counts.length);
    System.arraycopy(confidenceSums, 0, copy.confidenceSums, 0, counts.length);
    return copy;
  }
}
