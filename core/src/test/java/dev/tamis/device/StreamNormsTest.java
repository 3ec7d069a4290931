package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.random.SeededGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world seen through a dirty lens, and batch norms that follow it. */
class StreamNormsTest {
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withNormStatistics(NormStatistics.STREAM)
          .withBatchSize(8)
          .withShuffleSize(8)
          .withReservoirSize(64)
          .withReplaySize(64)
          .withWaitingSize(4);

  private static ComputeResources resources;
  private static Network shipped;

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() {
    resources = new ComputeResources(1);
    shipped = SyntheticWorld.shipped(SyntheticWorld.NORMALISED, resources);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static OnDeviceLearner learner(AdaptationConfig config) {
    return OnDeviceLearner.of(shipped, Map.of(), config);
  }

  /** Little contrast, and a veil. */
  private static float[] dirty(float[] image) {
    float[] seen = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      seen[i] = 0.25f * image[i] - 2;
    }
    return seen;
  }

  private static double accuracy(OnDeviceLearner learner, boolean dirty) {
    return SyntheticWorld.accuracy(
        image -> learner.predict(dirty ? dirty(image) : image).predictedClass(), false, 500);
  }

  private static void stream(
      OnDeviceLearner learner, SyntheticWorld world, int count, boolean dirty, boolean labelled) {
    for (int n = 0; n < count; n++) {
      int label = world.label();
      float[] image = world.image(label, false);
      learner.offer(dirty ? dirty(image) : image, id -> labelled ? label : OnDeviceLearner.NEVER);
    }
  }

  private static void anchors(OnDeviceLearner learner, int count) {
    SyntheticWorld before = new SyntheticWorld(5);
    for (int n = 0; n < count; n++) {
      int label = before.label();
      learner.remember(before.image(label, false), label);
    }
  }

  @Test
  void followADirtyLensWithoutAnyLabelAndComeBack() {
    try (OnDeviceLearner frozen = learner(CONFIG.withNormStatistics(NormStatistics.FROZEN));
        OnDeviceLearner following = learner(CONFIG)) {
      double clean = accuracy(frozen, false);
      assertThat(clean).isGreaterThan(0.95);
      assertThat(accuracy(frozen, true)).isLessThan(0.6);
      SyntheticWorld world = new SyntheticWorld(2);
      stream(following, world, 300, false, false);
      assertThat(accuracy(following, false)).isCloseTo(clean, within(0.02));
      stream(following, world, 1500, true, false);
      assertThat(accuracy(following, true)).isGreaterThan(clean - 0.05);
      stream(following, world, 1500, false, false);
      assertThat(accuracy(following, false)).isCloseTo(clean, within(0.02));
      assertThat(following.report().weights().steps()).isZero();
    }
  }

