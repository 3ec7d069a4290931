package dev.tamis.device;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;

/**
 * What an adaptation will hold, known before it is made: the stores in closed form, and all else is
 * fixed or grows by the same for every instance of a mini-batch, so that two small ones tell.
 */
final class DeviceMemory {
  private final NetworkSpec spec;
  private final AdaptationConfig config;
  private final long fixedBytes;
  private final long instanceBytes;

  private DeviceMemory(
      NetworkSpec spec, AdaptationConfig config, long fixedBytes, long instanceBytes) {
    this.spec = spec;
    this.config = config;
    this.fixedBytes = fixedBytes;
    this.instanceBytes = instanceBytes;
  }

  static DeviceMemory of(NetworkSpec spec, AdaptationConfig config) {
    long one = withoutStores(spec, config, 1);
    long two = withoutStores(spec, config, 2);
    return new DeviceMemory(spec, config, 2 * one - two, two - one);
  }

  private static long withoutStores(NetworkSpec spec, AdaptationConfig config, int batchSize) {
    AdaptationConfig small =
        config
            .withBatchSize(batchSize)
            .withShuffleSize(1)
            .withWaitingSize(0)
            .withReplaySize(0)
            .withReservoirSize(2);
    try (ComputeResources resources = new ComputeResources(config.threads());
        Champion champion = new Champion(spec, config.followsStream(spec));
        Adaptation adaptation =
            new Adaptation(spec, small, champion, resources, System::nanoTime)) {
      return adaptation.memory().totalBytes() - Adaptation.storeBytes(spec, small);
    }
  }

  /** Planned bytes. */
  long bytes() {
    return bytes(config.batchSize());
  }

  private long bytes(int batchSize) {
    return fixedBytes
        + instanceBytes * batchSize
        + Adaptation.storeBytes(spec, config.withBatchSize(batchSize));
  }

  /**
   * Refuses a limit that cannot hold it.
   *
   * @throws IllegalArgumentException naming the smallest limits that can
   */
  void requireWithin(long limitBytes) {
    if (bytes() > limitBytes) {
      throw new IllegalArgumentException(
          "a memory limit of "
              + limitBytes
              + " bytes cannot hold the adaptation of "
              + spec.name()
              + ": the smallest that can is "
              + bytes()
              + " bytes at batch size "
              + config.batchSize()
              + ", "
              + bytes(1)
              + " at batch size 1, of which "
              + Adaptation.storeBytes(spec, config.withBatchSize(1))
              + " hold instances (reservoirSize, replaySize, waitingSize, shuffleSize, queueSize)");
    }
  }
}
