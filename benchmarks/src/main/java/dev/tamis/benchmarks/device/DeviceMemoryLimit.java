package dev.tamis.benchmarks.device;

import com.google.gson.Gson;
import dev.tamis.benchmarks.ResultFile;
import dev.tamis.device.OnDeviceLearner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which limits hold an adaptation, and the smallest heap of a JVM that trains within one. */
@Command(
    name = "DeviceMemoryLimit",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Tries a memory limit: what is refused, and the smallest -Xmx in which a JVM trains within"
            + " it.")
final class DeviceMemoryLimit implements Callable<Integer> {
  private static final long MIB = 1L << 20;
  private static final Pattern SMALLEST = Pattern.compile("the smallest that can is (\\d+) bytes");

  /** What a JVM ends with when it was told to end once memory is out. */
  private static final int OUT_OF_MEMORY = 3;

  @Option(names = "--network", defaultValue = "resnet20", description = "As for Compare.")
  private String network = "";

  @Option(names = "--limit-mib", defaultValue = "64", description = "The learner's limit, in MiB.")
  private int limitMib;

  @Option(
      names = "--batch-sizes",
      split = ",",
      defaultValue = "1,2,4,8,12,16,24,32",
      description = "Tried; the largest that the limit holds is trained with.")
  private List<Integer> batchSizes = List.of();

  @Option(
      names = "--probe-steps",
      defaultValue = "20",
      description = "To tell a heap from another.")
  private int probeSteps;

  @Option(
      names = "--heap-mib",
      defaultValue = "80",
      description = "A heap with some room, to train in as well, in MiB.")
  private int heapMib;

  @Option(names = "--steps", defaultValue = "300", description = "In each of both heaps.")
  private int steps;

  @Option(
      names = "--most-mib",
      defaultValue = "128",
      description = "Largest heap beyond the limit that is tried, in MiB.")
  private int mostMib;

  @Option(
      names = "--collector",
      defaultValue = "Serial",
      description = "Garbage collector of the JVM that trains: Serial, Parallel or G1.")
  private String collector = "";

  @Option(names = "--seed", defaultValue = "1", description = "Of images, labels and weights.")
  private long seed;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  private DeviceMemoryLimit() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    DeviceMemoryLimit limit = new DeviceMemoryLimit();
    limit.command = "benchmarks/run DeviceMemoryLimit " + String.join(" ", args);
    System.exit(new CommandLine(limit).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long limit = limitMib * MIB;
    List<Plan> plans = new ArrayList<>();
    int chosen = 0;
    for (int batchSize : batchSizes) {
      Plan plan = plan(batchSize, limit);
      plans.add(plan);
      System.out.printf(
          Locale.ROOT,
          "batch %2d: smallest limit %d bytes (%.1f MiB); it is accepted, one byte less is refused;"
              + " %d MiB %s%n",
          batchSize,
          plan.smallestBytes(),
          (double) plan.smallestBytes() / MIB,
          limitMib,
          plan.withinLimit() ? "hold it" : "do not");
      chosen = plan.withinLimit() ? Math.max(chosen, batchSize) : chosen;
    }
    if (chosen == 0) {
      throw new IllegalArgumentException(
          "a limit of " + limitMib + " MiB holds none of the batch sizes " + batchSizes);
    }
    int smallest = smallestHeap(order(limit, chosen, probeSteps));
    Trial tight = train(order(limit, chosen, steps), smallest);
    Trial roomy = train(order(limit, chosen, steps), heapMib);
    Result result =
        new Result(
            Circumstances.here(command),
            network,
            limit,
            plans,
            refusal(order(limit / 4, chosen, 0)).orElse(""),
            chosen,
            collector,
            smallest,
            tight,
            roomy);
    print(tight);
    print(roomy);
    ResultFile.write(result, json);
    return 0;
  }

  private Trial train(MemoryChild.Order order, int heap) throws IOException, InterruptedException {
    return run(order, heap)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a heap of " + heap + " MiB does not hold " + order.steps() + " steps"));
  }

  private MemoryChild.Order order(long limitBytes, int batchSize, int stepCount) {
    return new MemoryChild.Order(network, limitBytes, batchSize, stepCount, seed);
  }

