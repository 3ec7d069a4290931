package dev.tamis.benchmarks.device;

import com.sun.management.ThreadMXBean;
import dev.tamis.benchmarks.ResultFile;
import dev.tamis.benchmarks.Statistics;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.DeviceReport;
import dev.tamis.device.Offer;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.device.Prediction;
import dev.tamis.stream.LabelSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a long stream leaves on the heap, and what an offer allocates. */
@Command(
    name = "DeviceStream",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Heap after garbage collection over a long stream, and bytes allocated per instance.")
final class DeviceStream implements Callable<Integer> {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One instance in so many gets its label later. */
  private static final int LATE_EVERY = 7;

  /** Instances that are offered before it comes. */
  private static final int LATE_BY = 100;

  private static final int IMAGES = 2048;
  private static final int OBJECTS = 10_000;
  private static final int ROUNDS = 10;

  @Option(names = "--network", defaultValue = "lenet", description = "As for Compare.")
  private String network = "";

  @Option(names = "--instances", defaultValue = "1000000", description = "Offered in all.")
  private int instances;

  @Option(names = "--warm-up", defaultValue = "400000", description = "Of these, before samples.")
  private int warmUp;

  @Option(names = "--window", defaultValue = "10000", description = "Instances per sample.")
  private int window;

  @Option(
      names = "--drift-every",
      defaultValue = "100000",
      description = "Instances after which the stream turns to its other world.")
  private int driftEvery;

  @Option(names = "--keep-instances", defaultValue = "0.05", description = "Share to train on.")
  private double keepInstances;

  @Option(names = "--seed", defaultValue = "1", description = "Of images, labels and weights.")
  private long seed;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  // Where results are kept, so that the compiler cannot leave them out.
  private final Object[] kept = new Object[1];

  private DeviceStream() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    DeviceStream stream = new DeviceStream();
    stream.command = "benchmarks/run DeviceStream " + String.join(" ", args);
    System.exit(new CommandLine(stream).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    SyntheticImages[] worlds = {
      new SyntheticImages(network, IMAGES, seed), new SyntheticImages(network, IMAGES, seed + 1)
    };
    AdaptationConfig config =
        AdaptationConfig.defaults().withInstanceKeepRatio(keepInstances).withSeed(seed);
    try (OnDeviceLearner learner = worlds[0].learner(config)) {
      Circumstances circumstances = Circumstances.here(command);
      long offerBytes = offerBytes();
      Samples samples = stream(learner, worlds, offerBytes);
      DeviceReport report = learner.report();
      long predictionBytes = predictionBytes(learner, worlds[0]);
      long streamBytes = worlds[0].bytes() + worlds[1].bytes();
      Result result =
          result(circumstances, samples, streamBytes, report, offerBytes, predictionBytes);
      print(result);
      ResultFile.write(result, json);
    }
    return 0;
  }

  /** What one window after the other was seen to need. */
  private static final class Samples {
    private final double[] offered;
    private final double[] heapBytes;
    private final long[] allocatedBytes;
    private double seconds;

    Samples(int count) {
      offered = new double[count];
      heapBytes = new double[count];
      allocatedBytes = new long[count];
    }
  }

  private Samples stream(OnDeviceLearner learner, SyntheticImages[] worlds, long offerBytes) {
    Samples samples = new Samples(instances / window);
    LabelSource[] labels = {source(worlds[0]), source(worlds[1])};
    long start = System.nanoTime();
    for (int w = 0; w < samples.offered.length; w++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (long id = (long) w * window; id < (w + 1L) * window; id++) {
        int world = (int) (id / driftEvery % worlds.length);
        kept[0] = learner.offer(worlds[world].image(id), labels[world]);
        long late = id - LATE_BY;
        if (late >= 0 && late % LATE_EVERY == 0) {
          int its = (int) (late / driftEvery % worlds.length);
          kept[0] = learner.label(late, worlds[its].label(late));
        }
      }
      samples.allocatedBytes[w] =
          THREADS.getCurrentThreadAllocatedBytes() - before - offerBytes * window;
      System.gc();
      samples.offered[w] = (w + 1.0) * window;
      samples.heapBytes[w] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
    samples.seconds = (System.nanoTime() - start) / 1e9;
    return samples;
  }

  private static LabelSource source(SyntheticImages world) {
    return id -> id % LATE_EVERY == 0 ? OnDeviceLearner.LATER : world.label(id);
  }

  /** Bytes of the answer to an offer: the least that so many allocated, each. */
  private long offerBytes() {
    Object[] offers = new Object[OBJECTS];
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int n = 0; n < OBJECTS; n++) {
        offers[n] = new Offer(n, Offer.Decision.DROPPED);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    kept[0] = offers;
    return least / OBJECTS;
  }

  /** The least that so many predictions allocated, each. */
  private long predictionBytes(OnDeviceLearner learner, SyntheticImages world) {
    Prediction[] predictions = new Prediction[OBJECTS];
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int n = 0; n < OBJECTS; n++) {
        predictions[n] = learner.predict(world.image(n));
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    kept[0] = predictions;
    return least / OBJECTS;
  }

  private Result result(
      Circumstances circumstances,
      Samples samples,
      long streamBytes,
      DeviceReport report,
      long offerBytes,
      long predictionBytes) {
    int from = warmUp / window;
    int to = samples.offered.length;
    double[] heap = Arrays.copyOfRange(samples.heapBytes, from, to);
    LinearTrend trend = LinearTrend.of(Arrays.copyOfRange(samples.offered, from, to), heap);
    long[] rest = Arrays.copyOfRange(samples.allocatedBytes, from, to);
    return new Result(
        circumstances,
        network,
        keepInstances,
        instances,
        warmUp,
        window,
        samples.seconds,
        new Heap(
            1e6 * trend.slope(),
            1e6 * trend.standardError(),
            (long) Statistics.min(heap),
            (long) Statistics.median(heap),
            (long) Arrays.stream(heap).max().orElseThrow(),
            report.memory().totalBytes(),
            streamBytes,
            Arrays.stream(samples.heapBytes).mapToObj(bytes -> (long) bytes).toList()),
        new Allocation(
            offerBytes,
            predictionBytes,
            (double) Arrays.stream(rest).sum() / rest.length / window,
            rest.length,
            (int) Arrays.stream(rest).filter(bytes -> bytes == 0).count(),
            Arrays.stream(samples.allocatedBytes).boxed().toList()),
        new Work(
            report.offered(),
            report.instances().labelsAsked(),
            report.instances().trained(),
            report.instances().replayed(),
            report.weights().steps(),
            report.weights().evaluations(),
            report.weights().swaps(),
            report.weights().rollbacks(),
            report.drift().adwin() + report.drift().pageHinkley()));
  }

  private static void print(Result result) {
    System.out.printf(
        Locale.ROOT,
        "%s, %d instances in %.0f s: %d steps, %d judgements, %d swaps, %d roll backs%n",
        result.network(),
        result.instances(),
        result.seconds(),
        result.work().steps(),
        result.work().judgements(),
        result.work().swaps(),
        result.work().rollbacks());
    System.out.printf(
        Locale.ROOT,
        "heap after collection from instance %d on: %d to %d bytes, slope %.0f +- %.0f bytes per"
            + " million instances%n",
        result.warmUp(),
        result.heap().leastBytes(),
        result.heap().mostBytes(),
        result.heap().slopeBytesPerMillion(),
        result.heap().slopeStandardError());
    System.out.printf(
        Locale.ROOT,
        "allocated per offer: %d bytes for its answer, %.4f beside it (none in %d of %d windows); per"
            + " prediction %d%n",
        result.allocation().offerBytes(),
        result.allocation().otherBytesPerOffer(),
        result.allocation().windowsWithoutOther(),
        result.allocation().windows(),
        result.allocation().predictionBytes());
  }

  /**
   * The heap after a full collection, at the end of each window.
   *
   * @param slopeBytesPerMillion instances, over the samples after the warm-up
   * @param slopeStandardError of the same
   * @param leastBytes of these samples
   * @param medianBytes of these samples
   * @param mostBytes of these samples
   * @param plannedBytes what the learner said it would hold
   * @param streamBytes the images of the stream, which the learner does not hold
   * @param everyBytes every sample, those of the warm-up included
   */
  record Heap(
      double slopeBytesPerMillion,
      double slopeStandardError,
      long leastBytes,
      long medianBytes,
      long mostBytes,
      long plannedBytes,
      long streamBytes,
      List<Long> everyBytes) {}

  /**
   * What the thread allocated that offers and trains; the caller itself allocates nothing.
   *
   * @param offerBytes of the answer to an offer
   * @param predictionBytes of the answer to a prediction, measured afterwards
   * @param otherBytesPerOffer beside the answer, mean over the windows after the warm-up
   * @param windows after the warm-up
   * @param windowsWithoutOther of these, those in which nothing but answers was allocated
   * @param otherBytesByWindow every window, those of the warm-up included
   */
  record Allocation(
      long offerBytes,
      long predictionBytes,
      double otherBytesPerOffer,
      int windows,
      int windowsWithoutOther,
      List<Long> otherBytesByWindow) {}

  /** What was done meanwhile. */
  record Work(
      long offered,
      long labelsAsked,
      long trained,
      long replayed,
      long steps,
      long judgements,
      long swaps,
      long rollbacks,
      long drifts) {}

  /**
   * All of it, as the JSON holds it.
   *
   * @param circumstances where and how
   * @param network which
   * @param instanceKeepRatio share of the instances to be trained on
   * @param instances offered in all
   * @param warmUp of these, before the first sample that counts
   * @param window instances between two samples
   * @param seconds for all
   * @param heap what stays
   * @param allocation what goes
   * @param work what was done
   */
  record Result(
      Circumstances circumstances,
      String network,
      double instanceKeepRatio,
      int instances,
      int warmUp,
      int window,
      double seconds,
      Heap heap,
      Allocation allocation,
      Work work) {}
}
