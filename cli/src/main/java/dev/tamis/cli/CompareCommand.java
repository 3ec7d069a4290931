package dev.tamis.cli;

import com.google.gson.JsonObject;
import dev.tamis.cli.comparison.ComparedMethods;
import dev.tamis.cli.comparison.ComparisonRuns;
import dev.tamis.cli.comparison.ComparisonSettings;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.Recipes;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainSettings;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code tamis compare}. */
@Command(
    name = "compare",
    description =
        "Trains a recipe by several methods at equal computation, over several seeds, and leaves a"
            + " table, plots and every run's JSON in a folder. The same command goes on where it"
            + " stopped.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Every flag of 'tamis train' holds for all methods; a method's own flags come after it.",
      "tamis compare lenet-mnist --methods dense,random,filter+prune --budget 0.2 --seeds 3",
      "  --variant \"entropy=filter+prune --filter-score entropy\" --rates 0.01,0.03,0.1"
    })
final class CompareCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  /** Flags of {@code tamis train} that a comparison sets itself. */
  private static final Set<String> OWN = Set.of("--seed", "--validation-images", "--method");

  @Spec private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "RECIPE", description = "What is trained.")
  private String recipe = Recipes.DEFAULT;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description =
          "dense, scheduled (plain SGD, shortened), random, ohem, stale-loss, filter, filter+prune,"
              + " random+prune, prune, random-channels, paper; default:"
              + " dense,scheduled,random,filter+prune.")
  private List<String> methods = List.of("dense", "scheduled", "random", "filter+prune");

  @Option(
      names = "--variant",
      paramLabel = "\"NAME=METHOD FLAG VALUE ...\"",
      description = "A method with other settings, under a name of its own; may be repeated.")
  private List<String> variants = new ArrayList<>();

  @Option(
      names = "--budget",
      split = ",",
      paramLabel = "RATIO",
      description =
          "Shares of plain SGD's multiply-accumulates that every method is held to; without it each"
              + " costs what its settings make it.")
  private List<Double> budgets = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", description = "Seeds 1 to N (3).")
  private int seeds = 3;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description =
          "Learning rates that every method tries on held-out training images before its reported"
              + " runs; without it the recipe's is used.")
  private List<Double> rates = new ArrayList<>();

  @Option(
      names = "--tuning-seeds",
      paramLabel = "N",
      description = "Runs that a learning rate is judged by, with seeds that are not reported (2).")
  private int tuningSeeds = 2;

  @Option(
      names = "--tuning-schedule-ratio",
      paramLabel = "RATIO",
      description = "Share of a reported run's steps that a tuning run has (1).")
  private double tuningScheduleRatio = 1;

  @Option(
      names = "--tuning-images",
      paramLabel = "N",
      description = "Training images that tuning holds out (5000).")
  private int tuningImages = 5000;

  @Option(names = "--jobs", paramLabel = "N", description = "Trainings at a time (1).")
  private int jobs = 1;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Holds everything; default: comparisons/RECIPE-SCENARIO.")
  private @Nullable Path folder;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Print comparison.json instead of the table.")
  private boolean json;

  @Mixin private CommonOptions common = new CommonOptions();

  // Last, so that the help shows what concerns the comparison before the many settings.
  @Mixin private TrainSettings settings = Recipes.settings(Recipes.DEFAULT);

  CompareCommand() {}

  @Override
  public Integer call() throws Exception {
    CommandLine command = spec.commandLine();
    PrintWriter err = command.getErr();
    ComparisonRuns comparison;
    Path to;
    try {
      ComparisonSettings compared = settings();
      to = compared.folder();
      comparison = ComparisonRuns.plan(compared, common.root(), line -> print(err, line));
    } catch (SettingException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
    Interrupts interrupts = Interrupts.stopping(comparison::requestStop, err);
    @Nullable JsonObject result;
    try {
      result = comparison.run();
    } finally {
      interrupts.restore();
    }
    if (result == null) {
      err.println("tamis: stopped; the same command goes on with what is in " + to);
      err.flush();
      return INTERRUPTED;
    }
    PrintWriter out = command.getOut();
    out.println(json ? Json.text(result) : Files.readString(to.resolve("comparison.md")));
    out.flush();
    return 0;
  }

  private void print(PrintWriter err, String line) {
    if (!quiet) {
      synchronized (err) {
        err.println(line);
        err.flush();
      }
    }
  }

  private ComparisonSettings settings() {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> shared = sharedFlags(parsed);
    String scenario = TrainSettings.of(recipe, shared).scenario();
    boolean threads = parsed.hasMatchedOption("--threads");
    return new ComparisonSettings(
        recipe,
        shared,
        ComparedMethods.of(methods, variants),
        budgets,
        seeds,
        rates,
        tuningSeeds,
        tuningScheduleRatio,
        tuningImages,
        jobs,
        threads ? settings.threads() : Math.max(1, settings.threads() / jobs),
        folder == null ? Path.of("comparisons", recipe + "-" + scenario) : folder,
        Version.text(),
        CommandText.of(parsed.originalArgs()));
  }

  /** What was given of the flags of {@code tamis train}. */
  private static List<String> sharedFlags(ParseResult parsed) {
    List<String> flags = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (OWN.contains(name)) {
        throw new SettingException(name + " is set by the comparison itself: leave it out");
      }
      if (isSetting(option) && !name.equals("--threads")) {
        for (String value : option.originalStringValues()) {
          flags.add(name);
          flags.add(value);
        }
      }
    }
    return flags;
  }

  private static boolean isSetting(OptionSpec option) {
    return option.userObject() instanceof Field field
        && field.getDeclaringClass().equals(TrainSettings.class);
  }
}
