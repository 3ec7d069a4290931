package dev.tamis.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Recipes;
import dev.tamis.cli.run.RecordedRun;
import dev.tamis.cli.run.RunFolder;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.cli.run.TrainingSetup;
import dev.tamis.data.DataRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis train}. */
@Command(
    name = "train",
    description = "Trains a network from scratch and leaves a run folder.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;
  @Mixin private TrainSettings settings = Recipes.settings(Recipes.DEFAULT);
  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "lenet-fashion (default), lenet-mnist, resnet8-cifar10 or resnet20-cifar10.")
  private String recipe = Recipes.DEFAULT;

  @Option(names = "--run", paramLabel = "FOLDER", description = "Run folder; default: a new one.")
  private @Nullable Path runFolder;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description = "Continue an interrupted run with the settings it was started with.")
  private @Nullable Path resume;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Print summary.json instead of a table.")
  private boolean json;

  TrainCommand() {}

  /** Flags override the recipe, so the recipe's settings must be there before flags are read. */
  @Override
  public Integer call() throws Exception {
    List<String> line = spec.commandLine().getParseResult().originalArgs();
    List<String> arguments = line.subList(line.indexOf(spec.name()) + 1, line.size());
    TrainCommand effective = new TrainCommand();
    effective.settings = Recipes.settings(recipe);
    CommandLine command = new CommandLine(effective);
    command.parseArgs(arguments.toArray(new String[0]));
    return effective.train(spec.commandLine(), String.join(" ", arguments));
  }

  private int train(CommandLine command, String arguments) throws IOException {
    PrintWriter err = command.getErr();
    RunFolder folder = resume == null ? null : RunFolder.open(resume);
    TrainSettings effective = folder == null ? settings : folder.settings();
    DataRoot root = DataRoot.resolve(Optional.ofNullable(common.dataRoot()));
    try (TrainingSetup setup = new TrainingSetup(effective, root)) {
      ProgressPrinter progress =
          new ProgressPrinter(err, quiet, effective.iterations(), setup.stepsPerEpoch());
      RecordedRun run;
      if (folder == null) {
        folder = RunFolder.create(runFolder == null ? newFolder(effective) : runFolder);
        progress.introduce(setup.introduction());
        run =
            RecordedRun.start(setup, folder, Version.text(), "tamis train " + arguments, progress);
      } else {
        run = RecordedRun.resume(setup, folder, progress);
      }
      Interrupts interrupts = Interrupts.stopping(run::requestStop, err);
      @Nullable JsonObject summary;
      try {
        summary = run.run();
      } finally {
        interrupts.restore();
        progress.close();
      }
      if (summary == null) {
        err.println(
            "tamis: stopped at step "
                + run.report().steps()
                + "; continue with 'tamis train --resume "
                + folder.path()
                + "'");
        err.flush();
        return INTERRUPTED;
      }
      PrintWriter out = command.getOut();
      out.println(json ? GSON.toJson(summary) : ResultTable.of(summary, folder.path()));
      out.flush();
      return 0;
    }
  }

  private static Path newFolder(TrainSettings settings) {
    String time =
        LocalDateTime.now(java.time.ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    String name =
        settings.recipe() + "-" + settings.method() + "-seed" + settings.seed() + "-" + time;
    return Path.of("runs", name);
  }
}
