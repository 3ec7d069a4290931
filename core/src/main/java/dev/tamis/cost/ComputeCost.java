package dev.tamis.cost;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A ledger of multiply-accumulates (1 MAC = 2 FLOPs) of convolutions and linear layers and of
 * nanoseconds, by phase, beside the dense baseline: what plain SGD with floats would have computed
 * for the same offered instances. Accumulates in place.
 *
 * <p>Bit-weighted, a multiply-accumulate of operands of a and b bits counts a x b / 32^2: one of
 * floats counts 1. It is a count, not a measure of time. Kept as exact integers, a x b for each.
 */
public final class ComputeCost {
  /** What a multiply-accumulate of floats counts: 32 bits x 32 bits. */
  public static final int FLOAT_BITS = 32 * 32;

  private static final Phase[] PHASES = Phase.values();

  private final long[] macs = new long[PHASES.length];
  private final long[] nanos = new long[PHASES.length];

  /** Bit-weighted multiply-accumulates, whole ones and what is left: a sum of a x b overflows. */
  private final long[] weighted = new long[PHASES.length];

  private final long[] weightedRest = new long[PHASES.length];
  private long denseMacs;

  /**
   * Adds work to a phase.
   *
   * @param macsDone multiply-accumulates
   * @param bitMacsDone the sum over them of the bits of one operand x the bits of the other; {@link
   *     #FLOAT_BITS} each where they are floats
   * @param nanosTaken nanoseconds
   */
  public void add(Phase phase, long macsDone, long bitMacsDone, long nanosTaken) {
    int i = phase.ordinal();
    macs[i] += macsDone;
    nanos[i] += nanosTaken;
    addWeighted(i, bitMacsDone / FLOAT_BITS, bitMacsDone % FLOAT_BITS);
  }

  private void addWeighted(int i, long whole, long rest) {
    long sum = weightedRest[i] + rest;
    weighted[i] += whole + sum / FLOAT_BITS;
    weightedRest[i] = sum % FLOAT_BITS;
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
      addWeighted(i, other.weighted[i], other.weightedRest[i]);
    }
    denseMacs += other.denseMacs;
  }

  /** Sets everything to zero. */
  public void clear() {
    Arrays.fill(macs, 0);
    Arrays.fill(nanos, 0);
    Arrays.fill(weighted, 0);
    Arrays.fill(weightedRest, 0);
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

  /** Bit-weighted multiply-accumulates of a phase: as many of floats would have as many bits. */
  public double bitWeightedMacs(Phase phase) {
    int i = phase.ordinal();
    return weighted[i] + (double) weightedRest[i] / FLOAT_BITS;
  }

  /** Bit-weighted multiply-accumulates of all phases. */
  public double totalBitWeightedMacs() {
    double total = 0;
    for (Phase phase : PHASES) {
      total += bitWeightedMacs(phase);
    }
    return total;
  }

  /** Multiply-accumulates of the dense baseline, all of floats. */
  public long denseMacs() {
    return denseMacs;
  }

  /** 1 - total / dense; 0 where nothing was offered. */
  public double savingRatio() {
    return denseMacs == 0 ? 0 : 1 - (double) totalMacs() / denseMacs;
  }

  /** 1 - bit-weighted total / dense; 0 where nothing was offered. */
  public double bitWeightedSavingRatio() {
    return denseMacs == 0 ? 0 : 1 - totalBitWeightedMacs() / denseMacs;
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
    for (int i = 0; i < PHASES.length; i++) {
      out.writeLong(weighted[i]);
      out.writeLong(weightedRest[i]);
    }
  }

  /** Replaces all numbers by saved ones. */
  public void restoreState(DataInput in) throws IOException {
    clear();
    for (int i = 0; i < PHASES.length; i++) {
      macs[i] = in.readLong();
      nanos[i] = in.readLong();
    }
    denseMacs = in.readLong();
    for (int i = 0; i < PHASES.length; i++) {
      weighted[i] = in.readLong();
      weightedRest[i] = in.readLong();
    }
  }
}
