package dev.tamis.cli.adapt;

import dev.tamis.device.PrequentialAccuracy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a run counts beside its learner: predictions made before learning, and time. */
public final class AdaptCounts {
  private final PrequentialAccuracy served = new PrequentialAccuracy();
  private final PrequentialAccuracy shipped = new PrequentialAccuracy();
  private long offered;
  private long nanos;
  private long startNanos;
  private boolean running;
  private boolean settled;

  AdaptCounts() {}

  void judge(boolean servedIsRight, boolean shippedIsRight) {
    served.add(servedIsRight);
    shipped.add(shippedIsRight);
  }

  void offer() {
    offered++;
  }

  /** Whether nothing has been settled before; from now on it has. */
  boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  void start() {
    running = true;
    startNanos = System.nanoTime();
  }

  void pause() {
    if (running) {
      nanos += System.nanoTime() - startNanos;
      running = false;
    }
  }

  /** Instances offered. */
  public long offered() {
    return offered;
  }

  /** Of the served weights, on every instance whose class was known at once. */
  public PrequentialAccuracy served() {
    return served;
  }

  /** Of the shipped weights, on the same instances. */
  public PrequentialAccuracy shipped() {
    return shipped;
  }

  /** Time spent predicting and learning, tests left out, in seconds. */
  public double seconds() {
    return (nanos + (running ? System.nanoTime() - startNanos : 0)) / 1e9;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(offered);
    out.writeDouble(seconds());
    out.writeBoolean(settled);
    served.saveState(out);
    shipped.saveState(out);
  }

  void restoreState(DataInput in) throws IOException {
    offered = in.readLong();
    nanos = (long) (in.readDouble() * 1e9);
    settled = in.readBoolean();
    served.restoreState(in);
    shipped.restoreState(in);
  }
}
