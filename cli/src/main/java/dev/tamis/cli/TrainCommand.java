package dev.tamis.cli;

import com.google.gson.JsonObject;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.Recipes;
import dev.tamis.cli.run.RecordedRun;
import dev.tamis.cli.run.RunFolder;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.cli.run.TrainingSetup;
import dev.tamis.data.DataRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code tamis train}. */
@Command(
    name = "train",
    description = "Trains a network, from scratch or from a model, and leaves a run folder.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "A recipe sets everything that is not given; 'tamis inspect RECIPE' shows what it trains.",
      "Ctrl-C stops with a checkpoint, and --resume goes on from there."
    })
final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;
  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--threads", "--quiet", "--json", "--data-root", "--debug");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description =
          "One of: lenet-fashion (default), lenet-mnist, and resnet8-, resnet20-, resnet74-,"
              + " resnet110-, vgg16- with cifar10 or cifar100, e.g. resnet20-cifar10.")
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

  @Mixin private CommonOptions common = new CommonOptions();

  // Last, so that the help shows what concerns the run before the many settings.
  @Mixin private TrainSettings settings = Recipes.settings(Recipes.DEFAULT);

  TrainCommand() {}

  /** Flags override the recipe, so the recipe's settings must be there before flags are read. */
  @Override
  public Integer call() throws Exception {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> line = parsed.originalArgs();
    List<String> arguments = line.subList(line.indexOf(spec.name()) + 1, line.size());
    TrainCommand effective = new TrainCommand();
    try {
      refuseContradictions(parsed);
      effective.settings = Recipes.settings(recipe);
      new CommandLine(effective).parseArgs(arguments.toArray(new String[0]));
      return effective.train(spec.commandLine(), CommandText.of(line));
    } catch (SettingException e) {
      if (resume == null) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      throw new UserException(resume + " cannot be resumed: " + e.getMessage(), e);
    }
  }

  private void refuseContradictions(ParseResult parsed) {
    List<String> flags = parsed.matchedOptions().stream().map(OptionSpec::longestName).toList();
    if (flags.contains("--epochs") && flags.contains("--iterations")) {
      throw new ParameterException(
          spec.commandLine(), "--epochs and --iterations both say how long: give one of them");
    }
    if (flags.contains("--init") && flags.contains("--network")) {
      throw new ParameterException(
          spec.commandLine(), "--init and --network both say what is trained: give one of them");
    }
    if (resume == null) {
      return;
    }
    List<String> others = flags.stream().filter(flag -> !WITH_RESUME.contains(flag)).toList();
    if (!others.isEmpty() || !parsed.matchedPositionals().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with the settings the run was started with: leave out "
              + (others.isEmpty() ? "'" + recipe + "'" : String.join(", ", others)));
    }
  }

  private int train(CommandLine command, String line) throws IOException {
    PrintWriter err = command.getErr();
    RunFolder folder = resume == null ? null : RunFolder.open(resume);
    TrainSettings effective = folder == null ? settings : folder.settingsToResume();
    if (folder != null && command.getParseResult().hasMatchedOption("--threads")) {
      effective.threads(settings.threads());
    }
    if (runFolder != null && Files.exists(runFolder)) {
      throw RunFolder.exists(runFolder);
    }
    DataRoot root = common.root();
    try (TrainingSetup setup = new TrainingSetup(effective, root)) {
      ProgressPrinter progress =
          new ProgressPrinter(err, quiet, effective.steps(), setup.stepsPerEpoch());
      RecordedRun run;
      if (folder == null) {
        folder = RunFolder.create(runFolder == null ? newFolder(effective) : runFolder);
        progress.introduce(setup.introduction());
        setup.notes().forEach(progress::introduce);
        run = RecordedRun.start(setup, folder, Version.text(), line, progress);
      } else {
        run = RecordedRun.resume(setup, folder, Version.text(), progress);
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
      out.println(json ? Json.text(summary) : ResultTable.of(summary, folder.path()));
      out.flush();
      return 0;
    }
  }

  private static Path newFolder(TrainSettings settings) {
    return NewFolder.of(settings.recipe() + "-" + settings.method() + "-seed" + settings.seed());
  }
}
