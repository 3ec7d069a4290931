package dev.tamis.cli;

import com.google.gson.JsonObject;
import dev.tamis.cli.bench.BenchSettings;
import dev.tamis.cli.bench.Benchmark;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.Networks;
import dev.tamis.cli.run.SettingException;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tamis bench}. */
@Command(
    name = "bench",
    description =
        "Measures this machine: its multiply-add peak, what share of it each product reaches, and"
            + " a whole training step on random images. Needs no data.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    showDefaultValues = true,
    abbreviateSynopsis = true)
final class BenchCommand implements Callable<Integer> {
  private static final int CLASSES = 10;
  private static final Shape COLOUR = new Shape(32, 32, 3);
  private static final Shape DIGITS = new Shape(28, 28, 1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "lenet, lenet5, vgg16, mobilenetv1 or resnet8, resnet20 ...")
  private String network = "resnet20";

  @Option(names = "--batch-size", paramLabel = "N", description = "Offered instances per step.")
  private int batchSize = 128;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute.")
  private int threads = 1;

  @Option(
      names = "--keep-channels",
      paramLabel = "RATIO",
      description = "Share of error channels that is propagated, in (0,1].")
  private double channelKeepRatio = 1;

  @Option(
      names = "--keep-instances",
      paramLabel = "RATIO",
      description = "Share of instances that the early instance filter keeps, in (0,1].")
  private double instanceKeepRatio = 1;

  @Option(names = "--steps", paramLabel = "N", description = "Measured steps.")
  private int steps = 20;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // FailurePrinter looks at the arguments themselves.
  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  BenchCommand() {}

  @Override
  public Integer call() throws IOException {
    check("--batch-size", batchSize, 1, 1 << 20);
    check("--threads", threads, 1, 1024);
    check("--steps", steps, 1, 1_000_000);
    check("--keep-channels", channelKeepRatio);
    check("--keep-instances", instanceKeepRatio);
    PrintWriter err = spec.commandLine().getErr();
    JsonObject result;
    try {
      NetworkSpec main =
          Networks.named(network, network.startsWith("lenet") ? DIGITS : COLOUR, CLASSES);
      BenchSettings settings =
          new BenchSettings(
              main,
              batchSize,
              threads,
              channelKeepRatio,
              instanceKeepRatio,
              steps,
              Version.text(),
              CommandText.of(spec.commandLine().getParseResult().originalArgs()));
      result =
          Benchmark.run(
              settings,
              next -> {
                err.println("measuring: " + next);
                err.flush();
              });
    } catch (SettingException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          network
              + " cannot be measured at --batch-size "
              + batchSize
              + ", try a smaller one: "
              + e.getMessage(),
          e);
    } catch (OutOfMemoryError e) {
      throw new ParameterException(
          spec.commandLine(),
          network
              + " at --batch-size "
              + batchSize
              + " needs more memory than Java may use: lower --batch-size, or raise the limit with"
              + " TAMIS_JAVA_OPTS=-Xmx...",
          e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.text(result) : BenchTable.of(result));
    out.flush();
    return 0;
  }

  private void check(String flag, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          flag + " is " + value + ": give a number from " + least + " to " + most);
    }
  }

  private void check(String flag, double ratio) {
    if (!(ratio > 0 && ratio <= 1)) {
      throw new ParameterException(
          spec.commandLine(),
          flag + " is " + ratio + ": give a share above 0 and at most 1, such as 0.4");
    }
  }
}
