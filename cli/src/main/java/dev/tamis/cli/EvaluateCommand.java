package dev.tamis.cli;

import dev.tamis.cli.run.EvaluationData;
import dev.tamis.cli.run.InputFlags;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.Model;
import dev.tamis.cli.run.ModelMetadata;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainingSetup;
import dev.tamis.data.DataRoot;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.Split;
import dev.tamis.layer.ComputeResources;
import dev.tamis.report.EvaluationReport;
import dev.tamis.stream.LabelledSource;
import dev.tamis.training.Evaluator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Says how well a trained model does: accuracy, loss, precision and recall of each class,"
            + " confusion matrix, calibration.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "MODEL",
      description = "A checkpoint, an ONNX file, or the folder of a run (its newest checkpoint).")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "A known data set (see 'tamis datasets') or a folder; default: the model's own.")
  private @Nullable String data;

  @Option(names = "--split", paramLabel = "SPLIT", description = "test (default) or train.")
  private Split split = Split.TEST;

  @Mixin private InputFlags input = new InputFlags();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; results do not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--quiet", description = "Results only.")
  private boolean quiet;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  EvaluateCommand() {}

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 1024) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + ", but must be 1..1024");
    }
    try {
      return evaluate(Model.read(model));
    } catch (SettingException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int evaluate(Model saved) throws IOException {
    ModelMetadata metadata = saved.metadata();
    saved.notes().forEach(this::say);
    String name = data == null ? metadata.data() : data;
    if (name.isEmpty()) {
      throw new SettingException("the model does not say what it was trained on: give --data");
    }
    DataRoot root = common.root();
    LabelledImages images = EvaluationData.load(name, split, root);
    LabelledSource source =
        EvaluationData.fit(
            images, saved.spec(), metadata.classNames(), normalization(saved, metadata), this::say);
    ClassNames names = new ClassNames(metadata.classNames(), saved.spec().output().size());
    EvaluationReport report;
    try (ComputeResources resources = new ComputeResources(threads)) {
      report =
          new Evaluator(saved.network(resources), source, TrainingSetup.EVALUATION_BATCH)
              .evaluate();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(EvaluationJson.of(report, names)));
    } else {
      String title =
          saved.path() + " on " + images.name() + " (" + split.name().toLowerCase(Locale.ROOT);
      out.println(EvaluationTable.of(title + ")", report, names));
    }
    out.flush();
    return 0;
  }

  private Normalization normalization(Model saved, ModelMetadata metadata) {
    return input.given()
        ? input.normalization(saved.spec().input().channels())
        : metadata.normalization();
  }

  private void say(String sentence) {
    if (!quiet) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("tamis: " + sentence);
      err.flush();
    }
  }
}
