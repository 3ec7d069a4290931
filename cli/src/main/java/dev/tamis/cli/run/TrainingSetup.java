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
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.BudgetSettings;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterTraining;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.selection.PaperSettings;
import dev.tamis.selection.RandomFilter;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.EpochStream;
import dev.tamis.training.Evaluator;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import dev.tamis.training.TrainingListener;
import dev.tamis.training.TrainingRun;
import dev.tamis.training.TrainingRunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything a training consists of, put together from its settings. */
public final class TrainingSetup implements AutoCloseable {
  private static final int EVALUATION_BATCH = 100;

  private final TrainSettings settings;
  private final ComputeResources resources;
  private final LabelledImages trainImages;
  private final LabelledImages testImages;
  private final Normalization normalization;
  private final EpochStream stream;
  private final Evaluator evaluator;
  private final Trainer trainer;

  /**
   * Loads the data and plans the training.
   *
   * @throws IOException if the data is missing or invalid
   * @throws IllegalArgumentException if a setting is out of range
   */
  public TrainingSetup(TrainSettings settings, DataRoot root) throws IOException {
    this.settings = settings;
    Choices.check(settings);
    DataSetLoader loader = new DataSetLoader(root);
    trainImages = loader.load(settings.data, Split.TRAIN);
    testImages = loader.load(settings.data, Split.TEST);
    normalization = normalization(settings, trainImages);
    resources = new ComputeResources(settings.threads);
    try {
      ImageSource source = new ImageSource(trainImages, normalization, augmentation(settings));
      ImageSource test = new ImageSource(testImages, normalization, Augmentation.none());
      NetworkSpec spec = Networks.named(settings.network, source.shape(), source.classes());
      stream = new EpochStream(source, settings.seed);
      Network network =
          new Network(spec, resources, SeededGenerator.split(settings.seed, "main.initialization"));
      trainer = new Trainer(network, trainerSettings(spec), stream.newBatch(settings.batchSize));
      evaluator = new Evaluator(network, test, EVALUATION_BATCH);
      checkMemory();
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  static Normalization normalization(TrainSettings settings, LabelledImages images) {
    Optional<KnownDataSet> known = DataSetCatalogue.find(settings.data);
    Normalization own =
        known.isPresent() ? known.get().normalization() : Normalization.measuredOn(images);
    if (settings.inputScale == null && settings.inputMean == null && settings.inputStd == null) {
      return own;
    }
    float scale = settings.inputScale == null ? 1f / 255 : settings.inputScale;
    return new Normalization(
        scale,
        values("--input-mean", settings.inputMean, 0f, images.channels()),
        values("--input-std", settings.inputStd, 1f, images.channels()));
  }

  private static float[] values(String flag, @Nullable String text, float otherwise, int channels) {
    float[] values = new float[channels];
    String[] parts = text == null ? new String[0] : text.split(",", -1);
    if (parts.length > 1 && parts.length != channels) {
      throw new IllegalArgumentException(
          flag + " has " + parts.length + " values for images of " + channels + " channels");
    }
    for (int c = 0; c < channels; c++) {
      String part = parts.length == 0 ? "" : parts[parts.length == 1 ? 0 : c].strip();
      try {
        values[c] = parts.length == 0 ? otherwise : Float.parseFloat(part);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(flag + ": '" + part + "' is not a number", e);
      }
    }
    return values;
  }

  private static Augmentation augmentation(TrainSettings settings) {
    return settings.augmentation.equals("none")
        ? Augmentation.none()
        : Augmentation.randomCropAndFlip(4);
  }

  private TrainerSettings trainerSettings(NetworkSpec spec) {
    BackwardPlan plan = BackwardPlan.all(spec);
    return new TrainerSettings(
        settings.batchSize,
        plan,
        new Sgd(spec, plan, settings.momentum, settings.weightDecay),
        schedule(),
        lossScale(),
        filter(spec),
        settings.prunes() ? pruner(spec) : null);
  }

  private LearningRateSchedule schedule() {
    double rate = settings.learningRate;
    long steps = settings.iterations;
    return switch (settings.learningRateSchedule) {
      case "step" -> LearningRateSchedule.stepwise(rate, 0.1, steps / 2, steps * 3 / 4);
      case "cosine" -> LearningRateSchedule.cosine(rate, steps);
      case "linear" -> LearningRateSchedule.linear(rate, steps);
      default -> LearningRateSchedule.constant(rate);
    };
  }

  private LossScale lossScale() {
    return switch (settings.lossScale) {
      case "offered" -> LossScale.MEAN_OVER_OFFERED;
      case "inverse-probability" -> LossScale.INVERSE_KEEP_PROBABILITY;
      default -> LossScale.MEAN_OVER_KEPT;
    };
  }

  private InstanceFilter filter(NetworkSpec spec) {
    int capacity = settings.batchSize;
    if (!settings.filters()) {
      return new KeepAll(capacity);
    }
    if (settings.filter.equals("random")) {
      SeededGenerator generator = SeededGenerator.split(settings.seed, "filter.selection");
      return new RandomFilter(
          settings.instanceKeepRatio, settings.minimumKept, capacity, generator);
    }
    FilterTraining training =
        new FilterTraining(
            FilterNetworks.forMain(spec), filterSchedule(), settings.filterMomentum, 0);
    if (settings.filter.equals("paper")) {
      PaperSettings defaults = PaperSettings.defaults(settings.highLossRatio);
      PaperSettings paper =
          new PaperSettings(
              settings.highLossRatio,
              settings.entropyThreshold,
              settings.auditRatio,
              defaults.thresholdRaise(),
              defaults.thresholdLower(),
              defaults.thresholdWindow(),
              defaults.weighted());
      return EarlyInstanceFilter.paper(paper, training, spec, resources, capacity, settings.seed);
    }
    BudgetSettings budget =
        new BudgetSettings(
            settings.instanceKeepRatio,
            settings.exploreRatio,
            settings.auditRatio,
            settings.minimumKept);
    return EarlyInstanceFilter.budgeted(budget, training, spec, resources, capacity, settings.seed);
  }

  private LearningRateSchedule filterSchedule() {
    return settings.filterHalvedAtStep > 0
        ? LearningRateSchedule.stepwise(
            settings.filterLearningRate, 0.5, settings.filterHalvedAtStep)
        : LearningRateSchedule.constant(settings.filterLearningRate);
  }

  private ErrorMapPruner pruner(NetworkSpec spec) {
    return new ErrorMapPruner(
        spec,
        KeepRatioSchedule.constant(settings.channelKeepRatio),
        ChannelImportance.valueOf(settings.channelImportance.toUpperCase(Locale.ROOT)),
        settings.channelKeepRatios,
        SeededGenerator.split(settings.seed, "pruner"));
  }

  private void checkMemory() {
    Long limit = settings.memoryLimitBytes;
    long planned = trainer.memory().totalBytes();
    if (limit != null && planned > limit) {
      throw new IllegalArgumentException(
          "training needs "
              + Bytes.text(planned)
              + " at batch size "
              + settings.batchSize
              + ", more than --memory-limit "
              + Bytes.text(limit)
              + ": lower --batch-size or raise the limit");
    }
  }

  /** The run from here to its end. */
  public TrainingRun run(Path checkpointFile, TrainingListener listener) {
    TrainingRunSettings length =
        new TrainingRunSettings(
            settings.iterations,
            settings.reportEverySteps,
            settings.testEverySteps,
            settings.checkpointEverySteps);
    return new TrainingRun(
        trainer,
        stream,
        evaluator,
        length,
        checkpointFile,
        ModelMetadata.of(settings, trainImages, normalization),
        stream.newBatch(settings.batchSize),
        listener);
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
        .append(" MACs forward) on ")
        .append(trainImages.name())
        .append(", ")
        .append(settings.method);
    if (trainer.filter() instanceof EarlyInstanceFilter filter) {
      double share = (double) filter.network().forwardMacs() / main.forwardMacs();
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
    return Math.ceil((double) trainImages.count() / settings.batchSize);
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
