package dev.tamis.cost;

/**
 * Bytes that training holds, by lifetime; known before the first step.
 *
 * @param parameterBytes parameters and running statistics
 * @param gradientBytes gradients
 * @param optimizerBytes optimizer state
 * @param workspaceBytes saved activations and error maps
 * @param packedBytes packed weights and the threads' working memory
 * @param batchBytes offered and kept images
 */
public record MemoryCost(
    long parameterBytes,
    long gradientBytes,
    long optimizerBytes,
    long workspaceBytes,
    long packedBytes,
    long batchBytes) {

  /** Sum of all. */
  public long totalBytes() {
    return parameterBytes
        + gradientBytes
        + optimizerBytes
        + workspaceBytes
        + packedBytes
        + batchBytes;
  }

  /** Both together. */
  public MemoryCost plus(MemoryCost other) {
    return new MemoryCost(
        parameterBytes + other.parameterBytes,
        gradientBytes + other.gradientBytes,
        optimizerBytes + other.optimizerBytes,
        workspaceBytes + other.workspaceBytes,
        packedBytes + other.packedBytes,
        batchBytes + other.batchBytes);
  }
}
