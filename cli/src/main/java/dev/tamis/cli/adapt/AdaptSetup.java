package dev.tamis.cli.adapt;

import com.google.gson.JsonElement;
import dev.tamis.cli.run.Model;
import dev.tamis.cli.run.ModelMetadata;
import dev.tamis.cli.run.ProvenanceCollector;
import dev.tamis.cli.run.SettingException;
import dev.tamis.data.Augmentation;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DirectoryWatch;
import dev.tamis.data.ImageSource;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.WatchTiming;
import dev.tamis.data.drift.DriftSchedule;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.training.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything an adaptation consists of, put together from its settings. */
public final class AdaptSetup implements AutoCloseable {
  private final AdaptSettings settings;
  private final List<String> notes = new ArrayList<>();
  private final Model model;
  private final ModelMetadata metadata;
  private final @Nullable AdaptData data;
  private final ComputeResources resources;
  private final Network shipped;
  private final OnDeviceLearner learner;
  private final AdaptStream stream;
  private final AdaptTests tests;
  private volatile boolean stopped;

  /**
   * Loads model and data, and plans.
   *
   * @throws IOException if the model or the data is missing or invalid
   * @throws SettingException if a setting is out of range or does not fit the others
   */
  public AdaptSetup(AdaptSettings settings, DataRoot root) throws IOException {
    this.settings = settings;
    var config = settings.config();
    model = Model.read(Path.of(settings.model));
    notes.addAll(model.notes());
    int channels = model.spec().input().channels();
    Normalization normalization =
        settings.input.given()
            ? settings.input.normalization(channels)
            : model.metadata().normalization();
    metadata = model.metadata().with(normalization);
    Path folder = watchedFolder();
    DriftSchedule schedule = folder == null ? schedule() : null;
    data = data(folder != null, normalization, root);
    if (data != null) {
      requireEnough(settings, data.others());
    }
    resources = new ComputeResources(settings.threads);
    try {
      shipped = model.network(resources);
      learner = OnDeviceLearner.of(shipped, metadata.values(), config);
    } catch (IllegalArgumentException e) {
      resources.close();
      throw new SettingException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | IOException e) {
      resources.close();
      throw e;
    }
    try {
      stream = folder == null ? generated(schedule) : watched(folder, normalization);
      tests = tests(schedule, normalization);
    } catch (RuntimeException | IOException e) {
      learner.close();
      resources.close();
      throw e;
    }
  }

  private @Nullable Path watchedFolder() {
    try {
      Path folder = Path.of(settings.stream);
      return Files.isDirectory(folder) ? folder : null;
    } catch (InvalidPathException e) {
      // Then it is the text of a generated stream, which is read next.
      return null;
    }
  }