  private Plan plan(int batchSize, long limit) {
    String sentence =
        refusal(order(1, batchSize, 0))
            .orElseThrow(() -> new IllegalStateException("a limit of one byte was accepted"));
    Matcher matcher = SMALLEST.matcher(sentence);
    if (!matcher.find()) {
      throw new IllegalStateException("no smallest limit is named: " + sentence);
    }
    long smallest = Long.parseLong(matcher.group(1));
    if (refusal(order(smallest, batchSize, 0)).isPresent()
        || refusal(order(smallest - 1, batchSize, 0)).isEmpty()) {
      throw new IllegalStateException(smallest + " bytes are not the smallest limit");
    }
    return new Plan(batchSize, smallest, refusal(order(limit, batchSize, 0)).isEmpty());
  }

  /** Why the learner is not made; empty if it is. */
  private Optional<String> refusal(MemoryChild.Order order) {
    try (OnDeviceLearner learner = new SyntheticImages(network, 1, seed).learner(order.config())) {
      if (learner.report().memory().totalBytes() > order.limitBytes()) {
        throw new IllegalStateException("a learner was made that plans more than its limit");
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The smallest heap in MiB that holds a few steps, by bisection. */
  private int smallestHeap(MemoryChild.Order order) throws IOException, InterruptedException {
    int tooSmall = (int) (order.limitBytes() / MIB) / 2;
    int enough = limitMib + mostMib;
    if (run(order, enough).isEmpty()) {
      throw new IllegalStateException("a heap of " + enough + " MiB does not hold it, either");
    }
    while (enough - tooSmall > 1) {
      int middle = (enough + tooSmall) / 2;
      boolean holds = run(order, middle).isPresent();
      System.out.printf(Locale.ROOT, "-Xmx%dm: %s%n", middle, holds ? "trains" : "out of memory");
      if (holds) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    return enough;
  }

  /** Trains in a JVM of its own; empty if that runs out of memory. */
  private Optional<Trial> run(MemoryChild.Order order, int heap)
      throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "-XX:+Use" + collector + "GC",
            "-Xmx" + heap + "m",
            "--add-modules",
            "jdk.incubator.vector");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(MemoryChild.class.getName(), new Gson().toJson(order)));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status == OUT_OF_MEMORY) {
      return Optional.empty();
    }
    if (status != 0) {
      throw new IOException("the JVM that trains failed with status " + status);
    }
    return Optional.of(
        new Trial(
            options,
            new Gson()
                .fromJson(answer.lines().reduce("", (a, b) -> b), MemoryChild.Outcome.class)));
  }

  private static void print(Trial trial) {
    MemoryChild.Outcome outcome = trial.outcome();
    System.out.printf(
        Locale.ROOT,
        "%s: %d steps in %.1f s (%d collections, %.1f s); planned %d bytes, on the heap at the end"
            + " %d, resident at most %d%n",
        trial.jvmOptions().get(1),
        outcome.steps(),
        outcome.seconds(),
        outcome.collections(),
        outcome.collectionSeconds(),
        outcome.plannedBytes(),
        outcome.heapBytes(),
        outcome.residentBytes());
  }

  /**
   * What a batch size takes.
   *
   * @param batchSize instances per training step
   * @param smallestBytes the smallest limit, as the refusal of a smaller one names it; tried
   * @param withinLimit whether the given limit holds it
   */
  record Plan(int batchSize, long smallestBytes, boolean withinLimit) {}

  /**
   * A JVM that trained.
   *
   * @param jvmOptions its options
   * @param outcome what it took
   */
  record Trial(List<String> jvmOptions, MemoryChild.Outcome outcome) {}

  /**
   * All of it, as the JSON holds it.
   *
   * @param circumstances where and how
   * @param network which
   * @param limitBytes the learner's limit
   * @param plans by batch size
   * @param refusal what is said of a quarter of the limit
   * @param batchSize the largest that the limit holds
   * @param collector of garbage
   * @param smallestHeapMib smallest -Xmx in MiB in which the first steps were trained
   * @param tight all steps in that heap
   * @param roomy all steps in one with some room
   */
  record Result(
      Circumstances circumstances,
      String network,
      long limitBytes,
      List<Plan> plans,
      String refusal,
      int batchSize,
      String collector,
      int smallestHeapMib,
      Trial tight,
      Trial roomy) {}
}
