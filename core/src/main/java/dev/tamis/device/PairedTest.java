package dev.tamis.device;

/**
 * Tests of two networks on the same instances: McNemar's exact test (the sign test on the instances
 * of which one is right and the other wrong), and that of a mean difference.
 */
final class PairedTest {
  private PairedTest() {}

  /**
   * Probability of at least this many wins, were winning and losing alike likely: the one-sided
   * p-value.
   *
   * @param wins instances that only the first network gets right
   * @param losses instances that only the second does
   * @return in (0,1]; 1 where they never differ
   */
  static double pValue(int wins, int losses) {
    int trials = wins + losses;
    if (wins == 0) {
      return 1;
    }
    // Terms from the largest count down: C(n, n) = 1, C(n, k - 1) = C(n, k) * k / (n - k + 1).
    double logTerm = -trials * Math.log(2);
    double sum = 0;
    for (int k = trials; k >= wins; k--) {
      sum += Math.exp(logTerm);
      logTerm += Math.log(k) - Math.log(trials - k + 1.0);
    }
    return Math.min(1, sum);
  }

  /**
   * Probability of a mean difference at least this large, were there none: one-sided, normal.
   *
   * @param mean difference
   * @param standardError of it, at least 0
   * @return in [0,1]; 1 where nothing differs
   */
  static double pValue(double mean, double standardError) {
    if (standardError == 0) {
      return mean > 0 ? 0 : 1;
    }
    double z = mean / standardError;
    // Abramowitz and Stegun 26.2.17, to 7.5e-8.
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
    return z >= 0 ? tail : 1 - tail;
  }
}
