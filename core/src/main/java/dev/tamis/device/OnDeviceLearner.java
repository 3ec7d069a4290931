package dev.tamis.device;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.checkpoint.NetworkSpecCodec;
import dev.tamis.checkpoint.SectionWriter;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.stream.LabelSource;
import dev.tamis.training.Metadata;
import dev.tamis.training.SavedNetwork;
import dev.tamis.training.TrainedNetwork;
import dev.tamis.training.TrainingRun;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployed network that keeps learning from the instances it meets, within a budget, and serves
 * new weights only once they have won on instances that were held out.
 *
 * <p>All methods may be called from any thread. {@link #predict} always uses the last accepted
 * weights and never waits for a training step. Without {@linkplain AdaptationConfig#background a
 * thread of its own} the learner trains within {@link #offer} and {@link #label}, and the same
 * instances in the same order give the same bits.
 */
public final class OnDeviceLearner implements AutoCloseable {
  /** Returned by a label source: the label comes later, through {@link #label}, or never. */
  public static final int LATER = -1;

  /** Returned by a label source, or given as a label: there is none. */
  public static final int NEVER = -2;

  private static final System.Logger LOG = System.getLogger(OnDeviceLearner.class.getName());

  /** Ids that a full queue may have turned away between two records of the journal. */
  private static final int OVERFLOWED_AT_MOST = 1024;

  /** Name of the checkpoint section that {@link #restoreState} reads. */
  public static final String STATE_SECTION = "device";

  private final NetworkSpec spec;
  private final Map<String, String> metadata;
  private final ComputeResources resources;
  private final Champion champion;
  private final Adaptation adaptation;
  private final RecordedAdaptation recorded;
  private final ReentrantLock learning = new ReentrantLock();
  private final @Nullable OfferQueue queue;
  private final @Nullable Thread worker;
  private long instancesBefore;
  private long macsBefore;
  private long nextId;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  OnDeviceLearner(
      Network shipped, Map<String, String> metadata, AdaptationConfig config, LongSupplier clock) {
    this.spec = shipped.spec();
    this.metadata = new TreeMap<>(metadata);
    instancesBefore = Long.parseLong(metadata.getOrDefault(TrainingRun.INSTANCES_KEY, "0"));
    macsBefore = Long.parseLong(metadata.getOrDefault(TrainingRun.MACS_KEY, "0"));
    if (spec.output().pixels() != 1) {
      throw new IllegalArgumentException(
          "network "
              + spec.name()
              + " gives "
              + spec.output()
              + " for an image, not one logit per class: only classifiers can be adapted");
    }
    if (config.memoryLimitBytes() < Long.MAX_VALUE) {
      DeviceMemory.of(spec, config).requireWithin(config.memoryLimitBytes());
    }
    resources = new ComputeResources(config.threads());
    champion = new Champion(spec, config.followsStream(spec));
    try {
      champion.begin(shipped.parameters());
      adaptation = new Adaptation(spec, config, champion, resources, clock);
    } catch (RuntimeException | Error e) {
      resources.close();
      champion.close();
      throw e;
    }
    recorded = new RecordedAdaptation(adaptation, champion);
    if (config.background()) {
      queue = new OfferQueue(spec.input().size(), config.queueSize());
      worker = new Thread(() -> learn(queue), "tamis-learner");
      worker.setDaemon(true);
      worker.start();
    } else {
      queue = null;
      worker = null;
    }
  }

  /**
   * Adapts a network, of which a copy is made.
   *
   * @param shipped one logit per class
   * @param metadata stored with every checkpoint, e.g. how images are normalised
   * @throws IllegalArgumentException if a setting does not fit the network, or the memory limit
   *     cannot hold the adaptation
   */
  public static OnDeviceLearner of(
      Network shipped, Map<String, String> metadata, AdaptationConfig config) {
    return new OnDeviceLearner(shipped, metadata, config, System::nanoTime);
  }

  /**
   * Adapts the network of a checkpoint, of a training or of an earlier adaptation, from its
   * beginning; or that of an ONNX file, where module {@code dev.tamis.onnx} is there to read it.
   *
   * @throws IOException if the file is missing or damaged, or the module that reads it is missing
   * @throws IllegalArgumentException as {@link #of}
   */
  public static OnDeviceLearner load(Path model, AdaptationConfig config) throws IOException {
    try (ComputeResources temporary = new ComputeResources(1)) {
      TrainedNetwork trained = TrainedNetwork.read(model, temporary);
      return of(trained.network(), trained.metadata(), config);
    }
  }

  /**
   * Continues an adaptation that {@link #save} wrote, bit for bit.
   *
   * @param config as it was
   * @throws CheckpointException if the file is missing or damaged, or not of an adaptation with
   *     these settings
   */
  public static OnDeviceLearner resume(Path file, AdaptationConfig config)
      throws CheckpointException {
    SavedNetwork saved = SavedNetwork.read(file);
    OnDeviceLearner learner;
    try (ComputeResources temporary = new ComputeResources(1)) {
      learner = of(saved.network(temporary), saved.metadata(), config);
    }
    try {
      Checkpoint.read(file).get(STATE_SECTION, learner::restoreState);
      return learner;
    } catch (IOException | RuntimeException e) {
      learner.close();
      throw new CheckpointException(
          "cannot resume the adaptation in " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Continues the adaptation that is kept in a folder, or begins one there. Every {@linkplain
   * AdaptationConfig#checkpointInstances so many} instances a checkpoint is made there; a journal
   * keeps what happened since, images included, so that nothing is lost that {@link #offer}, {@link
   * #label}, {@link #settle}, {@link #anchor} or {@link #remember} has returned from, whenever the
   * process ends, and the weights go on bit for bit ({@linkplain ComputeBudget budgets} of time or
   * energy apart, as what has happened since the checkpoint is then learnt again in less time; and
   * where other threads predict meanwhile, what predictions have paid for may differ). What is
   * queued for the background is not in it, and ids go on beyond those that may have been given to
   * it. For callers whose stream cannot be had again.
   *
   * <p>A journal that cannot be written, on a full disk say, makes these methods throw an {@link
   * UncheckedIOException} until {@link #checkpoint} succeeds; predictions go on. The call that
   * failed first has been done and must not be repeated, unless the process ends before that
   * checkpoint. Label sources must not call the learner that asks them.
   *
   * @param folder made if it is missing; one learner at a time
   * @param model as for {@link #load}; read the first time only, and of the same bytes later, or
   *     gone
   * @throws IOException if the folder is in use, damaged or of another model, or as {@link #load}
   * @throws IllegalArgumentException as {@link #of}
   */
  public static OnDeviceLearner open(Path folder, Path model, AdaptationConfig config)
      throws IOException {
    LearnerFolder home = LearnerFolder.open(folder, model, config);
    OnDeviceLearner learner = null;
    try {
      learner = home.isInhabited() ? resume(home.checkpointFile(), config) : load(model, config);
      learner.moveInto(home);
      return learner;
    } catch (IOException | RuntimeException | Error e) {
      try (home) {
        if (learner != null) {
          learner.close();
        }
      }
      throw e;
    }
  }

  private void moveInto(LearnerFolder home) throws IOException {
    learning.lock();
    try {
      recorded.keepIn(home, this, this::setNextId);
      if (queue != null && queue.nextId() > 0) {
        setNextId(queue.nextId() + queue.capacity() + OVERFLOWED_AT_MOST);
      }
    } finally {
      learning.unlock();
    }
  }

  private void setNextId(long id) {
    if (queue == null) {
      nextId = id;
    } else {
      queue.restore(Math.max(id, queue.nextId()), queue.overflowed());
    }
  }

  /**
   * Makes a checkpoint in the folder now, e.g. before the device rests, or once there is space
   * again.
   *
   * @throws IllegalStateException if the learner is not kept in a folder
   * @throws IOException if it cannot be written; the previous one and its journal are as they were
   */
  public void checkpoint() throws IOException {
    requireOpen();
    learning.lock();
    try {
      requireOpen();
      refuseLabelSource();
      recorded.checkpoint();
    } finally {
      learning.unlock();
    }
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /**
   * What a user of the network must know, as strings by name; the instances it has seen and the
   * computation spent on it are as of now, what came before this adaptation included.
   */
  public Map<String, String> metadata() {
    DeviceReport report = report();
    Map<String, String> now = new TreeMap<>(metadata);
    now.put(TrainingRun.INSTANCES_KEY, Long.toString(instancesBefore + report.offered()));
    now.put(TrainingRun.MACS_KEY, Long.toString(macsBefore + report.totalMacs()));
    return now;
  }

  /**
   * Predicts with the served weights.
   *
   * @param image normalised values, height x width x channels, channels last
   * @throws InvalidInstanceException if the image has another number of values, or one that is not
   *     finite
   */
  public Prediction predict(float[] image) {
    requireOpen();
    requireSize(image);
    return champion.predict(image);
  }

  private void requireSize(float[] image) {
    if (image.length != spec.input().size()) {
      throw new InvalidInstanceException(
          "an image of "
              + image.length
              + " values was given to network "
              + spec.name()
              + ", which takes "
              + spec.input()
              + " = "
              + spec.input().size());
    }
  }

  /**
   * Offers an instance to learn from. An instance that was just predicted costs no second
   * prediction.
   *
   * @param image as for {@link #predict}; copied where it is needed later
   * @param labels asked at most once, and only if the label is wanted; may answer {@link #LATER} or
   *     {@link #NEVER}. What it throws is counted, logged and not passed on. With a thread of the
   *     learner's own it is asked there.
   * @return what was decided
   * @throws InvalidInstanceException if the image has another number of values
   */
  public Offer offer(float[] image, LabelSource labels) {
    requireOpen();
    requireSize(image);
    if (queue != null) {
      recorded.requireWhole();
      long id = queue.offer(image, labels);
      return id >= 0
          ? new Offer(id, Offer.Decision.QUEUED)
          : new Offer(-1 - id, Offer.Decision.OVERFLOWED);
    }
    learning.lock();
    try {
      beginCall();
      long id = nextId++;
      return new Offer(id, recorded.offer(id, image, labels));
    } finally {
      learning.unlock();
    }
  }

  /** Before anything is done that a record must have; the lock is held. */
  private void beginCall() {
    if (recorded.isKept()) {
      if (Thread.currentThread() != worker) {
        requireOpen();
      }
      refuseLabelSource();
    }
    recorded.begin();
  }

  /** A record, or a checkpoint, would be of half an offer. */
  private void refuseLabelSource() {
    if (learning.getHoldCount() > 1) {
      throw new IllegalStateException("a label source called the learner that asked it");
    }
  }

  /**
   * A label that comes later.
   *
   * @param id as {@link #offer} gave it
   * @param label 0 to classes - 1, or {@link #NEVER}
   * @return what became of the instance: {@link Offer.Decision#DROPPED} if it does not wait (any
   *     more), {@link Offer.Decision#OVERFLOWED} if the queue is full and the label must be given
   *     again
   */
  public Offer.Decision label(long id, int label) {
    requireOpen();
    if (queue != null) {
      recorded.requireWhole();
      return queue.label(id, label) ? Offer.Decision.QUEUED : Offer.Decision.OVERFLOWED;
    }
    learning.lock();
    try {
      beginCall();
      return recorded.label(id, label);
    } finally {
      learning.unlock();
    }
  }

  /**
   * Adds a labelled instance from before the stream, from a test set say, to those that judge new
   * weights: what they get wrong of it counts as forgotten. It is never trained on.
   *
   * @throws InvalidInstanceException if image or label do not fit the network
   */
  public void anchor(float[] image, int label) {
    requireLabelled(image, label);
    learning.lock();
    try {
      beginCall();
      recorded.anchor(image, label);
    } finally {
      learning.unlock();
    }
  }

  /**
   * Adds a labelled instance from before the stream to the replay memory.
   *
   * @throws InvalidInstanceException if image or label do not fit the network
   */
  public void remember(float[] image, int label) {
    requireLabelled(image, label);
    learning.lock();
    try {
      beginCall();
      recorded.remember(image, label);
    } finally {
      learning.unlock();
    }
  }

  private void requireLabelled(float[] image, int label) {
    requireOpen();
    requireSize(image);
    if (!Adaptation.isFinite(image, 0, image.length)) {
      throw new InvalidInstanceException("an image has a value that is not finite");
    }
    int classes = spec.output().size();
    if (label < 0 || label >= classes) {
      throw new InvalidInstanceException(
          "label " + label + " is not one of the classes 0 to " + (classes - 1));
    }
  }

  private void learn(OfferQueue from) {
    OfferQueue.Entry entry = new OfferQueue.Entry(spec.input().size());
    try {
      while (from.take(entry)) {
        learning.lock();
        try {
          beginCall();
          learn(entry);
        } catch (UncheckedIOException e) {
          // Only the journal's: whoever offers next is told.
          LOG.log(System.Logger.Level.WARNING, "instance " + entry.id() + " is not learnt", e);
          from.drop();
        } finally {
          learning.unlock();
        }
      }
    } catch (InterruptedException e) {
      // Only close interrupts this thread, and it ends here.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure = e;
      from.close();
    }
  }

  private void learn(OfferQueue.Entry entry) {
    LabelSource source = entry.source();
    if (source == null) {
      recorded.label(entry.id(), entry.label());
    } else {
      recorded.offer(entry.id(), entry.image(), source);
    }
  }

  /**
   * Trains on all instances that are collected, without waiting for full mini-batches, and tries
   * the trained weights once more: at the end of a stream, or before the device rests.
   */
  public void settle() {
    requireOpen();
    learning.lock();
    try {
      beginCall();
      recorded.settle();
    } finally {
      learning.unlock();
    }
  }

  /** Waits until everything that is queued was learnt from. */
  public void drain() throws InterruptedException {
    if (queue != null) {
      queue.awaitIdle();
    }
    requireOpen();
  }

  /** What was done so far; waits for a training step that is under way. */
  public DeviceReport report() {
    learning.lock();
    try {
      return adaptation.report(queue == null ? 0 : queue.overflowed());
    } finally {
      learning.unlock();
    }
  }

  /** The weights that are trained; only while nobody else uses the learner. */
  Parameters trained() {
    return adaptation.trained();
  }

  /** Copies the served weights into a network of the same kind. */
  public void copyServed(Parameters destination) {
    learning.lock();
    try {
      champion.copyTo(destination);
    } finally {
      learning.unlock();
    }
  }

  /**
   * Copies the weights that are trained, averaged as they would be served if they won, into a
   * network of the same kind: to see what the held-out instances have not let through yet.
   */
  public void copyTrained(Parameters destination) {
    learning.lock();
    try {
      adaptation.copyTrained(destination);
    } finally {
      learning.unlock();
    }
  }

  /**
   * What lets the served weights follow another stream as they follow this one, without labels: the
   * statistics of its batch norms, as if that stream began; empty where they do not follow.
   */
  public Optional<StreamStatistics> statistics() {
    learning.lock();
    try {
      return Optional.ofNullable(adaptation.statistics());
    } finally {
      learning.unlock();
    }
  }

  /**
   * Writes a checkpoint of the served network that can also be {@linkplain #resume resumed}; what
   * is queued is not in it. A failure leaves the previous file.
   *
   * @throws CheckpointException if it cannot be written
   */
  public void save(Path file) throws CheckpointException {
    save(file, Map.of());
  }

  /**
   * As {@link #save(Path)}, with what the caller needs to go on at the same instance, so that both
   * are of one instant.
   *
   * @param more sections by name, to be read with {@link Checkpoint}; written while nothing is
   *     learnt
   * @throws CheckpointException if it cannot be written
   */
  public void save(Path file, Map<String, SectionWriter> more) throws CheckpointException {
    Checkpoint checkpoint = new Checkpoint();
    try {
      learning.lock();
      try {
        for (Map.Entry<String, SectionWriter> section : more.entrySet()) {
          checkpoint.put(section.getKey(), section.getValue());
        }
        checkpoint.put(TrainingRun.SPEC_SECTION, out -> NetworkSpecCodec.write(spec, out));
        checkpoint.put(TrainingRun.METADATA_SECTION, out -> Metadata.write(metadata(), out));
        checkpoint.put(TrainingRun.PARAMETERS_SECTION, champion::saveParameters);
        checkpoint.put(STATE_SECTION, this::saveState);
      } finally {
        learning.unlock();
      }
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw new CheckpointException("cannot write " + file + ": " + e.getMessage(), e);
    }
    checkpoint.write(file);
  }

  /**
   * Writes the served network for others, in the format that the name of the file asks for: {@code
   * .onnx}, where module {@code dev.tamis.onnx} is there to write it. A network that came from such
   * a file keeps the names it had there. A failure leaves the previous file.
   *
   * @throws IOException if no module writes this format, the format has no form for a layer, or the
   *     file cannot be written
   */
  public void export(Path file) throws IOException {
    try (ComputeResources temporary = new ComputeResources(1)) {
      Network served = new Network(spec, temporary, new SeededGenerator(0));
      Map<String, String> now;
      learning.lock();
      try {
        champion.copyTo(served.parameters());
        now = metadata();
      } finally {
        learning.unlock();
      }
      new TrainedNetwork(served, now).write(file);
    }
  }

  /** Writes everything that changes, the served weights included. */
  public void saveState(DataOutput out) throws IOException {
    learning.lock();
    try {
      out.writeLong(instancesBefore);
      out.writeLong(macsBefore);
      out.writeLong(queue == null ? nextId : queue.nextId());
      out.writeLong(queue == null ? 0 : queue.overflowed());
      adaptation.saveState(out);
    } finally {
      learning.unlock();
    }
  }

  /**
   * Continues from a saved state.
   *
   * @throws IOException if it is not that of a learner with the same network and settings
   */
  public void restoreState(DataInput in) throws IOException {
    learning.lock();
    try {
      instancesBefore = in.readLong();
      macsBefore = in.readLong();
      long savedNextId = in.readLong();
      long savedOverflowed = in.readLong();
      if (queue == null) {
        nextId = savedNextId;
      } else {
        queue.restore(savedNextId, savedOverflowed);
      }
      adaptation.restoreState(in);
    } finally {
      learning.unlock();
    }
  }

  private void requireOpen() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the learner's thread failed: " + cause, cause);
    }
    if (closed) {
      throw new IllegalStateException("the learner is closed");
    }
  }

  /** Ends the learner's threads; what is queued is not learnt from. Waits for a step under way. */
  @Override
  public void close() {
    closed = true;
    if (queue != null && worker != null) {
      queue.close();
      worker.interrupt();
      boolean interrupted = false;
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    learning.lock();
    try {
      adaptation.close();
      resources.close();
      champion.close();
      recorded.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the learner is closed, but its journal may not be on the disk: " + e.getMessage(), e);
    } finally {
      learning.unlock();
    }
  }
}
