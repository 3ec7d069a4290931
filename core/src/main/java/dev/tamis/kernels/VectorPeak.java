package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Fused multiply-adds that wait for nothing: a core's peak. */
final class VectorPeak {
  private VectorPeak() {}

  /** Twelve accumulators hide the latency of two units and fit sixteen registers. */
  static long multiplyAdd(int rounds, float[] sink) {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector term = FloatVector.broadcast(SPECIES, 1f);
    FloatVector a = FloatVector.broadcast(SPECIES, 0f);
    FloatVector b = FloatVector.broadcast(SPECIES, 1f);
    FloatVector c = FloatVector.broadcast(SPECIES, 2f);
    FloatVector d = FloatVector.broadcast(SPECIES, 3f);
    FloatVector e = FloatVector.broadcast(SPECIES, 4f);
    FloatVector f = FloatVector.broadcast(SPECIES, 5f);
    FloatVector g = FloatVector.broadcast(SPECIES, 6f);
    FloatVector h = FloatVector.broadcast(SPECIES, 7f);
    FloatVector i = FloatVector.broadcast(SPECIES, 8f);
    FloatVector j = FloatVector.broadcast(SPECIES, 9f);
    FloatVector k = FloatVector.broadcast(SPECIES, 10f);
    FloatVector l = FloatVector.broadcast(SPECIES, 11f);
    for (int round = 0; round < rounds; round++) {
      a = a.fma(factor, term);
      b = b.fma(factor, term);
      c = c.fma(factor, term);
      d = d.fma(factor, term);
      e = e.fma(factor, term);
      f = f.fma(factor, term);
      g = g.fma(factor, term);
      h = h.fma(factor, term);
      i = i.fma(factor, term);
      j = j.fma(factor, term);
      k = k.fma(factor, term);
      l = l.fma(factor, term);
    }
    a.add(b).add(c).add(d).add(e).add(f).intoArray(sink, 0);
    g.add(h).add(i).add(j).add(k).add(l).intoArray(sink, LANES);
    return 2L * 12 * LANES * rounds;
  }
}
