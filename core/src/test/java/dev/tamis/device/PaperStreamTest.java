package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.selection.FilterNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's rule on a stream. */
class PaperStreamTest {
  private static final int BATCH = 8;
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withSelector(Selector.PAPER)
          .withInstanceKeepRatio(0.2)
          .withEvaluationRatio(0.5)
          .withBatchSize(BATCH)
          .withLearningRate(0.01)
          .withReservoirSize(128)
          .withReplaySize(64)
          .withWaitingSize(50);

  /** Nothing is held out, so that all that is looked at is known. */
  private static final AdaptationConfig PLAIN =
      CONFIG.withHoldoutRatio(Double.MIN_VALUE).withReplayRatio(0);

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
    return OnDeviceLearner.of(shipped, Map.of(), config);
  }

  /** One of five is of the drifted world; labels are known at once. */
  private static List<Offer.Decision> stream(
      OnDeviceLearner learner, SyntheticWorld world, int count) {
    List<Offer.Decision> decisions = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int label = world.label();
      decisions.add(learner.offer(world.image(label, n % 5 == 0), id -> label).decision());
    }
    return decisions;
  }

  private static double accuracy(OnDeviceLearner learner, boolean drifted) {
    return SyntheticWorld.accuracy(i -> learner.predict(i).predictedClass(), drifted, 500);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void learnsADriftedWorldAndDoesNotForgetTheFirst(boolean gated) {
    try (OnDeviceLearner learner = learner(CONFIG.withGated(gated))) {
      stream(learner, new SyntheticWorld(2), 6000);
      DeviceReport report = learner.report();
      assertThat(accuracy(learner, true)).as("%s", report).isGreaterThan(0.9);
      assertThat(accuracy(learner, false)).as("%s", report).isGreaterThan(0.9);
      assertThat(report.selection().rounds() > 0).isEqualTo(gated);
      assertThat(report.instances().labelsAsked())
          .isEqualTo(
              report.instances().kept()
                  + report.instances().heldOut()
                  + report.instances().uncertain()
                  + report.selection().falseDrops().audited());
    }
  }

  @Test
  void countsEveryMultiplyAccumulate() {
    int offered = 400 * BATCH;
    try (OnDeviceLearner learner = learner(PLAIN.withAuditRatio(0.2))) {
      stream(learner, new SyntheticWorld(2), offered);
      DeviceReport report = learner.report();
      long trained = report.instances().trained();
      long uncertain = report.instances().uncertain();
      long audited = report.selection().falseDrops().audited();
      long lessons = trained + uncertain + audited;
      assertThat(trained).isEqualTo(report.instances().kept()).isBetween(1L, offered - 1L);
      assertThat(uncertain).isPositive();
      assertThat(audited).isPositive();
      NetworkSpec main = SyntheticWorld.SPEC;
      NetworkSpec filter = FilterNetworks.forMain(main);
      BackwardPlan mainPlan = BackwardPlan.all(main);
      BackwardPlan filterPlan = BackwardPlan.all(filter);
      assertThat(report.cost().macs(Phase.FILTER_FORWARD))
          .isEqualTo(filter.forwardMacs() * (offered + lessons));
      assertThat(report.cost().macs(Phase.FILTER_BACKWARD))
          .isEqualTo((filterPlan.errorMacs() + filterPlan.weightMacs()) * lessons);
      assertThat(report.cost().macs(Phase.MAIN_FORWARD)).isEqualTo(main.forwardMacs() * trained);
      assertThat(report.cost().macs(Phase.ERROR_PROPAGATION))
          .isEqualTo(mainPlan.errorMacs() * trained);
      assertThat(report.cost().macs(Phase.WEIGHT_GRADIENT))
          .isEqualTo(mainPlan.weightMacs() * trained);
      // By the network in training for the loss; audited ones by the served one, too.
      assertThat(report.cost().macs(Phase.LABEL_FORWARD))
          .isEqualTo(main.forwardMacs() * (uncertain + 2 * audited));
      assertThat(report.replayMacs()).isZero();
      assertThat(report.evaluationMacs()).isZero();
    }
  }

  @Test
  void aStepIsTakenEverySoManyOfferedInstancesOnWhatWasKept() {
    try (OnDeviceLearner learner = learner(PLAIN)) {
      SyntheticWorld world = new SyntheticWorld(2);
      long steps = 0;
      for (int iteration = 0; iteration < 200; iteration++) {
        stream(learner, world, BATCH - 1);
        assertThat(learner.report().weights().steps()).isEqualTo(steps);
        long trained = learner.report().instances().trained();
        stream(learner, world, 1);
        DeviceReport report = learner.report();
        assertThat(report.instances().trained()).isEqualTo(report.instances().kept());
        steps += report.instances().trained() > trained ? 1 : 0;
        assertThat(report.weights().steps()).isEqualTo(steps);
      }
      assertThat(steps).isPositive();
    }
  }

  @Test
  void anIterationThatKeepsNothingTeachesTheFilter() {
    // All that is dropped is audited, so that all that is offered is a lesson.
    int iterations = 1500;
    try (OnDeviceLearner learner =
        learner(PLAIN.withBatchSize(2).withInstanceKeepRatio(0.3).withAuditRatio(1))) {
      stream(learner, new SyntheticWorld(2), 2 * iterations);
      DeviceReport report = learner.report();
      assertThat(report.weights().steps()).isBetween(1L, iterations - 100L);
      BackwardPlan plan = BackwardPlan.all(FilterNetworks.forMain(SyntheticWorld.SPEC));
      assertThat(report.cost().macs(Phase.FILTER_BACKWARD))
          .isEqualTo((plan.errorMacs() + plan.weightMacs()) * 2 * iterations);
    }
  }

  @Test
  void withoutLabelsThereIsNoStepAndTheThresholdFalls() {
    try (OnDeviceLearner learner = learner(PLAIN)) {
      SyntheticWorld world = new SyntheticWorld(2);
      stream(learner, world, BATCH);
      DeviceReport first = learner.report();
      assertThat(first.weights().steps()).isEqualTo(1);
      double before = Double.NaN;
      for (int n = 0; n < 20 * BATCH; n++) {
        before = n == 10 * BATCH ? learner.report().selection().lossThreshold() : before;
        learner.offer(world.image(world.label(), false), id -> OnDeviceLearner.NEVER);
      }
      DeviceReport report = learner.report();
      assertThat(report.weights().steps()).isEqualTo(1);
      assertThat(report.selection().lossThreshold())
          .isCloseTo(before * Math.pow(0.995, 10), within(1e-12));
    }
  }

  @Test
  void uncertainInstancesAreLabelledAndNotTrainedOn() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      List<Offer.Decision> decisions = stream(learner, new SyntheticWorld(2), 3000);
      learner.settle();
      DeviceReport.Instances instances = learner.report().instances();
      assertThat(instances.uncertain())
          .isPositive()
          .isEqualTo(decisions.stream().filter(d -> d == Offer.Decision.UNCERTAIN).count());
      assertThat(instances.trained())
          .isEqualTo(instances.kept())
          .isEqualTo(decisions.stream().filter(d -> d == Offer.Decision.KEPT).count());
    }
  }

  @Test
  void lateLabelsStillTrainAndTeach() {
    try (OnDeviceLearner learner = learner(CONFIG.withAuditRatio(0.1))) {
      SyntheticWorld world = new SyntheticWorld(2);
      List<long[]> open = new ArrayList<>();
      for (int n = 0; n < 4000; n++) {
        int label = world.label();
        Offer offer = learner.offer(world.image(label, n % 5 == 0), id -> OnDeviceLearner.LATER);
        if (offer.decision() == Offer.Decision.WAITING) {
          open.add(new long[] {offer.id(), label});
        }
        // Many labels at once, as from someone who comes by.
        if (open.size() == 50) {
          open.forEach(o -> learner.label(o[0], (int) o[1]));
          open.clear();
        }
      }
      learner.settle();
      DeviceReport report = learner.report();
      DeviceReport.Instances instances = report.instances();
      // As shipped less than half is right.
      assertThat(instances.expired()).isZero();
      assertThat(instances.uncertain()).isPositive();
      assertThat(report.selection().falseDrops().audited()).isPositive();
      assertThat(instances.trained()).isLessThan(4000).isGreaterThan(instances.kept() - 50);
      assertThat(report.selection().lossThreshold()).isPositive();
      assertThat(accuracy(learner, true)).as("%s", report).isGreaterThan(0.75);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1595, 1600, 1603})
  void resumesBitForBitWithinAnIteration(int saved) throws IOException {
    Path file = folder.resolve("paper.tamis");
    AdaptationConfig config = CONFIG.withAuditRatio(0.1);
    try (OnDeviceLearner whole = learner(config);
        OnDeviceLearner first = learner(config)) {
      SyntheticWorld world = new SyntheticWorld(2);
      SyntheticWorld same = new SyntheticWorld(2);
      delayed(whole, world, 0, saved);
      delayed(first, same, 0, saved);
      first.save(file);
      try (OnDeviceLearner second = OnDeviceLearner.resume(file, config)) {
        delayed(whole, world, saved, saved + 700);
        delayed(second, same, saved, saved + 700);
        assertThat(second.report().instances().uncertain()).isPositive();
        assertThat(second.report())
            .usingRecursiveComparison()
            .withComparatorForType(Double::compare, Double.class)
            .ignoringFieldsMatchingRegexes(".*[nN]anos.*", "energy.joules")
            .isEqualTo(whole.report());
        assertThat(second.trained().trained().data()).isEqualTo(whole.trained().trained().data());
      }
    }
  }

  /** A third of the labels comes eleven instances later. */
  private static void delayed(OnDeviceLearner learner, SyntheticWorld world, int from, int to) {
    for (int n = from; n < to; n++) {
      int label = world.label();
      boolean later = n % 3 == 0;
      learner.offer(world.image(label, n % 5 == 0), id -> later ? OnDeviceLearner.LATER : label);
      if (n >= 11) {
        learner.label(n - 11, n % SyntheticWorld.CLASSES);
      }
    }
  }

  @Test
  void memoryIsKnownBeforehand() {
    long needed = DeviceMemory.of(SyntheticWorld.SPEC, CONFIG).bytes();
    try (OnDeviceLearner learner = learner(CONFIG.withMemoryLimitBytes(needed))) {
      stream(learner, new SyntheticWorld(2), 500);
      assertThat(learner.report().memory().totalBytes()).isEqualTo(needed);
    }
  }

  @Test
  void aBudgetMovesWhatIsWantedToBeHigh() {
    ComputeBudget budget =
        ComputeBudget.UNLIMITED.withMacsPerInstance(0.1 * SyntheticWorld.SPEC.forwardMacs());
    try (OnDeviceLearner learner = learner(CONFIG);
        OnDeviceLearner poor = learner(CONFIG.withBudget(budget))) {
      stream(learner, new SyntheticWorld(2), 4000);
      stream(poor, new SyntheticWorld(2), 4000);
      assertThat(poor.report().instanceKeepRatio()).isLessThan(0.1);
      assertThat(poor.report().selection().lossThreshold())
          .isGreaterThan(learner.report().selection().lossThreshold());
    }
  }

  @Test
  void batchesOfOneInstanceAndAShareOfAll() {
    try (OnDeviceLearner learner =
        learner(CONFIG.withBatchSize(1).withShuffleSize(1).withInstanceKeepRatio(1))) {
      stream(learner, new SyntheticWorld(2), 300);
      DeviceReport report = learner.report();
      assertThat(report.weights().steps()).isPositive().isEqualTo(report.instances().kept());
    }
  }
}
