package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Watches the served network's errors for a rise, and how long it takes to recover. */
final class DriftMonitor {
  private static final double ADWIN_DELTA = 0.002;
  private static final double TOLERANCE = 0.05;
  private static final double THRESHOLD = 15;
  private static final double RECOVERED = 0.02;

  /** Judged instances between two looks at how good it usually is. */
  private static final int BASE_INTERVAL = 100;

  private final Adwin adwin = new Adwin(ADWIN_DELTA);
  private final PageHinkley pageHinkley = new PageHinkley(TOLERANCE, THRESHOLD);
  private final PrequentialAccuracy accuracy = new PrequentialAccuracy();
  private long adwinDrifts;
  private long pageHinkleyDrifts;
  private boolean byAdwin;
  private boolean byPageHinkley;
  private double before = Double.NaN;
  private double base = Double.NaN;
  private double toReach;
  private long since = -1;
  private long recoveries;
  private long lastRecovery = -1;

  /**
   * The served network's answer to an instance drawn at random.
   *
   * @param offered instances offered so far
   * @return whether drift was seen; by what is in {@link #byAdwin} and {@link #byPageHinkley}
   */
  boolean add(boolean right, long offered) {
    accuracy.add(right);
    if (accuracy.count() % BASE_INTERVAL == 0) {
      // Two looks back: what the last one saw may be the drift already.
      before = base;
      base = accuracy.fading();
    }
    byAdwin = adwin.add(right ? 0 : 1);
    byPageHinkley = pageHinkley.add(right ? 0 : 1);
    adwinDrifts += byAdwin ? 1 : 0;
    pageHinkleyDrifts += byPageHinkley ? 1 : 0;
    boolean drift = byAdwin || byPageHinkley;
    if (drift && since < 0) {
      since = offered;
      toReach = (Double.isNaN(before) ? accuracy.cumulative() : before) - RECOVERED;
    } else if (since >= 0 && accuracy.fading() >= toReach) {
      recoveries++;
      lastRecovery = offered - since;
      since = -1;
    }
    return drift;
  }

  boolean byAdwin() {
    return byAdwin;
  }

  boolean byPageHinkley() {
    return byPageHinkley;
  }

  /** Prequential accuracy in which each instance weighs 0.99 of the next. */
  double fadingRatio() {
    return accuracy.fading();
  }

  DeviceReport.Accuracy accuracy() {
    return new DeviceReport.Accuracy(
        accuracy.count(), accuracy.cumulative(), accuracy.recent(), accuracy.fading());
  }

  DeviceReport.Drift report(boolean active) {
    return new DeviceReport.Drift(adwinDrifts, pageHinkleyDrifts, active, recoveries, lastRecovery);
  }

  void saveState(DataOutput out) throws IOException {
    adwin.saveState(out);
    pageHinkley.saveState(out);
    accuracy.saveState(out);
    out.writeLong(adwinDrifts);
    out.writeLong(pageHinkleyDrifts);
    out.writeDouble(before);
    out.writeDouble(base);
    out.writeDouble(toReach);
    out.writeLong(since);
    out.writeLong(recoveries);
    out.writeLong(lastRecovery);
  }

  void restoreState(DataInput in) throws IOException {
    adwin.restoreState(in);
    pageHinkley.restoreState(in);
    accuracy.restoreState(in);
    adwinDrifts = in.readLong();
    pageHinkleyDrifts = in.readLong();
    before = in.readDouble();
    base = in.readDouble();
    toReach = in.readDouble();
    since = in.readLong();
    recoveries = in.readLong();
    lastRecovery = in.readLong();
  }
}
