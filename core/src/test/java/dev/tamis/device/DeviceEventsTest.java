package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder sees is what the report counts. */
class DeviceEventsTest {
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withSelector(Selector.FILTER_ENTROPY)
          .withGated(true)
          .withExploreRatio(0.25)
          .withEvaluationRatio(0.5)
          .withInstanceKeepRatio(0.25)
          .withLearningRate(0.02)
          .withColdStartLabels(100)
          .withReservoirSize(128)
          .withReplaySize(64);

  @TempDir Path folder;

  private static OnDeviceLearner learner(AdaptationConfig config) {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network shipped = SyntheticWorld.shipped(resources);
      return OnDeviceLearner.of(shipped, Map.of(), config);
    }
  }

  /** What this thread does is recorded. */
  private List<RecordedEvent> recorded(Runnable work) throws IOException {
    Path file = folder.resolve("recording.jfr");
    String thread = Thread.currentThread().getName();
    try (Recording recording = new Recording()) {
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.tamis."))
        .filter(event -> event.getThread().getJavaName().equals(thread))
        .toList();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.tamis." + name))
        .toList();
  }

  private static long sum(List<RecordedEvent> events, String field) {
    return events.stream().mapToLong(event -> event.getInt(field)).sum();
  }

  private static void stream(
      OnDeviceLearner learner, SyntheticWorld world, int count, boolean drifted) {
    for (int n = 0; n < count; n++) {
      int label = world.label();
      learner.offer(world.image(label, drifted), id -> label);
    }
  }

  @Test
  void everyCountOfTheReportHasItsEvents() throws IOException {
    ComputeBudget budget =
        ComputeBudget.UNLIMITED.withMacsPerInstance(SyntheticWorld.SPEC.forwardMacs());
    try (OnDeviceLearner learner = learner(CONFIG.withBudget(budget))) {
      SyntheticWorld world = new SyntheticWorld(2);
      // The events are older than the recording.
      stream(learner, world, 1000, false);
      DeviceReport before = learner.report();
      List<RecordedEvent> events = recorded(() -> stream(learner, world, 3000, true));
      DeviceReport after = learner.report();

      List<RecordedEvent> steps = named(events, "TrainingStep");
      assertThat(steps)
          .hasSize((int) (after.weights().steps() - before.weights().steps()))
          .isNotEmpty();
      assertThat(sum(steps, "replayed"))
          .isEqualTo(after.instances().replayed() - before.instances().replayed())
          .isPositive();
      assertThat(sum(steps, "instances") - sum(steps, "replayed"))
          .isEqualTo(after.instances().trained() - before.instances().trained());
      RecordedEvent last = steps.get(steps.size() - 1);
      assertThat(last.getLong("step")).isEqualTo(after.weights().steps());
      assertThat(steps)
          .allSatisfy(
              step -> {
                assertThat(step.getDouble("loss")).isBetween(0.0, 100.0);
                assertThat(step.getDuration()).isPositive();
              });
      assertThat(last.getEndTime()).isAfter(steps.get(0).getEndTime());

      List<RecordedEvent> judgements = named(events, "Judgement");
      assertThat(judgements)
          .hasSize((int) (after.weights().evaluations() - before.weights().evaluations()))
          .isNotEmpty();
      RecordedEvent judgement = judgements.get(judgements.size() - 1);
      assertThat((double) judgement.getInt("trainedRight") / judgement.getInt("heldOut"))
          .isEqualTo(after.weights().trainedRatio());
      List<RecordedEvent> served = named(events, "WeightsServed");
      assertThat(served)
          .hasSize((int) (after.weights().swaps() - before.weights().swaps()))
          .hasSize(
              (int)
                  judgements.stream()
                      .filter(event -> "SERVE".equals(event.getString("verdict")))
                      .count())
          .isNotEmpty();
      assertThat(served.get(served.size() - 1).getLong("version"))
          .isEqualTo(learner.predict(world.image(0, false)).weightsVersion());

      List<RecordedEvent> drifts = named(events, "DriftSeen");
      assertThat(drifts.stream().filter(event -> event.getBoolean("adwin")).count())
          .isEqualTo(after.drift().adwin() - before.drift().adwin());
      assertThat(drifts.stream().filter(event -> event.getBoolean("pageHinkley")).count())
          .isEqualTo(after.drift().pageHinkley() - before.drift().pageHinkley());
      assertThat(drifts).isNotEmpty();
      assertThat(drifts.get(0).getDouble("accuracyRatio")).isBetween(0.0, 1.0);

      List<RecordedEvent> decisions = named(events, "BudgetDecision");
      assertThat(decisions)
          .extracting(event -> BudgetDecision.Reason.valueOf(event.getString("reason")))
          .contains(BudgetDecision.Reason.COMPUTATION);
      assertThat(decisions)
          .extracting(
              event ->
                  new BudgetDecision(
                      event.getLong("offered"),
                      event.getDouble("instanceKeepRatio"),
                      event.getDouble("channelKeepRatio"),
                      BudgetDecision.Reason.valueOf(event.getString("reason"))))
          .isEqualTo(
              after.decisions().subList(before.decisions().size(), after.decisions().size()));
    }
  }

  @Test
  void aRollBackSaysWhy() throws IOException {
    try (OnDeviceLearner learner = learner(CONFIG.withLearningRate(50))) {
      List<RecordedEvent> events =
          recorded(() -> stream(learner, new SyntheticWorld(2), 1500, false));
      DeviceReport.Weights weights = learner.report().weights();
      assertThat(named(events, "RolledBack").stream().map(event -> event.getString("reason")))
          .filteredOn("EXPLODED"::equals)
          .hasSize((int) weights.rollbacksExploded())
          .isNotEmpty();
      assertThat(named(events, "RolledBack")).hasSize((int) weights.rollbacks());
    }
  }

  @Test
  void withoutARecordingNothingIsAllocated() {
    DeviceEvents events = DeviceEvents.create();
    assertThat(events).isInstanceOf(FlightEvents.class);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int window = 0; window < 20 && allocated > 0; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < 1000; k++) {
        events.beginStep();
        events.endStep(k, 16, 2, 0.5);
        events.beginJudgement();
        events.endJudgement(100, 90, 91, Trial.Verdict.CONTINUE);
        events.serve(k);
        events.rollBack(k, DeviceEvents.RollBack.LOST);
        events.drift(k, true, false, 0.5);
        events.decide(k, 0.1, 1, BudgetDecision.Reason.TIME);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }
}
