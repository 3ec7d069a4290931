package dev.tamis.cli.run;

import dev.tamis.cost.MemoryCost;
import dev.tamis.network.Network;
import dev.tamis.stream.MiniBatch;
import dev.tamis.training.Trainer;

/**
 * What a trainer would hold at any batch size, without making one that large: all it holds is fixed
 * or grows by the same for every instance, so two small ones tell.
 */
final class PlannedMemory {
  private final long fixedBytes;
  private final long instanceBytes;
  private final MemoryCost one;
  private final MemoryCost two;

  private PlannedMemory(MemoryCost one, MemoryCost two) {
    this.one = one;
    this.two = two;
    this.instanceBytes = two.totalBytes() - one.totalBytes();
    this.fixedBytes = one.totalBytes() - instanceBytes;
  }

  /** Of the trainers that these parts make for batches like this one. */
  static PlannedMemory of(TrainerParts parts, Network network, MiniBatch like) {
    Trainer one = parts.trainer(network, like.sibling(1));
    Trainer two = parts.trainer(network, like.sibling(2));
    return new PlannedMemory(one.memory(), two.memory());
  }

  MemoryCost at(int batchSize) {
    return new MemoryCost(
        extrapolate(one.parameterBytes(), two.parameterBytes(), batchSize),
        extrapolate(one.gradientBytes(), two.gradientBytes(), batchSize),
        extrapolate(one.optimizerBytes(), two.optimizerBytes(), batchSize),
        extrapolate(one.workspaceBytes(), two.workspaceBytes(), batchSize),
        extrapolate(one.packedBytes(), two.packedBytes(), batchSize),
        extrapolate(one.batchBytes(), two.batchBytes(), batchSize));
  }

  private static long extrapolate(long atOne, long atTwo, int batchSize) {
    return atOne + (atTwo - atOne) * (batchSize - 1L);
  }

  /** The largest batch size that needs no more than this; 0 if none does. */
  long largestBatch(long limitBytes) {
    return Math.max(0, (limitBytes - fixedBytes) / instanceBytes);
  }
}