  private DriftSchedule schedule() {
    if (settings.idleSeconds > 0) {
      throw new SettingException(
          "--idle-seconds is for a watched folder, but --stream "
              + settings.stream
              + " is not a folder");
    }
    try {
      return DriftSchedule.parse(settings.stream);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "--stream is neither a folder that exists nor the text of a stream: " + e.getMessage(),
          e);
    }
  }

  /** A watched folder needs no data set; tests and memories do. */
  private @Nullable AdaptData data(boolean watches, Normalization normalization, DataRoot root)
      throws IOException {
    String named = settings.data;
    String name = named == null ? metadata.data() : named;
    if (watches && named == null) {
      boolean wanted = settings.remember > 0 || settings.anchors > 0 || settings.testEvery > 0;
      if (!wanted) {
        return null;
      }
    }
    if (name.isEmpty()) {
      throw new SettingException("the model does not say what it was trained on: give --data");
    }
    return new AdaptData(
        name,
        settings.validationImages,
        settings.tuning,
        root,
        model.spec(),
        metadata.classNames(),
        normalization,
        notes::add);
  }

  private AdaptStream generated(@Nullable DriftSchedule schedule) throws IOException {
    if (data == null || schedule == null) {
      throw new IllegalStateException("a generated stream needs data");
    }
    return new GeneratedStream(data.stream(schedule, settings.seed));
  }

  private AdaptStream watched(Path folder, Normalization normalization) throws IOException {
    NetworkSpec spec = model.spec();
    try {
      DirectoryWatch watch =
          new DirectoryWatch(
              folder,
              spec.input(),
              normalization,
              classNames(),
              WatchTiming.DEFAULT,
              sentence ->
                  System.getLogger(AdaptSetup.class.getName())
                      .log(System.Logger.Level.INFO, sentence));
      return new WatchedStream(watch, settings.idleSeconds, () -> stopped, learner);
    } catch (IllegalArgumentException e) {
      throw new SettingException("--stream: " + e.getMessage(), e);
    }
  }

  /** Numbers where the model has no names. */
  private List<String> classNames() {
    List<String> names = metadata.classNames();
    int classes = model.spec().output().size();
    return names.size() == classes
        ? names
        : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  private AdaptTests tests(@Nullable DriftSchedule schedule, Normalization normalization)
      throws IOException {
    if (data == null) {
      return new AdaptTests(null, normalization, null);
    }
    return new AdaptTests(
        data.test(),
        normalization,
        schedule == null ? null : data.testStream(schedule, settings.seed));
  }

  private static void requireEnough(AdaptSettings settings, LabelledImages images) {
    long wanted = (long) settings.remember + settings.anchors;
    if (wanted > images.count()) {
      throw new SettingException(
          "--remember and --anchors ask for "
              + wanted
              + " images, but there are "
              + images.count()
              + " of "
              + images.name());
    }
  }

  /** Gives the learner what it must not forget, at the beginning of a run. */
  void remember() {
    if (data == null) {
      return;
    }
    LabelledImages images = data.others();
    int wanted = settings.remember + settings.anchors;
    ImageSource source = new ImageSource(images, data.normalization(), Augmentation.none());
    SeededGenerator random = SeededGenerator.split(settings.seed, "adapt.remembered");
    int[] order = IntStream.range(0, images.count()).toArray();
    float[] image = new float[source.shape().size()];
    for (int k = 0; k < wanted; k++) {
      int other = k + random.nextInt(order.length - k);
      int chosen = order[other];
      order[other] = order[k];
      order[k] = chosen;
      source.read(chosen, random, image, 0);
      if (k < settings.remember) {
        learner.remember(image, source.label(chosen));
      } else {
        learner.anchor(image, source.label(chosen));
      }
    }
  }

  /** Writes the model as it is now, so that a run can be resumed without its file. */
  void writeInitial(Path file) throws IOException {
    SavedNetwork.write(shipped, metadata.values(), file);
  }

  JsonElement provenance(String version, String command) throws IOException {
    LabelledImages images = data == null ? null : data.streamed();
    String name = data == null ? settings.stream : data.name();
    return ProvenanceCollector.stream(
        model.spec(), resources, name, images, settings.seed, version, command);
  }

  /** Asks the stream to end, and whoever reads it. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** What a user should know, one sentence each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** What is adapted, in a sentence. */
  public String introduction() {
    NetworkSpec spec = model.spec();
    return spec.name()
        + " ("
        + spec.parameterCount()
        + " parameters, "
        + spec.forwardMacs()
        + " MACs forward) from "
        + model.path()
        + " meets "
        + settings.stream
        + (data == null ? "" : " of " + data.name())
        + "; "
        + resources.kernelsName()
        + " kernels ("
        + resources.kernelsReason()
        + "), "
        + settings.threads
        + (settings.threads == 1 ? " thread" : " threads");
  }

  /** Instances of the stream, or -1 where nobody knows. */
  public long length() {
    long length = stream.length();
    return settings.instances == 0 || (length >= 0 && length < settings.instances)
        ? length
        : settings.instances;
  }

  AdaptSettings settings() {
    return settings;
  }

  AdaptStream stream() {
    return stream;
  }

  AdaptTests tests() {
    return tests;
  }

  OnDeviceLearner learner() {
    return learner;
  }

  Network shipped() {
    return shipped;
  }

  ComputeResources resources() {
    return resources;
  }

  /** A network of the same kind, to test weights with. */
  Network blank() {
    return new Network(model.spec(), resources, new SeededGenerator(0));
  }

  /** What a user of the model must know, as it is now. */
  Map<String, String> currentMetadata() {
    return learner.metadata();
  }

  @Override
  public void close() throws IOException {
    learner.close();
    resources.close();
    stream.close();
  }
}
