package dev.tamis.report;

import java.util.Arrays;

/** How a network does on a labelled set. */
public final class EvaluationReport {
  private final int[][] confusion;
  private final double lossSum;

  /**
   * A report.
   *
   * @param confusion [label][predicted class] counts, square
   * @param lossSum sum of the losses in nats
   */
  public EvaluationReport(int[][] confusion, double lossSum) {
    this.confusion = Arrays.stream(confusion).map(int[]::clone).toArray(int[][]::new);
    this.lossSum = lossSum;
  }

  /** Number of classes. */
  public int classes() {
    return confusion.length;
  }

  /** Instances with a label that were predicted as a class. */
  public int count(int label, int predicted) {
    return confusion[label][predicted];
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
