package dev.tamis.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a fresh JVM takes until it trains at its steady rate. */
@Command(
    name = "StartUp",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Seconds until fresh JVMs train at 90 % of their steady rate.")
final class StartUp implements Callable<Integer> {
  private static final double NEARLY = 0.9;

  @Mixin private final TaskFlags taskFlags = new TaskFlags();

  @Option(names = "--library", defaultValue = "tamis", description = "tamis, pytorch ...")
  private String library = "";

  @Option(names = "--runs", defaultValue = "5", description = "Fresh JVMs.")
  private int runs;

  @Option(names = "--steps", defaultValue = "100", description = "Steps of each JVM.")
  private int steps;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  private StartUp() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    StartUp startUp = new StartUp();
    startUp.command = "benchmarks/run StartUp " + String.join(" ", args);
    System.exit(new CommandLine(startUp).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Task task = taskFlags.task();
    List<Run> results = new ArrayList<>();
    for (int r = 0; r < runs; r++) {
      Run run = run(task);
      results.add(run);
      System.out.printf(
          Locale.ROOT,
          "run %d: ready after %.2f s, at 90 %% of the steady rate after %.2f s (step %d); steady"
              + " step %.1f ms%n",
          r + 1,
          run.readySeconds(),
          run.seconds(),
          run.step(),
          run.steadyMillis());
    }
    double[] seconds = results.stream().mapToDouble(Run::seconds).toArray();
    Result result =
        new Result(
            command,
            Machine.here(),
            task,
            library,
            Statistics.min(seconds),
            Statistics.median(seconds),
            results);
    System.out.printf(
        Locale.ROOT,
        "%s, %s, batch %d, %d thread(s), %d fresh JVMs: min %.2f s, median %.2f s to 90 %% of the"
            + " steady rate%n",
        library,
        task.network(),
        task.batchSize(),
        task.threads(),
        runs,
        result.minSeconds(),
        result.medianSeconds());
    ResultFile.write(result, json);
    return 0;
  }

  private Run run(Task task) throws IOException {
    try (ChildProcess child = new ChildProcess(library, Library.named(library), task, "")) {
      double[] ends = new double[steps];
      double[] millis = new double[steps];
      double ready = seconds(child);
      for (int s = 0; s < steps; s++) {
        millis[s] = child.step().nanos() / 1e6;
        ends[s] = seconds(child);
      }
      int first = firstSteady(millis);
      return new Run(
          ready, ends[first], first + 1, steady(millis), Arrays.stream(millis).boxed().toList());
    }
  }

  private static double seconds(ChildProcess child) {
    return (System.nanoTime() - child.startedNanos()) / 1e9;
  }

  /** Median of the last quarter of the steps. */
  static double steady(double[] millis) {
    int from = millis.length - Math.max(1, millis.length / 4);
    return Statistics.median(Arrays.copyOfRange(millis, from, millis.length));
  }

  /** Index of the first step at 90 % of the steady rate or more. */
  static int firstSteady(double[] millis) {
    double limit = steady(millis) / NEARLY;
    for (int s = 0; s < millis.length; s++) {
      if (millis[s] <= limit) {
        return s;
      }
    }
    throw new IllegalStateException("the median is reached by some step");
  }

  /**
   * One fresh JVM.
   *
   * @param readySeconds from asking for the JVM until it holds the network
   * @param seconds from asking for the JVM until the first step at 90 % of the steady rate has
   *     ended
   * @param step number of that step, from 1
   * @param steadyMillis median of the last quarter of the steps
   * @param stepMillis every step
   */
  record Run(
      double readySeconds,
      double seconds,
      int step,
      double steadyMillis,
      List<Double> stepMillis) {}

  /**
   * All of them, as the JSON holds them.
   *
   * @param command the exact command
   * @param machine where
   * @param task what was computed
   * @param library by which library
   * @param minSeconds fastest run to 90 % of the steady rate
   * @param medianSeconds median over the runs
   * @param runs each
   */
  record Result(
      String command,
      Machine machine,
      Task task,
      String library,
      double minSeconds,
      double medianSeconds,
      List<Run> runs) {}
}
