package dev.tamis.cli.run;

import dev.tamis.data.Augmentation;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.ImageSource;
import dev.tamis.data.KnownDataSet;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.Split;
import dev.tamis.data.ValidationSplit;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.report.EvaluationReport;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.stream.InstanceStream;
import dev.tamis.training.Evaluator;
import dev.tamis.training.SavedNetwork;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainingListener;
import dev.tamis.training.TrainingRun;
import dev.tamis.training.TrainingRunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything a training consists of, put together from its settings. */
public final class TrainingSetup implements AutoCloseable {
  /** Images at a time; {@code evaluate} uses as many. */
  public static final int EVALUATION_BATCH = 100;

  private static final long VALIDATION_SEED = 1;

  private final TrainSettings settings;
  private final ComputeResources resources;
  private final TrainerParts parts;
  private final LabelledImages trainImages;
  private final LabelledImages testImages;
  private final Normalization normalization;
  private final @Nullable InitialModel initial;
  private final InstanceStream stream;
  private final Evaluator evaluator;
  private final Trainer trainer;

  /**
   * Loads the data and plans the training.
   *
   * @throws IOException if the data is missing or invalid
   * @throws SettingException if a setting is out of range or does not fit the others
   */
  public TrainingSetup(TrainSettings settings, DataRoot root) throws IOException {
    this.settings = settings;
    SettingChecks.check(settings);
    DataSetLoader loader = new DataSetLoader(root);
    LabelledImages whole = loader.load(settings.data, Split.TRAIN);
    initial = InitialModel.read(settings, whole.classCount(), whole.name());
    LabelledImages all = fitted(whole);
    Scenario scenario = new Scenario(settings);
    if (settings.validationImages > 0) {
      ValidationSplit split = validationSplit(all, settings.validationImages);
      trainImages = scenario.images(split.training());
      testImages = split.validation();
    } else {
      trainImages = scenario.images(all);
      testImages = fitted(loader.load(settings.data, Split.TEST));
    }
    settings.resolveEpochs(trainImages.count());
    resources = new ComputeResources(settings.threads);
    try {
      normalization = normalization();
      ImageSource source = new ImageSource(trainImages, normalization, scenario.augmentation());
      ImageSource test = new ImageSource(testImages, normalization, Augmentation.none());
      NetworkSpec spec = Networks.of(settings, initial, source.shape(), source.classes());
      stream = scenario.stream(source);
      parts = new TrainerParts(settings, resources, trainImages.count());
      Network network = parts.network(spec);
      if (initial != null) {
        initial.load(network, resources);
      }
      checkMemory(PlannedMemory.of(parts, network, stream.newBatch(1)));
      trainer = parts.trainer(network, stream.newBatch(settings.offeredPerStep()));
      evaluator = new Evaluator(trainer.network(), test, EVALUATION_BATCH);
    } catch (IllegalArgumentException e) {
      // All work is still ahead: what is refused here is a combination of settings.
      resources.close();
      throw new SettingException(String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      resources.close();
      throw new SettingException(
          "training at batch size "
              + settings.batchSize
              + " needs more than the "
              + Bytes.text(Runtime.getRuntime().maxMemory())
              + " that Java may use: lower --batch-size, or raise the limit with"
              + " TAMIS_JAVA_OPTS=-Xmx...",
          e);
    } catch (RuntimeException | IOException e) {
      resources.close();
      throw e;
    }
  }

  private LabelledImages fitted(LabelledImages images) {
    return initial == null ? images : initial.fitted(images);
  }

  /** As flags say, else as the initial model was trained, else as the data set is usually fed. */
  private Normalization normalization() {
    boolean flags =
        settings.inputScale != null || settings.inputMean != null || settings.inputStd != null;
    return InputFlags.normalization(
        settings.inputScale,
        settings.inputMean,
        settings.inputStd,
        trainImages.channels(),
        flags ? Normalization.none() : usualNormalization());
  }

  private Normalization usualNormalization() {
    if (initial != null) {
      return initial.metadata().normalization();
    }
    Optional<KnownDataSet> known = DataSetCatalogue.find(settings.data);
    return known.isPresent() ? known.get().normalization() : Normalization.measuredOn(trainImages);
  }

  /** The same images for every seed, so that learning rates are tried on the same ones. */
  private static ValidationSplit validationSplit(LabelledImages images, int count) {
    try {
      return ValidationSplit.of(images, count, VALIDATION_SEED);
    } catch (IllegalArgumentException e) {
      throw new SettingException("--validation-images: " + e.getMessage(), e);
    }
  }

  /** Before it is allocated, so that a batch far too large is refused with what would fit. */
  private void checkMemory(PlannedMemory planned) {
    Long limit = settings.memoryLimitBytes;
    if (limit != null) {
      require(planned, limit, "--memory-limit " + Bytes.text(limit), "raise the limit");
    }
    long heap = Runtime.getRuntime().maxMemory();
    require(
        planned,
        heap,
        "the " + Bytes.text(heap) + " that Java may use",
        "give it more with TAMIS_JAVA_OPTS=-Xmx...");
  }

  private void require(PlannedMemory planned, long limit, String what, String remedy) {
    long needed = planned.at(settings.offeredPerStep()).totalBytes();
    if (needed <= limit) {
      return;
    }
    long fitting = planned.largestBatch(limit);
    throw new SettingException(
        "training needs "
            + Bytes.text(needed)
            + " at batch size "
            + settings.batchSize
            + ", more than "
            + what
            + ": "
            + (fitting == 0
                ? "not even --batch-size 1 fits, so " + remedy + " or choose a smaller --network"
                : "the largest that fits is --batch-size " + fitting));
  }

  /** The run from here to its end. */
  public TrainingRun run(Path checkpointFile, TrainingListener listener) {
    TrainingRunSettings length =
        new TrainingRunSettings(
            settings.steps(),
            settings.reportEverySteps,
            settings.testEverySteps,
            settings.checkpointEverySteps);
    return new TrainingRun(
        trainer,
        stream,
        evaluator,
        length,
        checkpointFile,
        metadata(),
        stream.newBatch(settings.offeredPerStep()),
        listener);
  }

  private Map<String, String> metadata() {
    return ModelMetadata.of(settings, trainImages, normalization, initial);
  }

  /**
   * Writes the network as it is now, before training, so that a run can be resumed without its
   * model.
   */
  void writeInitial(Path file) throws IOException {
    if (initial != null) {
      SavedNetwork.write(trainer.network(), metadata(), file);
    }
  }

  /** What a user should know of the model that training starts from, one sentence each. */
  public List<String> notes() {
    return initial == null ? List.of() : initial.notes();
  }

  Network trained() {
    return trainer.network();
  }

  /** What will be trained, in a sentence or two. */
  public String introduction() {
    NetworkSpec main = network();
    StringBuilder text = new StringBuilder();
    text.append(settings.recipe)
        .append(": ")
        .append(main.name())
        .append(" (")
        .append(main.parameterCount())
        .append(" parameters, ")
        .append(main.forwardMacs())
        .append(" MACs forward")
        .append(initial == null ? "" : ", from " + settings.init)
        .append(") on ")
        .append(trainImages.name())
        .append(", ")
        .append(settings.method);
    if (trainer.filter() instanceof EarlyInstanceFilter filter) {
      double share = (double) filter.scoringMacs() / main.forwardMacs();
      text.append(
          String.format(
              Locale.ROOT,
              "; filter %s costs %.1f %% of a forward pass",
              filter.network().name(),
              100 * share));
    }
    return text.append(
            "; "
                + resources.kernelsName()
                + " kernels ("
                + resources.kernelsReason()
                + "), "
                + resources.threads()
                + " threads, "
                + Bytes.text(trainer.memory().totalBytes()))
        .toString();
  }

  /** The settings. */
  public TrainSettings settings() {
    return settings;
  }

  /** Steps of one epoch. */
  public double stepsPerEpoch() {
    return Math.ceil((double) trainImages.count() / settings.offeredPerStep());
  }

  /** How the network as it is now does on the test set. */
  EvaluationReport evaluate() {
    return evaluator.evaluate();
  }

  LabelledImages trainImages() {
    return trainImages;
  }

  ComputeResources resources() {
    return resources;
  }

  NetworkSpec network() {
    return trainer.network().spec();
  }

  @Override
  public void close() {
    resources.close();
  }
}
