package dev.tamis.cli;

import com.google.gson.JsonObject;
import dev.tamis.cli.adapt.AdaptRun;
import dev.tamis.cli.adapt.AdaptSettings;
import dev.tamis.cli.adapt.AdaptSetup;
import dev.tamis.cli.report.AdaptationReport;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.RunFolder;
import dev.tamis.cli.run.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code tamis adapt}. */
@Command(
    name = "adapt",
    description =
        "Keeps a deployed model learning from a stream: predicts each instance first, learns from"
            + " those worth it, and serves new weights only once they have won.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "tamis adapt model.onnx --stream inbox          watches the folder inbox for images",
      "tamis adapt runs/NAME --stream novel-usps+burst:8   a data set made to drift",
      "Ctrl-C stops with a checkpoint, and --resume goes on from there."
    })
final class AdaptCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;
  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--threads", "--quiet", "--json", "--data-root", "--debug");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A checkpoint, an ONNX file, or the folder of a run (its newest checkpoint).")
  private @Nullable Path model;

  @Option(names = "--run", paramLabel = "FOLDER", description = "Run folder; default: a new one.")
  private @Nullable Path runFolder;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description = "Continue an interrupted adaptation with the settings it was started with.")
  private @Nullable Path resume;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Print summary.json instead of a table.")
  private boolean json;

  @Mixin private CommonOptions common = new CommonOptions();
  @Mixin private AdaptSettings settings = new AdaptSettings();

  AdaptCommand() {}

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = spec.commandLine().getParseResult();
    refuseContradictions(parsed);
    try {
      return resume == null ? start(parsed) : goOn(resume, parsed);
    } catch (SettingException e) {
      if (resume == null) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      throw new UserException(resume + " cannot be resumed: " + e.getMessage(), e);
    }
  }

  private void refuseContradictions(ParseResult parsed) {
    if (resume == null) {
      if (model == null) {
        throw new ParameterException(
            spec.commandLine(),
            "a MODEL is missing: give a checkpoint, an ONNX file, or the folder of a run");
      }
      return;
    }
    List<String> others =
        parsed.matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(flag -> !WITH_RESUME.contains(flag))
            .toList();
    if (!others.isEmpty() || model != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with the settings the run was started with: leave out "
              + (others.isEmpty() ? "'" + model + "'" : String.join(", ", others)));
    }
  }

  private int start(ParseResult parsed) throws IOException {
    settings.refuseIdle(parsed::hasMatchedOption);
    Path given = runFolder;
    if (given != null && Files.exists(given)) {
      throw RunFolder.exists(given);
    }
    settings.model(String.valueOf(model));
    try (AdaptSetup setup = new AdaptSetup(settings, common.root());
        AdaptProgressPrinter progress = printer(setup)) {
      progress.introduce(setup.introduction());
      setup.notes().forEach(progress::introduce);
      RunFolder folder =
          RunFolder.create(given == null ? NewFolder.of("adapt-seed" + settings.seed()) : given);
      String line = CommandText.of(parsed.originalArgs());
      return run(AdaptRun.start(setup, folder, Version.text(), line, progress), folder);
    }
  }

  private int goOn(Path path, ParseResult parsed) throws IOException {
    RunFolder folder = RunFolder.open(path);
    if (!folder.isAdaptation()) {
      throw new UserException(
          path
              + " is the folder of a training: continue it with 'tamis train --resume "
              + path
              + "'");
    }
    if (Files.exists(path.resolve("summary.json"))) {
      // It may have been ended before it said so.
      AdaptationReport.write(path);
      print(folder.read("summary.json").getAsJsonObject(), path);
      return 0;
    }
    AdaptSettings saved = folder.settings(AdaptSettings.class);
    saved.model(folder.initialModel().toString());
    if (parsed.hasMatchedOption("--threads")) {
      saved.threads(settings.threads());
    }
    try (AdaptSetup setup = new AdaptSetup(saved, common.root());
        AdaptProgressPrinter progress = printer(setup)) {
      return run(AdaptRun.resume(setup, folder, Version.text(), progress), folder);
    }
  }

  private AdaptProgressPrinter printer(AdaptSetup setup) {
    return new AdaptProgressPrinter(spec.commandLine().getErr(), quiet, setup.length());
  }

  private int run(AdaptRun run, RunFolder folder) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Interrupts interrupts = Interrupts.stopping(run::requestStop, err);
    @Nullable JsonObject summary;
    try {
      summary = run.run();
    } finally {
      interrupts.restore();
    }
    if (summary == null) {
      err.println(
          "tamis: stopped after "
              + run.offered()
              + " instances; continue with 'tamis adapt --resume "
              + folder.path()
              + "'");
      err.flush();
      return INTERRUPTED;
    }
    print(summary, folder.path());
    return 0;
  }

  private void print(JsonObject summary, Path folder) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.text(summary) : AdaptTable.of(summary, folder));
    out.flush();
  }
}
