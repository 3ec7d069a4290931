package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.training.SavedNetwork;
import dev.tamis.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnDeviceLearnerTest {
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withSelector(Selector.FILTER_ENTROPY)
          .withGated(true)
          .withExploreRatio(0.25)
          .withEvaluationRatio(0.5)
          .withInstanceKeepRatio(0.25)
          .withBatchSize(16)
          .withShuffleSize(32)
          .withLearningRate(0.02)
          .withColdStartLabels(100)
          .withReservoirSize(128)
          .withReplaySize(64)
          .withWaitingSize(50);

  private static ComputeResources resources;
  private static Network shipped;

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() {
    resources = new ComputeResources(1);
    shipped = SyntheticWorld.shipped(resources);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static OnDeviceLearner learner(AdaptationConfig config) {
    return OnDeviceLearner.of(shipped, Map.of("scale", "1"), config);
  }

  private static double accuracy(OnDeviceLearner learner, boolean drifted) {
    return SyntheticWorld.accuracy(i -> learner.predict(i).predictedClass(), drifted, 500);
  }

  /** Offers so many instances; labels are known at once. */
  private static void stream(
      OnDeviceLearner learner, SyntheticWorld world, int count, boolean drifted) {
    for (int n = 0; n < count; n++) {
      int label = world.label();
      learner.offer(world.image(label, drifted), id -> label);
    }
  }

  /** The paper's rule has no budget: see {@link PaperStreamTest}. */
  @ParameterizedTest
  @EnumSource(value = Selector.class, mode = EnumSource.Mode.EXCLUDE, names = "PAPER")
  void learnsADriftedWorldWithinItsBudgetAndDoesNotForgetTheFirst(Selector selector) {
    try (OnDeviceLearner learner = learner(CONFIG.withSelector(selector))) {
      assertThat(accuracy(learner, false)).isGreaterThan(0.95);
      assertThat(accuracy(learner, true)).isLessThan(0.5);
      SyntheticWorld world = new SyntheticWorld(2);
      SeededGenerator mix = new SeededGenerator(3);
      stream(learner, world, 1500, false);
      for (int n = 0; n < 4000; n++) {
        stream(learner, world, 1, mix.nextInt(4) > 0);
      }
      DeviceReport report = learner.report();
      assertThat(accuracy(learner, true)).as("%s", report).isGreaterThan(0.9);
      assertThat(accuracy(learner, false)).as("%s", report).isGreaterThan(0.9);
      assertThat(report.weights().swaps()).isPositive();
      assertThat(report.drift().adwin() + report.drift().pageHinkley()).isPositive();
      assertThat(report.drift().recoveries()).isPositive();
      assertThat(report.instances().labelsAsked())
          .isEqualTo(
              report.instances().kept()
                  + report.instances().heldOut()
                  + report.selection().falseDrops().audited());
      // The drift raises the ratio for as long as it is seen.
      assertThat(report.keptRatio()).isBetween(0.24, 0.5);
      assertThat(report.costRatio()).isLessThan(1.3 * report.keptRatio() + 0.4);
      assertThat(report.selection().selector()).isEqualTo(selector);
    }
  }

  @Test
  void countsEveryMultiplyAccumulate() {
    try (OnDeviceLearner learner =
        learner(CONFIG.withSelector(Selector.RANDOM).withReplayRatio(0))) {
      stream(learner, new SyntheticWorld(2), 2000, false);
      DeviceReport report = learner.report();
      long forward = SyntheticWorld.SPEC.forwardMacs();
      assertThat(report.cost().macs(Phase.MAIN_FORWARD))
          .isEqualTo(forward * report.instances().trained());
      assertThat(report.cost().macs(Phase.LABEL_FORWARD))
          .isEqualTo(forward * report.instances().labelsAsked());
      assertThat(report.evaluationMacs() % forward).isZero();
      assertThat(report.evaluationMacs()).isPositive();
      long training = report.cost().totalMacs() - report.cost().macs(Phase.LABEL_FORWARD);
      assertThat((double) report.evaluationMacs() / training).isBetween(0.2, 0.51);
      assertThat(report.replayMacs()).isZero();
      assertThat(report.predictionMacs()).isZero();
      assertThat(report.instances().kept()).isBetween(480L, 520L);
      assertThat(report.cost().denseMacs()).isGreaterThan(2000 * 2 * forward);
    }
  }

  @Test
  void aPredictionPaysForTheOfferThatFollows() {
    try (OnDeviceLearner learner = learner(CONFIG.withSelector(Selector.ENTROPY_FORWARD))) {
      SyntheticWorld world = new SyntheticWorld(2);
      for (int n = 0; n < 1000; n++) {
        int label = world.label();
        float[] image = world.image(label, false);
        learner.predict(image);
        learner.offer(image, id -> label);
      }
      DeviceReport report = learner.report();
      assertThat(report.predictionMacs()).isEqualTo(1000 * SyntheticWorld.SPEC.forwardMacs());
      assertThat(report.cost().macs(Phase.LABEL_FORWARD)).isZero();
    }
  }

  @Test
  void labelsAreAskedForOnlyWhereTheyAreWanted() {
    try (OnDeviceLearner learner = learner(CONFIG.withInstanceKeepRatio(0.1))) {
      SyntheticWorld world = new SyntheticWorld(2);
      AtomicInteger asked = new AtomicInteger();
      int wanted = 0;
      for (int n = 0; n < 1000; n++) {
        int label = world.label();
        int place = n;
        Offer offer =
            learner.offer(
                world.image(label, false),
                id -> {
                  assertThat(id).isEqualTo(place);
                  asked.incrementAndGet();
                  return label;
                });
        assertThat(offer.id()).isEqualTo(n);
        wanted += offer.decision() == Offer.Decision.DROPPED ? 0 : 1;
      }
      assertThat(asked.get()).isEqualTo(wanted);
      assertThat(learner.report().instances().labelsAsked()).isEqualTo(wanted);
      assertThat(wanted).isBetween(110, 170);
    }
  }

  @Test
  void labelsMayComeLater() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      SyntheticWorld world = new SyntheticWorld(2);
      List<long[]> open = new ArrayList<>();
      int given = 0;
      for (int n = 0; n < 3000; n++) {
        int label = world.label();
        Offer offer = learner.offer(world.image(label, true), id -> OnDeviceLearner.LATER);
        if (offer.decision() == Offer.Decision.WAITING) {
          open.add(new long[] {offer.id(), label});
          assertThat(offer.kept()).isTrue();
        }
        if (open.size() > 40) {
          long[] first = open.remove(open.size() / 2);
          Offer.Decision decision = learner.label(first[0], (int) first[1]);
          assertThat(decision)
              .isIn(Offer.Decision.KEPT, Offer.Decision.HELD_OUT, Offer.Decision.AUDITED);
          given++;
        }
      }
      DeviceReport.Instances instances = learner.report().instances();
      assertThat(instances.waiting()).isEqualTo(40);
      assertThat(instances.expired()).isZero();
      assertThat(instances.labelsAsked()).isEqualTo(given + 40);
      assertThat(learner.label(1_000_000, 0)).isEqualTo(Offer.Decision.DROPPED);
      assertThat(learner.label(open.get(0)[0], OnDeviceLearner.NEVER))
          .isEqualTo(Offer.Decision.UNLABELLED);
      assertThat(learner.report().instances().unlabelled()).isEqualTo(1);
      assertThat(accuracy(learner, true)).isGreaterThan(0.9);
    }
  }

  @Test
  void aWaitingRoomThatOverflowsCountsWhatExpires() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      SyntheticWorld world = new SyntheticWorld(2);
      int waiting = 0;
      for (int n = 0; n < 1000; n++) {
        Offer offer = learner.offer(world.image(0, false), id -> OnDeviceLearner.LATER);
        waiting += offer.decision() == Offer.Decision.WAITING ? 1 : 0;
      }
      DeviceReport.Instances instances = learner.report().instances();
      assertThat(instances.waiting()).isEqualTo(50);
      assertThat(instances.expired()).isEqualTo(waiting - 50);
      assertThat(instances.trained()).isZero();
    }
  }

  @Test
  void badInstancesAreCountedNamedAndSkipped() {
    try (OnDeviceLearner learner = learner(CONFIG.withInstanceKeepRatio(1))) {
      SyntheticWorld world = new SyntheticWorld(2);
      float[] broken = world.image(0, false);
      broken[7] = Float.NaN;
      assertThat(learner.offer(broken, id -> 0).decision()).isEqualTo(Offer.Decision.REJECTED);
      assertThat(learner.report().instances().lastProblem()).contains("instance 0", "finite");
      learner.offer(world.image(1, false), id -> 17);
      assertThat(learner.report().instances().lastProblem()).contains("instance 1", "17", "0 to 3");
      learner.offer(
          world.image(1, false),
          id -> {
            throw new IllegalStateException("the operator has left");
          });
      assertThat(learner.report().instances().lastProblem()).contains("the operator has left");
      learner.offer(world.image(1, false), id -> OnDeviceLearner.NEVER);
      DeviceReport.Instances instances = learner.report().instances();
      assertThat(instances.rejected()).isEqualTo(1);
      assertThat(instances.badLabels()).isEqualTo(1);
      assertThat(instances.unlabelled()).isEqualTo(2);
      assertThatThrownBy(() -> learner.offer(new float[5], id -> 0))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("12x12x1");
      assertThatThrownBy(() -> learner.predict(new float[5]))
          .isInstanceOf(InvalidInstanceException.class);
      assertThatThrownBy(() -> learner.anchor(world.image(0, false), 9))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("9");
    }
  }

  @Test
  void aPoisonedStretchDoesNotGetThrough() {
    for (long seed = 1; seed <= 2; seed++) {
      try (OnDeviceLearner learner = learner(CONFIG.withSeed(seed))) {
        SyntheticWorld world = new SyntheticWorld(seed);
        stream(learner, world, 1500, false);
        double before = accuracy(learner, false);
        double worst = before;
        for (int n = 0; n < 3000; n++) {
          int wrong = world.label();
          learner.offer(world.image(world.label(), false), id -> wrong);
          if (n % 500 == 499) {
            worst = Math.min(worst, accuracy(learner, false));
          }
        }
        DeviceReport report = learner.report();
        assertThat(worst).as("seed %d: %s", seed, report).isGreaterThan(before - 0.01);
        assertThat(report.weights().rollbacks()).as("seed %d: %s", seed, report).isPositive();
        stream(learner, world, 1000, false);
        assertThat(accuracy(learner, false)).as("seed %d", seed).isGreaterThan(before - 0.01);
      }
    }
  }

  @Test
  void aWorldThatChangedAltogetherIsFollowed() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      SyntheticWorld world = new SyntheticWorld(5);
      stream(learner, world, 1500, false);
      stream(learner, world, 4000, true);
      assertThat(accuracy(learner, true)).as("%s", learner.report()).isGreaterThan(0.9);
    }
  }

  @Test
  void settlingLeavesNothingUntrained() {
    try (OnDeviceLearner learner = learner(CONFIG.withSelector(Selector.RANDOM))) {
      stream(learner, new SyntheticWorld(2), 900, false);
      DeviceReport before = learner.report();
      assertThat(before.instances().trained()).isLessThan(before.instances().kept());
      learner.settle();
      DeviceReport after = learner.report();
      assertThat(after.instances().trained()).isEqualTo(after.instances().kept());
      assertThat(after.instances().kept()).isEqualTo(before.instances().kept());
      assertThat(after.weights().evaluations()).isGreaterThan(before.weights().evaluations());
    }
  }

  @Test
  void anExplodingLossIsRolledBack() {
    try (OnDeviceLearner learner = learner(CONFIG.withLearningRate(50))) {
      double before = accuracy(learner, false);
      stream(learner, new SyntheticWorld(2), 1500, false);
      DeviceReport report = learner.report();
      assertThat(report.weights().rollbacksExploded()).isPositive();
      assertThat(report.weights().swaps()).isZero();
      assertThat(accuracy(learner, false)).isEqualTo(before);
    }
  }

  @Test
  void anchorsKeepWeightsFromBeingServedThatForgetThem() {
    AdaptationConfig config = CONFIG.withReplayRatio(0).withReservoirSize(400);
    try (OnDeviceLearner learner = learner(config);
        OnDeviceLearner without = learner(config)) {
      SyntheticWorld world = new SyntheticWorld(4);
      // In this stream all images of the first world are mislabelled, and consistently so.
      for (int n = 0; n < 200; n++) {
        int label = world.label();
        learner.anchor(world.image(label, false), label);
      }
      for (int n = 0; n < 2500; n++) {
        int label = world.label();
        float[] image = world.image(label, false);
        learner.offer(image, id -> (label + 1) % SyntheticWorld.CLASSES);
        without.offer(image, id -> (label + 1) % SyntheticWorld.CLASSES);
      }
      assertThat(accuracy(without, false)).isLessThan(0.5);
      assertThat(accuracy(learner, false)).isGreaterThan(0.95);
      assertThat(learner.report().weights().rollbacksLost()).isPositive();
    }
  }

  @Test
  void aShortMiniBatchIsTrainedRatherThanWaitTooLong() {
    try (OnDeviceLearner learner =
        learner(CONFIG.withInstanceKeepRatio(0.01).withLatencyInstances(200))) {
      stream(learner, new SyntheticWorld(2), 2000, false);
      DeviceReport report = learner.report();
      assertThat(report.weights().steps()).isBetween(3L, 12L);
      assertThat(report.instances().trained()).isPositive();
    }
  }

  @Test
  void batchesOfOneInstance() {
    try (OnDeviceLearner learner = learner(CONFIG.withBatchSize(1).withShuffleSize(1))) {
      stream(learner, new SyntheticWorld(2), 300, false);
      DeviceReport report = learner.report();
      assertThat(report.weights().steps()).isEqualTo(report.instances().kept());
      assertThat(accuracy(learner, false)).isGreaterThan(0.95);
    }
  }

  @Test
  void resumesBitForBit() throws IOException {
    Path file = folder.resolve("device.tamis");
    for (Selector selector : Selector.values()) {
      AdaptationConfig config = CONFIG.withSelector(selector).withChannelKeepRatio(0.6);
      try (OnDeviceLearner whole = learner(config);
          OnDeviceLearner first = learner(config)) {
        SyntheticWorld world = new SyntheticWorld(2);
        SyntheticWorld same = new SyntheticWorld(2);
        mixed(whole, world, 1100);
        mixed(first, same, 1100);
        first.save(file);
        try (OnDeviceLearner second = OnDeviceLearner.resume(file, config)) {
          mixed(whole, world, 900);
          mixed(second, same, 900);
          assertThat(second.report())
              .usingRecursiveComparison()
              .withComparatorForType(Double::compare, Double.class)
              .ignoringFieldsMatchingRegexes(".*[nN]anos.*", "energy.joules")
              .isEqualTo(whole.report());
          assertThat(trained(second)).isEqualTo(trained(whole));
          assertThat(second.metadata())
              .containsEntry("scale", "1")
              .containsEntry(TrainingRun.INSTANCES_KEY, "2000")
              .isEqualTo(whole.metadata());
        }
      }
    }
  }

  /** Some labels at once, some later, some never. */
  private static void mixed(OnDeviceLearner learner, SyntheticWorld world, int count) {
    for (int n = 0; n < count; n++) {
      int label = world.label();
      boolean later = n % 5 == 0;
      Offer offer =
          learner.offer(
              world.image(label, n % 2 == 0), id -> later ? OnDeviceLearner.LATER : label);
      if (offer.decision() == Offer.Decision.WAITING && n % 10 == 0) {
        learner.label(offer.id(), label);
      }
    }
  }

  /** The trained weights, as predictions of what they would be if served show nothing of them. */
  private static float[] trained(OnDeviceLearner learner) throws IOException {
    return learner.trained().trained().data().clone();
  }

  @Test
  void aSavedLearnerIsANetworkLikeAnyOther() throws IOException {
    Path file = folder.resolve("network.tamis");
    try (OnDeviceLearner learner = learner(CONFIG);
        ComputeResources own = new ComputeResources(1)) {
      stream(learner, new SyntheticWorld(2), 2500, true);
      learner.save(file);
      Network network = SavedNetwork.read(file).network(own);
      Network served = new Network(SyntheticWorld.SPEC, own, new SeededGenerator(0));
      learner.copyServed(served.parameters());
      assertThat(network.parameters().trained().data())
          .isEqualTo(served.parameters().trained().data())
          .isNotEqualTo(shipped.parameters().trained().data());
      try (OnDeviceLearner again = OnDeviceLearner.load(file, CONFIG)) {
        assertThat(again.report().offered()).isZero();
        assertThat(accuracy(again, true)).isEqualTo(accuracy(learner, true));
      }
    }
  }

  @Test
  void anOnnxFileNamesTheModuleThatIsMissing() throws IOException {
    Path file = folder.resolve("Model.ONNX");
    Files.write(file, new byte[] {8, 8});
    try (OnDeviceLearner learner = learner(CONFIG)) {
      assertThatThrownBy(() -> OnDeviceLearner.load(file, CONFIG))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("tamis-onnx");
      assertThatThrownBy(() -> learner.export(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("tamis-onnx");
      assertThat(Files.size(file)).isEqualTo(2);
    }
  }

  @Test
  void aFileThatIsNoModelIsNamed() {
    Path missing = folder.resolve("missing.tamis");
    assertThatThrownBy(() -> OnDeviceLearner.load(missing, CONFIG))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> OnDeviceLearner.load(folder, CONFIG))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.toString());
    try (OnDeviceLearner learner = learner(CONFIG)) {
      assertThatThrownBy(() -> learner.export(folder.resolve("model.xyz")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("model.xyz");
    }
  }

  @Test
  void otherSettingsAreRefusedAtResuming() throws IOException {
    Path file = folder.resolve("other.tamis");
    try (OnDeviceLearner learner = learner(CONFIG)) {
      learner.save(file);
    }
    assertThatThrownBy(() -> OnDeviceLearner.resume(file, CONFIG.withReplaySize(63)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("64")
        .hasMessageContaining("63");
    assertThatThrownBy(() -> OnDeviceLearner.resume(file, CONFIG.withSelector(Selector.RANDOM)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() throws IOException {
    try (OnDeviceLearner one = learner(CONFIG);
        OnDeviceLearner three = learner(CONFIG.withThreads(3))) {
      mixed(one, new SyntheticWorld(2), 800);
      mixed(three, new SyntheticWorld(2), 800);
      assertThat(trained(three)).isEqualTo(trained(one));
    }
  }

  @Test
  void memoryIsKnownBeforehandAndRefusedBeyondTheLimit() {
    long needed = DeviceMemory.of(SyntheticWorld.SPEC, CONFIG).bytes();
    try (OnDeviceLearner learner = learner(CONFIG.withMemoryLimitBytes(needed))) {
      assertThat(learner.report().memory().totalBytes()).isEqualTo(needed);
      stream(learner, new SyntheticWorld(2), 500, false);
      assertThat(learner.report().memory().totalBytes()).isEqualTo(needed);
    }
    assertThatThrownBy(() -> learner(CONFIG.withMemoryLimitBytes(needed - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smallest")
        .hasMessageContaining(Long.toString(needed));
  }

  @Test
  void aBudgetOfMultiplyAccumulatesIsKept() {
    double dense = 3.0 * SyntheticWorld.SPEC.forwardMacs();
    ComputeBudget budget = ComputeBudget.UNLIMITED.withMacsPerInstance(0.1 * dense);
    try (OnDeviceLearner learner = learner(CONFIG.withBudget(budget))) {
      stream(learner, new SyntheticWorld(2), 12_000, false);
      DeviceReport report = learner.report();
      assertThat(report.totalMacs() / (12_000 * dense)).isBetween(0.085, 0.11);
      assertThat(report.decisions()).isNotEmpty();
    }
  }

  @Test
  void aNetworkTooSmallForAFilterIsToldSo() {
    Network tiny =
        new Network(
            new NetworkBuilder("tiny", SyntheticWorld.SHAPE)
                .add("flatten", new Flatten())
                .add("fc", new Linear(SyntheticWorld.CLASSES, true))
                .build(),
            resources,
            new SeededGenerator(1));
    assertThatThrownBy(() -> OnDeviceLearner.of(tiny, Map.of(), CONFIG).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tiny")
        .hasMessageContaining("without a filter");
    try (OnDeviceLearner learner =
        OnDeviceLearner.of(tiny, Map.of(), CONFIG.withSelector(Selector.RANDOM))) {
      stream(learner, new SyntheticWorld(2), 300, false);
      assertThat(learner.report().weights().steps()).isPositive();
    }
  }

  @Test
  void closedMeansClosed() {
    OnDeviceLearner learner = learner(CONFIG);
    learner.close();
    learner.close();
    assertThatThrownBy(() -> learner.predict(new float[144]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
