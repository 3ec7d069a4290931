package dev.tamis.cli;

import com.google.gson.JsonObject;
import dev.tamis.cli.run.Inspection;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.Recipes;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis inspect}. */
@Command(
    name = "inspect",
    description =
        "Says what training a network takes: its layers, their computation, the memory, and what"
            + " keep ratios would save. Needs no data.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL|RECIPE",
      description =
          "A recipe (lenet-fashion is the default), a checkpoint, an ONNX file or the folder of a"
              + " run.")
  private String target = Recipes.DEFAULT;

  @Option(names = "--batch-size", paramLabel = "N", description = "Offered instances per step.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--keep-instances",
      paramLabel = "RATIO",
      description = "Share of instances that is kept, in (0,1].")
  private @Nullable Double instanceKeepRatio;

  @Option(
      names = "--keep-channels",
      paramLabel = "RATIO",
      description = "Share of error channels that is propagated, in (0,1].")
  private @Nullable Double channelKeepRatio;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "Another network for the same data: lenet, lenet5, vgg16, mobilenetv1 or resnet8, resnet20 ...")
  private @Nullable String network;

  @Option(
      names = "--freeze",
      paramLabel = "PATTERN",
      description = "Layers that would not be trained, by name, e.g. 'stage1.*'; may be repeated.")
  private List<String> freeze = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that would compute; each needs memory of its own.")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // FailurePrinter looks at the arguments themselves.
  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  InspectCommand() {}

  @Override
  public Integer call() throws IOException {
    JsonObject inspection;
    try {
      TrainSettings settings = Inspection.settings(target);
      settings.override(batchSize, instanceKeepRatio, channelKeepRatio, network);
      if (!freeze.isEmpty()) {
        settings.freeze(freeze);
      }
      if (threads != null) {
        settings.threads(threads);
      }
      inspection = Inspection.of(target, settings, network != null);
    } catch (SettingException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.text(inspection) : InspectionTable.of(inspection));
    out.flush();
    return 0;
  }
}