  @Test
  void wherePredictionsAreMadeAnywayFollowingCostsNoProducts() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      SyntheticWorld world = new SyntheticWorld(2);
      for (int n = 0; n < 500; n++) {
        float[] image = world.image(world.label(), false);
        learner.predict(image);
        learner.offer(image, id -> OnDeviceLearner.NEVER);
      }
      assertThat(learner.report().cost().macs(Phase.LABEL_FORWARD)).isZero();
      assertThat(learner.report().followingStream()).isTrue();
    }
  }

  @Test
  void whatCameBeforeTheStreamIsTheReference() {
    try (OnDeviceLearner ignorant = learner(CONFIG);
        OnDeviceLearner knowing = learner(CONFIG)) {
      anchors(knowing, 64);
      // Dirty from the first instance on: only one of them can tell.
      stream(ignorant, new SyntheticWorld(2), 1500, true, false);
      stream(knowing, new SyntheticWorld(2), 1500, true, false);
      assertThat(accuracy(knowing, true)).isGreaterThan(0.9);
      assertThat(accuracy(ignorant, true)).isLessThan(0.7);
    }
  }

  @Test
  void labelsStopWhatFollowsToItsHarm() {
    // Most frames are over-exposed, and only of the others somebody knows the class.
    try (OnDeviceLearner unlabelled = learner(CONFIG);
        OnDeviceLearner labelled =
            learner(CONFIG.withInstanceKeepRatio(0.5).withHoldoutRatio(1).withLearningRate(1e-9))) {
      anchors(unlabelled, 64);
      anchors(labelled, 64);
      SyntheticWorld world = new SyntheticWorld(2);
      for (int n = 0; n < 1500; n++) {
        int label = world.label();
        float[] image = world.image(label, false);
        for (int i = 0; i < image.length && n % 5 > 0; i++) {
          image[i] = 100 + 30 * image[i];
        }
        int known = n % 5 > 0 ? OnDeviceLearner.NEVER : label;
        unlabelled.offer(image, id -> OnDeviceLearner.NEVER);
        labelled.offer(image, id -> known);
      }
      assertThat(accuracy(unlabelled, false)).isLessThan(0.9);
      assertThat(unlabelled.report().followingStream()).isTrue();
      assertThat(accuracy(labelled, false)).isGreaterThan(0.95);
      assertThat(labelled.report().followingStream()).isFalse();
    }
  }

  @Test
  void aFewAbsurdFramesDoNotSpoilThePredictions() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      anchors(learner, 64);
      SyntheticWorld world = new SyntheticWorld(2);
      stream(learner, world, 100, false, false);
      for (float absurd : new float[] {1e38f, -1e38f, 1e30f, 1e12f, -1e12f}) {
        float[] image = new float[SyntheticWorld.SHAPE.size()];
        for (int i = 0; i < image.length; i += 2) {
          image[i] = absurd;
        }
        learner.offer(image, id -> OnDeviceLearner.NEVER);
      }
      stream(learner, world, 50, false, false);
      assertThat(accuracy(learner, false)).isGreaterThan(0.9);
    }
  }

  @Test
  void resumeBitForBit() throws IOException {
    AdaptationConfig config = CONFIG.withInstanceKeepRatio(0.3).withLearningRate(0.01);
    Path half = folder.resolve("half.tamis");
    Path straight = folder.resolve("straight.tamis");
    Path resumed = folder.resolve("resumed.tamis");
    SyntheticWorld world = new SyntheticWorld(4);
    try (OnDeviceLearner learner = learner(config)) {
      anchors(learner, 64);
      stream(learner, world, 501, true, true);
      learner.save(half);
      stream(learner, world, 700, true, true);
      learner.save(straight);
    }
    SyntheticWorld again = new SyntheticWorld(4);
    for (int n = 0; n < 501; n++) {
      again.image(again.label(), false);
    }
    try (OnDeviceLearner learner = OnDeviceLearner.resume(half, config)) {
      stream(learner, again, 700, true, true);
      learner.save(resumed);
    }
    // Durations are part of a checkpoint and differ; what is served and trained does not.
    try (OnDeviceLearner one = OnDeviceLearner.resume(straight, config);
        OnDeviceLearner other = OnDeviceLearner.resume(resumed, config)) {
      assertThat(Files.size(resumed)).isEqualTo(Files.size(straight));
      assertThat(one.report().weights().evaluations()).isPositive();
      Network left = new Network(shipped.spec(), resources, new SeededGenerator(0));
      Network right = new Network(shipped.spec(), resources, new SeededGenerator(0));
      one.copyServed(left.parameters());
      other.copyServed(right.parameters());
      assertThat(right.parameters().statistics().data())
          .isEqualTo(left.parameters().statistics().data())
          .isNotEqualTo(shipped.parameters().statistics().data());
      assertThat(right.parameters().trained().data()).isEqualTo(left.parameters().trained().data());
      assertThat(other.trained().trained().data()).isEqualTo(one.trained().trained().data());
      assertThat(other.report().weights()).isEqualTo(one.report().weights());
    }
  }

  @Test
  void memoryIsPlanned() {
    AdaptationConfig config = CONFIG.withMemoryLimitBytes(64L << 20);
    try (OnDeviceLearner frozen = learner(config.withNormStatistics(NormStatistics.FROZEN));
        OnDeviceLearner following = learner(config)) {
      long more = following.report().memory().totalBytes() - frozen.report().memory().totalBytes();
      assertThat(more).isBetween(1L, 1L << 20);
    }
  }
}
