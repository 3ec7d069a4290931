package dev.tamis.report;

/**
 * Share of dropped instances that were high-loss, from a uniform random sample of the dropped ones.
 *
 * @param high audited instances whose loss was high
 * @param audited audited instances
 */
public record FalseDropEstimate(long high, long audited) {
  private static final double Z = 1.959963984540054;

  /** high / audited; NaN where nothing was audited. */
  public double estimate() {
    return audited == 0 ? Double.NaN : (double) high / audited;
  }

  /** Lower end of the 95 % Wilson score interval; NaN where nothing was audited. */
  public double low() {
    return audited == 0 ? Double.NaN : Math.max(0, centre() - halfWidth());
  }

  /** Upper end of the 95 % Wilson score interval; NaN where nothing was audited. */
  public double high95() {
    return audited == 0 ? Double.NaN : Math.min(1, centre() + halfWidth());
  }

  private double centre() {
    return (estimate() + Z * Z / (2 * audited)) / (1 + Z * Z / audited);
  }

  private double halfWidth() {
    double p = estimate();
    return Z
        / (1 + Z * Z / audited)
        * Math.sqrt(p * (1 - p) / audited + Z * Z / (4.0 * audited * audited));
  }
}
