package dev.tamis.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the same network in several libraries, one step of each in turn. */
@Command(
    name = "Compare",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Times whole training steps of Tamis and others in alternation.")
final class Compare implements Callable<Integer> {
  @Mixin private final TaskFlags taskFlags = new TaskFlags();

  @Option(names = "--steps", defaultValue = "20", description = "Measured steps of each side.")
  private int steps;

  @Option(names = "--warm-up", defaultValue = "20", description = "Steps of each side before.")
  private int warmUp;

  @Option(
      names = "--peers",
      split = ",",
      description = "pytorch, tensorflow, dl4j; or none, for Tamis' own dense step alone.")
  private List<String> peers = List.of();

  @Option(
      names = "--omp-wait-policy",
      defaultValue = "",
      description = "OMP_WAIT_POLICY of the peers: active, passive or empty for their default.")
  private String waitPolicy = "";

  @Option(
      names = "--pause-millis",
      defaultValue = "50",
      description = "Between steps, for spinning threads to fall asleep.")
  private int pauseMillis;

  @Option(names = "--json", description = "Where the numbers go, too.")
  private @Nullable Path json;

  private String command = "";

  private Compare() {}

  /** Runs the command; its exit status is that of the JVM. */
  public static void main(String[] args) {
    Compare compare = new Compare();
    compare.command = "benchmarks/run Compare " + String.join(" ", args);
    System.exit(new CommandLine(compare).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Task task = taskFlags.task();
    List<ChildProcess> sides = new ArrayList<>();
    try {
      open(task, sides);
      Comparison comparison = measure(task, sides);
      ComparisonTable.print(comparison, System.out);
      ResultFile.write(comparison, json);
      return complaints(task, comparison, System.err);
    } finally {
      for (ChildProcess side : sides) {
        side.close();
      }
    }
  }

  private void open(Task task, List<ChildProcess> sides) throws IOException {
    if (task.isSparse()) {
      sides.add(new ChildProcess("tamis-sparse", Library.TAMIS, task, waitPolicy));
    }
    sides.add(new ChildProcess("tamis", Library.TAMIS, task.dense(), waitPolicy));
    for (String peer : peers) {
      sides.add(new ChildProcess(peer, Library.named(peer), task.dense(), waitPolicy));
    }
  }

  private Comparison measure(Task task, List<ChildProcess> sides) throws IOException {
    Alternation alternation = new Alternation(pauseMillis);
    List<List<StepResult>> before = alternation.run(sides, warmUp);
    List<List<StepResult>> measured = alternation.run(sides, steps);
    List<SideResult> results = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      results.add(SideResult.of(sides.get(i), before.get(i), measured.get(i)));
    }
    List<Comparison.Ratio> ratios = new ArrayList<>();
    int tamis = task.isSparse() ? 1 : 0;
    for (int own = 0; own <= tamis; own++) {
      for (int i = own + 1; i < results.size(); i++) {
        ratios.add(Comparison.Ratio.of(results.get(own), results.get(i)));
      }
    }
    return new Comparison(
        command,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.here(),
        task,
        waitPolicy,
        warmUp,
        steps,
        task.denseMacs(),
        results,
        ratios,
        task.isSparse() ? Comparison.Saving.of(results.get(0), results.get(1)) : null);
  }

  /** A comparison of different networks, or of one that does not learn, is none. */
  private static int complaints(Task task, Comparison comparison, PrintStream out) {
    int status = 0;
    long expected = task.spec().parameterCount();
    for (SideResult side : comparison.sides()) {
      if (side.parameterCount() != expected) {
        out.printf(
            Locale.ROOT,
            "%s has %d parameters, not %d: not the same network%n",
            side.side(),
            side.parameterCount(),
            expected);
        status = 1;
      }
      boolean falls = side.lastLoss() < side.firstLoss();
      if (!falls) {
        out.printf(
            Locale.ROOT,
            "the loss of %s does not fall: %.4f, then %.4f%n",
            side.side(),
            side.firstLoss(),
            side.lastLoss());
        status = 1;
      }
    }
    return status;
  }
}
