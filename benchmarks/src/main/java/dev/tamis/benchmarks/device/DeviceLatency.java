package dev.tamis.benchmarks.device;

import dev.tamis.benchmarks.ResultFile;
import dev.tamis.benchmarks.Statistics;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.DeviceReport;
import dev.tamis.device.Offer;
import dev.tamis.device.OnDeviceLearner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a prediction takes while a learner trains, and while it rests. */
@Command(
    name = "DeviceLatency",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Median and 99th percentile of a prediction, in turn with a learner at rest and with one"
            + " that trains as fast as it can.")
final class DeviceLatency implements Callable<Integer> {
  private static final int IMAGES = 512;
  private static final double HIGH = 0.99;

  @Option(names = "--network", defaultValue = "lenet", description = "As for Compare.")
  private String network = "";

  @Option(names = "--rounds", defaultValue = "8", description = "Stretches of each kind.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "8", description = "Per stretch.")
  private double seconds;

  @Option(
      names = "--pause-micros",
      defaultValue = "1000",
      description = "Between a prediction and the next, as between the images of a camera.")
  private long pauseMicros;

  @Option(names = "--seed", defaultValue = "1", description = "Of images, labels and weights.")
  private long seed;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  /** Id that the next offer will get: labels go by ids. */
  private volatile long nextId;

  private DeviceLatency() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    DeviceLatency latency = new DeviceLatency();
    latency.command = "benchmarks/run DeviceLatency " + String.join(" ", args);
    System.exit(new CommandLine(latency).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SyntheticImages images = new SyntheticImages(network, IMAGES, seed);
    AdaptationConfig config =
        AdaptationConfig.defaults().withInstanceKeepRatio(1).withSeed(seed).withBackground(true);
    try (OnDeviceLearner learner = images.learner(config)) {
      Circumstances circumstances = Circumstances.here(command);
      // Both kinds once, so that all is compiled.
      stretch(learner, images, false);
      stretch(learner, images, true);
      List<Stretch> idle = new ArrayList<>();
      List<Stretch> training = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        idle.add(stretch(learner, images, false));
        training.add(stretch(learner, images, true));
      }
      Result result =
          new Result(
              circumstances,
              network,
              config.batchSize(),
              Side.of(idle),
              Side.of(training),
              learner.report().weights().swaps());
      print("at rest", result.idle());
      print("training", result.training());
      ResultFile.write(result, json);
    }
    return 0;
  }

  /** Predicts for a while; meanwhile instances are offered or not. */
  private Stretch stretch(OnDeviceLearner learner, SyntheticImages images, boolean trains)
      throws InterruptedException {
    DeviceReport before = learner.report();
    AtomicBoolean stopped = new AtomicBoolean();
    Thread thread = new Thread(() -> feed(learner, images, stopped), "feeder");
    if (trains) {
      thread.start();
    }
    double[] micros = new double[(int) (seconds * 1e6 / Math.max(1, pauseMicros)) + 1];
    int count = 0;
    long start = System.nanoTime();
    long end = start + (long) (1e9 * seconds);
    while (count < micros.length && System.nanoTime() < end) {
      long began = System.nanoTime();
      learner.predict(images.image(count));
      micros[count++] = (System.nanoTime() - began) / 1e3;
      LockSupport.parkNanos(1000 * pauseMicros);
    }
    double took = (System.nanoTime() - start) / 1e9;
    stopped.set(true);
    thread.join();
    learner.drain();
    DeviceReport after = learner.report();
    double[] all = Arrays.copyOf(micros, count);
    return new Stretch(
        count,
        Statistics.median(all),
        Statistics.quantile(all, HIGH),
        Statistics.quantile(all, 1),
        (after.weights().steps() - before.weights().steps()) / took);
  }

  /** Keeps the learner's queue filled. */
  private void feed(OnDeviceLearner learner, SyntheticImages images, AtomicBoolean stopped) {
    while (!stopped.get()) {
      Offer offer = learner.offer(images.image(nextId), images);
      nextId = offer.id() + 1;
      if (offer.decision() == Offer.Decision.OVERFLOWED) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void print(String learner, Side side) {
    System.out.printf(
        Locale.ROOT,
        "%s, learner %s: median %.0f us, 99th percentile %.0f us, longest %.0f us (%d predictions,"
            + " %.1f steps/s)%n",
        network,
        learner,
        side.medianMicros(),
        side.highMicros(),
        side.longestMicros(),
        side.predictions(),
        side.stepsPerSecond());
  }

  /**
   * Predictions of a few seconds.
   *
   * @param predictions how many
   * @param medianMicros of a prediction
   * @param highMicros 99th percentile
   * @param longestMicros the longest
   * @param stepsPerSecond that the learner trained meanwhile
   */
  record Stretch(
      int predictions,
      double medianMicros,
      double highMicros,
      double longestMicros,
      double stepsPerSecond) {}

  /**
   * All stretches of a kind.
   *
   * @param predictions in all
   * @param medianMicros median over the stretches of their medians
   * @param highMicros median over the stretches of their 99th percentiles
   * @param longestMicros of all
   * @param stepsPerSecond median over the stretches
   * @param stretches each
   */
  record Side(
      int predictions,
      double medianMicros,
      double highMicros,
      double longestMicros,
      double stepsPerSecond,
      List<Stretch> stretches) {

    static Side of(List<Stretch> stretches) {
      return new Side(
          stretches.stream().mapToInt(Stretch::predictions).sum(),
          Statistics.median(stretches.stream().mapToDouble(Stretch::medianMicros).toArray()),
          Statistics.median(stretches.stream().mapToDouble(Stretch::highMicros).toArray()),
          stretches.stream().mapToDouble(Stretch::longestMicros).max().orElseThrow(),
          Statistics.median(stretches.stream().mapToDouble(Stretch::stepsPerSecond).toArray()),
          stretches);
    }
  }

  /**
   * All of it, as the JSON holds it.
   *
   * @param circumstances where and how
   * @param network which
   * @param batchSize instances per training step
   * @param idle with the learner at rest
   * @param training while it trained as fast as it could
   * @param swaps how often weights were exchanged meanwhile
   */
  record Result(
      Circumstances circumstances,
      String network,
      int batchSize,
      Side idle,
      Side training,
      long swaps) {}
}
