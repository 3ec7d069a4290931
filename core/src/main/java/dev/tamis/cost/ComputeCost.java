package dev.tamis.cost;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A ledger of multiply-accumulates (1 MAC = 2 FLOPs) of convolutions and linear layers and of
 * nanoseconds, by phase, beside the dense baseline: what plain SGD would have computed for the same
 * offered instances. Accumulates in place.
 */
public final class ComputeCost {
  private static final Phase[] PHASES = Phase.values();

  private final long[] macs = new long[PHASES.length];
  private final long[] nanos = new long[PHASES.length];
  private long denseMacs;

  /** Adds work to a phase. */
  public void add(Phase phase, long macsDone, long nanosTaken) {
    macs[phase.ordinal()] += macsDone;
    nanos[phase.ordinal()] += nanosTaken;
  }

  /** Adds to the dense baseline. */
  public void addDense(long macsOfBaseline) {
    denseMacs += macsOfBaseline;
  }

  /** Adds all of another ledger. */
  public void add(ComputeCost other) {
    for (int i = 0; i < PHASES.length; i++) {
      macs[i] += other.macs[i];
      nanos[i] += other.nanos[i];
    }
    denseMacs += other.denseMacs;
  }

  /** Sets everything to zero. */
  public void clear() {
    Arrays.fill(macs, 0);
    Arrays.fill(nanos, 0);
    denseMacs = 0;
  }

  /** Multiply-accumulates of a phase. */
  public long macs(Phase phase) {
    return macs[phase.ordinal()];
  }

  /** Nanoseconds of a phase. */
  public long nanos(Phase phase) {
    return nanos[phase.ordinal()];
  }

  /** Multiply-accumulates of all phases. */
  public long totalMacs() {
    long total = 0;
    for (long value : macs) {
      total += value;
    }
    return total;
  }

  /** Nanoseconds of all phases. */
  public long totalNanos() {
    long total = 0;
    for (long value : nanos) {
      total += value;
    }
    return total;
  }

  /** Multiply-accumulates of the dense baseline. */
  public long denseMacs() {
    return denseMacs;
  }

  /** 1 - total / dense; 0 where nothing was offered. */
  public double savingRatio() {
    return denseMacs == 0 ? 0 : 1 - (double) totalMacs() / denseMacs;
  }

  /** A copy that stays as it is. */
  public ComputeCost copy() {
    ComputeCost copy = new ComputeCost();
    copy.add(this);
    return copy;
  }

  /** Writes all numbers. */
  public void saveState(DataOutput out) throws IOException {
    for (Phase phase : PHASES) {
      out.writeLong(macs(phase));
      out.writeLong(nanos(phase));
    }
    out.writeLong(denseMacs);
  }

  /** Replaces all numbers by saved ones. */
  public void restoreState(DataInput in) throws IOException {
    clear();
    for (Phase phase : PHASES) {
      add(phase, in.readLong(), in.readLong());
    }
    denseMacs = in.readLong();
  }
}
