package dev.tamis.device;

/**
 * McNemar's exact test (the sign test on the instances of which one network is right and the other
 * wrong).
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
}
