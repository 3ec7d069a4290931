package dev.tamis.report;

import java.util.Arrays;

/** How a network does on a labelled set. */
public final class EvaluationReport {
  private final int[][] confusion;
  private final double lossSum;
  private final Calibration calibration;

  /**
   * A report.
   *
   * @param confusion [label][predicted class] counts, square
   * @param lossSum sum of the losses in nats
   * @param calibration of the same instances
   */
  public EvaluationReport(int[][] confusion, double lossSum, Calibration calibration) {
    this.confusion = Arrays.stream(confusion).map(int[]::clone).toArray(int[][]::new);
    this.lossSum = lossSum;
    this.calibration = calibration.copy();
  }

  /** How far the network's confidence can be believed. */
  public Calibration calibration() {
    return calibration.copy();
  }

  /** Number of classes. */
  public int classes() {
    return confusion.length;
  }

  /** Instances with a label that were predicted as a class. */
  public int count(int label, int predicted) {
    return confusion[label][predicted];
  }

  /** Instances of a class. */
  public long count(int label) {
    return sum(confusion[label]);
  }

  /** Number of instances. */
  public long count() {
    return Arrays.stream(confusion).mapToLong(EvaluationReport::sum).sum();
  }

  /** Instances that were classified right. */
  public long correct() {
    long correct = 0;
    for (int k = 0; k < confusion.length; k++) {
      correct += confusion[k][k];
    }
    return correct;
  }

  /** Share of instances classified right, in [0,1]. */
  public double accuracyRatio() {
    return (double) correct() / count();
  }

  /**
   * Mean recall over the classes that occur, in [0,1]: every class counts the same, however rare.
   * NaN where there are no instances.
   */
  public double balancedAccuracyRatio() {
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < confusion.length; label++) {
      if (count(label) > 0) {
        sum += recall(label);
        occurring++;
      }
    }
    return sum / occurring;
  }

  /** Mean loss in nats. */
  public double meanLoss() {
    return lossSum / count();
  }

  /** Share of a class's instances that were found; NaN where it has none. */
  public double recall(int label) {
    return (double) confusion[label][label] / sum(confusion[label]);
  }

  /** Share of instances predicted as a class that are of it; NaN where none were. */
  public double precision(int predicted) {
    long all = 0;
    for (int[] row : confusion) {
      all += row[predicted];
    }
    return (double) confusion[predicted][predicted] / all;
  }

  private static long sum(int[] row) {
    return Arrays.stream(row).asLongStream().sum();
  }
}
