package dev.tamis.benchmarks.device;

import com.sun.management.ThreadMXBean;
import dev.tamis.benchmarks.ResultFile;
import dev.tamis.benchmarks.Statistics;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.OnDeviceLearner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a journal costs: offers to a learner that is kept in a folder and to one that is not. */
@Command(
    name = "DeviceJournal",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Time of an offer with and without a journal, in alternating stretches, and of a"
            + " checkpoint.")
final class DeviceJournal implements Callable<Integer> {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int IMAGES = 2048;
  private static final int CHECKPOINTS = 10;
  private static final int IN_NO_STRETCH = Integer.MAX_VALUE;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  @Option(names = "--network", defaultValue = "lenet", description = "As for Compare.")
  private String network = "";

  @Option(names = "--stretch", defaultValue = "2000", description = "Instances of a stretch.")
  private int stretch;

  @Option(names = "--warm-up", defaultValue = "10", description = "Stretches before the first.")
  private int warmUp;

  @Option(names = "--stretches", defaultValue = "15", description = "Stretches of each kind.")
  private int stretches;

  @Option(names = "--keep-instances", defaultValue = "0.05", description = "Share to train on.")
  private double keepInstances;

  @Option(names = "--sync-instances", defaultValue = "64", description = "As of the learner.")
  private int syncInstances;

  @Option(names = "--folder", description = "On the disk that is asked; default: a temporary one.")
  private @Nullable Path folder;

  @Option(names = "--seed", defaultValue = "1", description = "Of images, labels and weights.")
  private long seed;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  // Where results are kept, so that the compiler cannot leave them out.
  private final Object[] kept = new Object[1];

  private DeviceJournal() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    DeviceJournal journal = new DeviceJournal();
    journal.command = "benchmarks/run DeviceJournal " + String.join(" ", args);
    System.exit(new CommandLine(journal).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    SyntheticImages images = new SyntheticImages(network, IMAGES, seed);
    AdaptationConfig config =
        AdaptationConfig.defaults()
            .withInstanceKeepRatio(keepInstances)
            .withSeed(seed)
            .withSyncInstances(syncInstances)
            .withCheckpointInstances(IN_NO_STRETCH);
    Path given = folder;
    Path home =
        given == null
            ? Files.createTempDirectory("journal")
            : Files.createTempDirectory(Files.createDirectories(given), "journal");
    Circumstances circumstances = Circumstances.here(command);
    Result result;
    try (OnDeviceLearner without = images.learner(config);
        OnDeviceLearner with = images.learner(config, home)) {
      result = measure(circumstances, images, without, with, home);
    } finally {
      for (String name : new String[] {"learner.tamis", "journal", "lock", "model.tamis"}) {
        Files.deleteIfExists(home.resolve(name));
      }
      Files.deleteIfExists(home);
    }
    print(result);
    ResultFile.write(result, json);
    return 0;
  }

  private Result measure(
      Circumstances circumstances,
      SyntheticImages images,
      OnDeviceLearner without,
      OnDeviceLearner with,
      Path home)
      throws IOException {
    for (int n = 0; n < warmUp; n++) {
      offer(images, without, n);
      offer(images, with, n);
    }
    with.checkpoint();
    double[] plain = new double[stretches];
    double[] kept = new double[stretches];
    long plainBytes = 0;
    long keptBytes = 0;
    for (int n = 0; n < stretches; n++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      plain[n] = offer(images, without, warmUp + n);
      long between = THREADS.getCurrentThreadAllocatedBytes();
      kept[n] = offer(images, with, warmUp + n);
      plainBytes += between - before;
      keptBytes += THREADS.getCurrentThreadAllocatedBytes() - between;
    }
    double offers = (double) stretches * stretch;
    double journalBytes = Files.size(home.resolve("journal")) / offers;
    double[] checkpoints = new double[CHECKPOINTS];
    for (int n = 0; n < CHECKPOINTS; n++) {
      long start = System.nanoTime();
      with.checkpoint();
      checkpoints[n] = (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
    return new Result(
        circumstances,
        network,
        keepInstances,
        syncInstances,
        stretch,
        Times.of(plain),
        Times.of(kept),
        Statistics.min(kept) / Statistics.min(plain),
        Statistics.median(kept) / Statistics.median(plain),
        plainBytes / offers,
        keptBytes / offers,
        journalBytes,
        Files.size(home.resolve("learner.tamis")),
        Times.of(checkpoints));
  }

  /** Mean time of an offer over a stretch, in microseconds. */
  private double offer(SyntheticImages images, OnDeviceLearner learner, long which) {
    long start = System.nanoTime();
    for (long id = which * stretch; id < (which + 1) * stretch; id++) {
      kept[0] = learner.offer(images.image(id), images);
    }
    return (System.nanoTime() - start) / NANOS_PER_MICRO / stretch;
  }

  private static void print(Result result) {
    System.out.printf(
        Locale.ROOT,
        "%s: an offer takes %.1f us with a journal, %.1f without (minimum; %.1f and %.1f median): %.3f"
            + " and %.3f of it; %.0f bytes of journal an offer, %.1f and %.1f allocated%n",
        result.network(),
        result.journalMicros().minimum(),
        result.plainMicros().minimum(),
        result.journalMicros().median(),
        result.plainMicros().median(),
        result.ratioOfMinimums(),
        result.ratioOfMedians(),
        result.journalBytesPerOffer(),
        result.journalAllocatedBytesPerOffer(),
        result.plainAllocatedBytesPerOffer());
    System.out.printf(
        Locale.ROOT,
        "a checkpoint of %d bytes takes %.1f ms (minimum; %.1f median)%n",
        result.checkpointBytes(),
        result.checkpointMillis().minimum(),
        result.checkpointMillis().median());
  }

  /**
   * Times in one unit.
   *
   * @param minimum of all
   * @param median of all
   * @param all in order
   */
  record Times(double minimum, double median, List<Double> all) {
    private static Times of(double[] values) {
      return new Times(
          Statistics.min(values),
          Statistics.median(values),
          Arrays.stream(values).boxed().toList());
    }
  }

  /** What is written. */
  record Result(
      Circumstances circumstances,
      String network,
      double instanceKeepRatio,
      int syncInstances,
      int stretchInstances,
      Times plainMicros,
      Times journalMicros,
      double ratioOfMinimums,
      double ratioOfMedians,
      double plainAllocatedBytesPerOffer,
      double journalAllocatedBytesPerOffer,
      double journalBytesPerOffer,
      long checkpointBytes,
      Times checkpointMillis) {}
}
