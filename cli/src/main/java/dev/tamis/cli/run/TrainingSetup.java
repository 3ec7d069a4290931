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
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.EvaluationReport;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.stream.InstanceStream;
import dev.tamis.stream.MiniBatch;
import dev.tamis.training.Evaluator;
import dev.tamis.training.GradientQuality;
import dev.tamis.training.Trainer;
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
  /** Images at a time; {@code evaluate} uses as many. */
  public static final int EVALUATION_BATCH = 100;

  private static final int QUALITY_INSTANCES = 64;
  private static final long VALIDATION_SEED = 1;

  private final TrainSettings settings;
  private final ComputeResources resources;
  private final TrainerParts parts;
  private final LabelledImages trainImages;
  private final LabelledImages testImages;
  private final Normalization normalization;
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
    LabelledImages all = loader.load(settings.data, Split.TRAIN);
    Scenario scenario = new Scenario(settings);
    if (settings.validationImages > 0) {
      ValidationSplit split = validationSplit(all, settings.validationImages);
      trainImages = scenario.images(split.training());
      testImages = split.validation();
    } else {
      trainImages = scenario.images(all);
      testImages = loader.load(settings.data, Split.TEST);
    }
    settings.resolveEpochs(trainImages.count());
    resources = new ComputeResources(settings.threads);
    try {
      normalization = normalization(settings, trainImages);
      ImageSource source = new ImageSource(trainImages, normalization, scenario.augmentation());
      ImageSource test = new ImageSource(testImages, normalization, Augmentation.none());
      NetworkSpec spec = Networks.of(settings, source.shape(), source.classes());
      stream = scenario.stream(source);
      parts = new TrainerParts(settings, resources, trainImages.count());
      Network network = parts.network(spec);
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
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  private static Normalization normalization(TrainSettings settings, LabelledImages images) {
    Optional<KnownDataSet> known = DataSetCatalogue.find(settings.data);
    Normalization own =
        known.isPresent() ? known.get().normalization() : Normalization.measuredOn(images);
    return InputFlags.normalization(
        settings.inputScale, settings.inputMean, settings.inputStd, images.channels(), own);
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
        ModelMetadata.of(settings, trainImages, normalization),
        stream.newBatch(settings.offeredPerStep()),
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

  /**
   * How near the quantized network's gradients are to those of floats, on training images from all
   * over the set; null where nothing is quantized, or where there is no memory to measure it.
   */
  @Nullable GradientQuality gradientQuality() {
    Network network = trainer.network();
    if (!network.scheme().isQuantized()) {
      return null;
    }
    int instances = Math.min(QUALITY_INSTANCES, trainImages.count());
    Long limit = settings.memoryLimitBytes;
    long most = limit == null ? Runtime.getRuntime().maxMemory() : limit;
    long free = most - trainer.memory().totalBytes();
    while (instances > 0 && GradientQuality.bytes(network, instances) > free) {
      instances /= 2;
    }
    if (instances == 0) {
      return null;
    }
    ImageSource source = new ImageSource(trainImages, normalization, Augmentation.none());
    MiniBatch batch = new MiniBatch(source.shape(), source.classes(), instances, source);
    SeededGenerator unused = new SeededGenerator(0);
    for (int k = 0; k < instances; k++) {
      int image = (int) ((long) k * source.count() / instances);
      source.read(image, unused, batch.images().data(), batch.append(image));
    }
    batch.fetchLabels();
    network.atStep(trainer.steps());
    return GradientQuality.of(network, batch);
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
