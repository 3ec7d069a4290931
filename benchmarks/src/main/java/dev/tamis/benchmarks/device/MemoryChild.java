package dev.tamis.benchmarks.device;

import com.google.gson.Gson;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.DeviceReport;
import dev.tamis.device.OnDeviceLearner;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM with little memory that adapts a network and says what it took, as JSON on one line. */
final class MemoryChild {
  /** Few: they are not part of what the learner plans. */
  private static final int IMAGES = 64;

  private static final double KEPT = 0.5;
  private static final int OFFERS = 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  private MemoryChild() {}

  /**
   * What a child does.
   *
   * @param network as {@link dev.tamis.benchmarks.Task} names it
   * @param limitBytes the learner's memory limit
   * @param batchSize instances per training step
   * @param steps to train
   * @param seed of images, labels and weights
   */
  record Order(String network, long limitBytes, int batchSize, int steps, long seed) {
    AdaptationConfig config() {
      return AdaptationConfig.defaults()
          .withInstanceKeepRatio(KEPT)
          .withBatchSize(batchSize)
          .withMemoryLimitBytes(limitBytes)
          .withSeed(seed);
    }
  }

  /**
   * What came of it.
   *
   * @param offered instances
   * @param steps trained
   * @param judgements of the trained weights
   * @param plannedBytes as the learner says
   * @param heapBytes after a full collection at the end
   * @param residentBytes the most that the process had in memory; -1 where unknown
   * @param collections of garbage
   * @param collectionSeconds that they took
   * @param seconds for all
   */
  record Outcome(
      long offered,
      long steps,
      long judgements,
      long plannedBytes,
      long heapBytes,
      long residentBytes,
      long collections,
      double collectionSeconds,
      double seconds) {}

  /**
   * Adapts.
   *
   * @param args the order, as JSON
   */
  public static void main(String[] args) throws IOException {
    Order order = new Gson().fromJson(args[0], Order.class);
    long start = System.nanoTime();
    SyntheticImages images = new SyntheticImages(order.network(), IMAGES, order.seed());
    try (OnDeviceLearner learner = images.learner(order.config())) {
      DeviceReport report = learner.report();
      for (long id = 0; report.weights().steps() < order.steps(); id++) {
        learner.offer(images.image(id), images);
        if (id % OFFERS == 0) {
          report = learner.report();
        }
      }
      learner.settle();
      System.out.println(new Gson().toJson(outcome(learner.report(), start)));
    }
  }

  private static Outcome outcome(DeviceReport report, long start) throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long collections = 0;
    long collectionMillis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += collector.getCollectionCount();
      collectionMillis += collector.getCollectionTime();
    }
    return new Outcome(
        report.offered(),
        report.weights().steps(),
        report.weights().evaluations(),
        report.memory().totalBytes(),
        heap,
        residentBytes(),
        collections,
        collectionMillis / 1e3,
        (System.nanoTime() - start) / 1e9);
  }

  private static long residentBytes() throws IOException {
    if (Files.isReadable(STATUS)) {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return -1;
  }
}
