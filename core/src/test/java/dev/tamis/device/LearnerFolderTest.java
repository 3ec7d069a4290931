package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.random.SeededGenerator;
import dev.tamis.training.SavedNetwork;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A learner that is kept in a folder goes on from whatever instant its process ended at. */
class LearnerFolderTest {
  static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withInstanceKeepRatio(0.3)
          .withBatchSize(8)
          .withShuffleSize(16)
          .withLearningRate(0.01)
          .withReservoirSize(64)
          .withReplaySize(32)
          .withWaitingSize(20)
          .withConfidence(0.5)
          .withEvaluationRatio(0.5)
          .withCheckpointInstances(250);

  private static final int INSTANCES = 900;

  private static ComputeResources resources;

  @TempDir Path folder;
  private Path model;
  private Path home;

  @BeforeAll
  static void begin() {
    resources = new ComputeResources(1);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  @BeforeEach
  void ship() throws IOException {
    model = ship(SyntheticWorld.SPEC);
    home = folder.resolve("home");
  }

  private Path ship(NetworkSpec spec) throws IOException {
    Path file = folder.resolve(spec.name() + ".tamis");
    SavedNetwork.write(SyntheticWorld.shipped(spec, resources), Map.of(), file);
    return file;
  }

  /** What a caller does with an instance: some are predicted first, some labels come later. */
  private static void meet(OnDeviceLearner learner, long n) {
    if (n == 0) {
      SyntheticWorld world = new SyntheticWorld(999);
      int label = world.label();
      learner.remember(world.image(label, false), label);
      float[] anchor = world.image(label, false);
      learner.predict(anchor);
      learner.anchor(anchor, label);
    }
    offer(learner, n);
    label(learner, n);
    if (n % 300 == 299) {
      learner.settle();
    }
  }

  static void offer(OnDeviceLearner learner, long n) {
    SyntheticWorld world = new SyntheticWorld(1000 + n);
    int label = world.label();
    float[] image = world.image(label, n % 3 > 0);
    if (n % 4 > 0) {
      learner.predict(image);
    }
    Offer offer = learner.offer(image, id -> n % 5 == 0 ? OnDeviceLearner.LATER : label);
    assertThat(offer.id()).isEqualTo(n);
  }

  /** Gives the label that is due after an instance; again does no harm. */
  static void label(OnDeviceLearner learner, long n) {
    // Of the image that was predicted last, and of an earlier one.
    long due = n % 20 == 15 ? n : n % 20 == 7 ? n - 2 : -1;
    if (due >= 0) {
      learner.label(due, new SyntheticWorld(1000 + due).label());
    }
  }

  private void snapshot(Path copy) throws IOException {
    Files.createDirectories(copy);
    for (String name : new String[] {"learner.tamis", "journal"}) {
      Files.copy(home.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static byte[] bits(Parameters parameters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      parameters.saveState(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] served(OnDeviceLearner learner) {
    Network copy = new Network(learner.spec(), resources, new SeededGenerator(0));
    learner.copyServed(copy.parameters());
    return bits(copy.parameters());
  }

  private static void requireSame(OnDeviceLearner actual, OnDeviceLearner expected, String when) {
    assertThat(served(actual)).as(when).isEqualTo(served(expected));
    assertThat(bits(actual.trained())).as(when).isEqualTo(bits(expected.trained()));
    DeviceReport now = actual.report();
    DeviceReport then = expected.report();
    assertThat(now.offered()).as(when).isEqualTo(then.offered());
    assertThat(now.instances()).as(when).isEqualTo(then.instances());
    assertThat(now.weights()).as(when).isEqualTo(then.weights());
    assertThat(now.selection()).as(when).isEqualTo(then.selection());
    assertThat(now.totalMacs()).as(when).isEqualTo(then.totalMacs());
    assertThat(now.predictionMacs()).as(when).isEqualTo(then.predictionMacs());
  }

  @ParameterizedTest
  @EnumSource(
      value = Selector.class,
      names = {"ENTROPY_FORWARD", "FILTER_ENTROPY", "PAPER"})
  void goesOnBitForBitFromAnyInstant(Selector selector) throws IOException {
    AdaptationConfig config =
        CONFIG
            .withSelector(selector)
            .withColdStartLabels(50)
            .withBudget(ComputeBudget.UNLIMITED.withMacsPerInstance(700_000));
    long seed = 5;
    SeededGenerator random = new SeededGenerator(seed);
    try (OnDeviceLearner undisturbed = OnDeviceLearner.load(model, config)) {
      OnDeviceLearner learner = OnDeviceLearner.open(home, model, config);
      for (int n = 0; n < INSTANCES; n++) {
        meet(undisturbed, n);
        meet(learner, n);
        if (random.nextInt(40) == 0) {
          // As after a kill: what was only in memory is gone.
          Path next = folder.resolve("home" + n);
          snapshot(next);
          learner.close();
          home = next;
          learner = OnDeviceLearner.open(home, model, config);
          requireSame(learner, undisturbed, "seed " + seed + ", instance " + n);
        }
      }
      requireSame(learner, undisturbed, "at the end");
      assertThat(learner.report().weights().swaps()).isPositive();
      learner.close();
    }
  }

  @Test
  void batchNormsThatFollowGoOnBitForBit() throws IOException {
    Path normalised = ship(SyntheticWorld.NORMALISED);
    try (OnDeviceLearner undisturbed = OnDeviceLearner.load(normalised, CONFIG)) {
      for (int n = 0; n < 400; n++) {
        meet(undisturbed, n);
        if (n % 130 == 0) {
          Path copy = folder.resolve("copy" + n);
          try (OnDeviceLearner learner = OnDeviceLearner.open(copy, normalised, CONFIG)) {
            for (int k = (int) learner.report().offered(); k <= n; k++) {
              meet(learner, k);
            }
          }
          try (OnDeviceLearner again = OnDeviceLearner.open(copy, normalised, CONFIG)) {
            requireSame(again, undisturbed, "instance " + n);
          }
        }
      }
    }
  }

  @Test
  void aCallThatNeverReturnedNeverHappened() throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG)) {
      for (int n = 0; n < 60; n++) {
        meet(learner, n);
      }
    }
    byte[] journal = Files.readAllBytes(home.resolve("journal"));
    int record = SyntheticWorld.SHAPE.size() * Float.BYTES;
    // Within the last record, between the last two, and a byte that was written wrong.
    for (int cut : new int[] {1, record / 2, record, record + 26}) {
      Path copy = folder.resolve("cut" + cut);
      snapshot(copy);
      Files.write(copy.resolve("journal"), Arrays.copyOf(journal, journal.length - cut));
      requireAt(copy, 59);
    }
    Path damaged = folder.resolve("damaged");
    snapshot(damaged);
    journal[journal.length - record / 2] ^= 1;
    Files.write(damaged.resolve("journal"), journal);
    requireAt(damaged, 59);
  }

  @Test
  void moreThanALossOfPowerExplainsIsRefusedAndKept() throws IOException {
    AdaptationConfig config = CONFIG.withSyncInstances(4);
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, config)) {
      for (int n = 0; n < 60; n++) {
        meet(learner, n);
      }
    }
    Path file = home.resolve("journal");
    byte[] journal = Files.readAllBytes(file);
    journal[journal.length / 2] ^= 1;
    Files.write(file, journal);
    assertThatThrownBy(() -> OnDeviceLearner.open(home, model, config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toRealPath().toString())
        .hasMessageContaining("is damaged at byte")
        .hasMessageContaining("move it away");
    assertThat(Files.readAllBytes(file)).isEqualTo(journal);
    Files.delete(home.resolve("learner.tamis"));
    assertThatThrownBy(() -> OnDeviceLearner.open(home, model, config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not the checkpoint it follows")
        .hasMessageContaining("put ");
    assertThat(Files.readAllBytes(file)).isEqualTo(journal);
  }

  private void requireAt(Path copy, int instances) throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.open(copy, model, CONFIG);
        OnDeviceLearner undisturbed = OnDeviceLearner.load(model, CONFIG)) {
      for (int n = 0; n < instances; n++) {
        meet(undisturbed, n);
      }
      requireSame(learner, undisturbed, copy.toString());
      meet(learner, instances);
      meet(undisturbed, instances);
      requireSame(learner, undisturbed, copy.toString());
    }
  }

  @Test
  void aKillBetweenCheckpointAndJournalLosesAndRepeatsNothing() throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG)) {
      for (int n = 0; n < 100; n++) {
        meet(learner, n);
      }
      byte[] before = Files.readAllBytes(home.resolve("journal"));
      learner.checkpoint();
      Path copy = folder.resolve("copy");
      for (byte[] journal : new byte[][] {before, {}, Arrays.copyOf(before, 9)}) {
        snapshot(copy);
        Files.write(copy.resolve("journal"), journal);
        try (OnDeviceLearner again = OnDeviceLearner.open(copy, model, CONFIG)) {
          requireSame(again, learner, journal.length + " bytes of journal");
        }
      }
    }
  }

  @Test
  void theBackgroundIsKeptToo() throws IOException, InterruptedException {
    AdaptationConfig config = CONFIG.withBackground(true);
    DeviceReport.Instances kept;
    byte[] bits;
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, config)) {
      for (int n = 0; n < 200; n++) {
        meet(learner, n);
        learner.drain();
      }
      learner.checkpoint();
      for (int n = 200; n < 220; n++) {
        meet(learner, n);
        learner.drain();
      }
      kept = learner.report().instances();
      bits = bits(learner.trained());
    }
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, config)) {
      assertThat(learner.report().instances()).isEqualTo(kept);
      assertThat(bits(learner.trained())).isEqualTo(bits);
      // Those of the queue that went with the process may be named by a label to come.
      Offer offer = learner.offer(new float[SyntheticWorld.SHAPE.size()], id -> 0);
      assertThat(offer.id()).isGreaterThan(220 + config.queueSize());
    }
  }

  @Test
  void aCallThatEndsWithAnErrorStopsLearningUntilThereIsACheckpoint() throws IOException {
    AdaptationConfig all = CONFIG.withInstanceKeepRatio(1);
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, all)) {
      float[] image = new float[SyntheticWorld.SHAPE.size()];
      assertThatThrownBy(
              () ->
                  learner.offer(
                      image,
                      id -> {
                        throw new AssertionError("no such operator");
                      }))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> learner.offer(image, id -> 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("checkpoint");
      assertThatThrownBy(learner::settle).isInstanceOf(UncheckedIOException.class);
      learner.predict(image);
      learner.checkpoint();
      assertThat(learner.offer(image, id -> 0).id()).isEqualTo(1);
      Path copy = folder.resolve("copy");
      snapshot(copy);
      try (OnDeviceLearner again = OnDeviceLearner.open(copy, model, all)) {
        requireSame(again, learner, "after the checkpoint");
      }
    }
  }

  @Test
  void aLabelSourceMayNotCallTheLearner() throws IOException {
    AdaptationConfig all = CONFIG.withInstanceKeepRatio(1);
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, all)) {
      float[] image = new float[SyntheticWorld.SHAPE.size()];
      Offer offer =
          learner.offer(
              image,
              id -> {
                learner.offer(image, other -> 0);
                return 0;
              });
      assertThat(offer.decision()).isEqualTo(Offer.Decision.UNLABELLED);
      assertThat(learner.report().offered()).isEqualTo(1);
      assertThat(learner.report().instances().lastProblem()).contains("label source");
      learner.offer(
          image,
          id -> {
            // Would be of half an offer.
            assertThatThrownBy(learner::checkpoint)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("label source");
            return 0;
          });
      Path copy = folder.resolve("copy");
      snapshot(copy);
      try (OnDeviceLearner again = OnDeviceLearner.open(copy, model, all)) {
        assertThat(again.report().offered()).isEqualTo(2);
        assertThat(bits(again.trained())).isEqualTo(bits(learner.trained()));
      }
    }
  }

  @Test
  void appendingAllocatesNothing() throws IOException {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] image = new float[5000];
    try (Journal journal = Journal.open(folder.resolve("journal"), image.length, 100)) {
      journal.begin(1);
      long allocated = Long.MAX_VALUE;
      for (int window = 0; window < 20 && allocated > 0; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int n = 0; n < 200; n++) {
          journal.append(JournalEntry.Kind.OFFER, n, 1, n, true, image);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isZero();
    }
  }

  @Test
  void closingTwiceIsClosingOnce() throws IOException {
    OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG);
    learner.close();
    learner.close();
    assertThatThrownBy(learner::checkpoint)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    OnDeviceLearner.open(home, model, CONFIG).close();
  }

  @Test
  void anotherSelectorCannotGoOn() throws IOException {
    OnDeviceLearner.open(home, model, CONFIG.withSelector(Selector.FILTER_LOSS)).close();
    assertThatThrownBy(() -> OnDeviceLearner.open(home, model, CONFIG.withSelector(Selector.PAPER)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("FILTER_LOSS")
        .hasMessageContaining("PAPER");
  }

  @Test
  void refusesWhatDoesNotBelongTogether() throws IOException {
    Path other = ship(SyntheticWorld.NORMALISED);
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG)) {
      assertThatThrownBy(() -> OnDeviceLearner.open(home, model, CONFIG))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another learner");
      meet(learner, 0);
    }
    assertThatThrownBy(() -> OnDeviceLearner.open(home, other, CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another model")
        .hasMessageContaining("another folder");
    byte[] checkpoint = Files.readAllBytes(home.resolve("learner.tamis"));
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG)) {
      learner.checkpoint();
    }
    Files.write(home.resolve("learner.tamis"), checkpoint);
    assertThatThrownBy(() -> OnDeviceLearner.open(home, model, CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("later checkpoint");
    byte[] journal = Files.readAllBytes(home.resolve("journal"));
    journal[3] ^= 1;
    Files.write(home.resolve("journal"), journal);
    assertThatThrownBy(() -> OnDeviceLearner.open(home, model, CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("journal")
        .hasMessageContaining("is damaged");
    Files.delete(home.resolve("journal"));
    Files.delete(model);
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, CONFIG)) {
      assertThat(learner.report().offered()).isZero();
    }
  }

  @Test
  void aJournalThatCannotBeWrittenStopsLearningUntilThereIsACheckpoint() throws IOException {
    Path file = folder.resolve("journal");
    Journal journal = Journal.open(file, 2, 1);
    journal.begin(1);
    float[] image = {1, 2};
    journal.append(JournalEntry.Kind.OFFER, 0, 1, 0, false, image);
    journal.close();
    assertThatThrownBy(() -> journal.append(JournalEntry.Kind.OFFER, 1, 1, 0, false, image))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("checkpoint");
    assertThatThrownBy(journal::requireWhole).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aLearnerWithoutAFolderHasNoCheckpointToMake() throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.load(model, CONFIG)) {
      assertThatThrownBy(learner::checkpoint)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open");
    }
  }
}
