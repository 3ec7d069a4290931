package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BackgroundLearnerTest {
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withInstanceKeepRatio(1)
          .withBatchSize(16)
          .withShuffleSize(32)
          .withLearningRate(0.02)
          .withBackground(true)
          .withQueueSize(8);

  private static ComputeResources resources;
  private static Network shipped;

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

  @Test
  void predictionsDoNotWaitForLearningAndTheQueueIsBounded() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    SyntheticWorld world = new SyntheticWorld(2);
    try (OnDeviceLearner learner = learner(CONFIG)) {
      Offer first =
          learner.offer(
              world.image(0, false),
              id -> {
                asked.countDown();
                try {
                  answered.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return 0;
              });
      assertThat(first).isEqualTo(new Offer(0, Offer.Decision.QUEUED));
      asked.await();
      // The thread that learns is in the middle of an instance now.
      for (int n = 0; n < 20; n++) {
        assertThat(learner.predict(world.image(1, false)).predictedClass()).isEqualTo(1);
      }
      for (int n = 0; n < 8; n++) {
        assertThat(learner.offer(world.image(1, false), id -> 1).decision())
            .isEqualTo(Offer.Decision.QUEUED);
      }
      assertThat(learner.offer(world.image(1, false), id -> 1))
          .isEqualTo(new Offer(9, Offer.Decision.OVERFLOWED));
      assertThat(learner.label(0, 1)).isEqualTo(Offer.Decision.OVERFLOWED);
      answered.countDown();
      learner.drain();
      DeviceReport report = learner.report();
      assertThat(report.offered()).isEqualTo(9);
      assertThat(report.instances().overflowed()).isEqualTo(1);
    }
  }

  @Test
  void manyThreadsPredictAndOfferWhileItLearns() throws Exception {
    int threads = 4;
    int each = 800;
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger overflowed = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (OnDeviceLearner learner = learner(CONFIG)) {
      List<Future<Integer>> work = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int seed = t;
        work.add(pool.submit(() -> predict(learner, new SyntheticWorld(seed), done)));
      }
      List<Future<Integer>> offers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int seed = 10 + t;
        Callable<Integer> offering =
            () -> {
              SyntheticWorld world = new SyntheticWorld(seed);
              for (int n = 0; n < each; n++) {
                int label = world.label();
                float[] image = world.image(label, true);
                while (learner.offer(image, id -> label).decision() == Offer.Decision.OVERFLOWED) {
                  overflowed.incrementAndGet();
                  Thread.onSpinWait();
                }
              }
              return each;
            };
        offers.add(pool.submit(offering));
      }
      for (Future<Integer> offer : offers) {
        offer.get();
      }
      learner.drain();
      done.set(true);
      for (Future<Integer> predictions : work) {
        assertThat(predictions.get()).isPositive();
      }
      DeviceReport report = learner.report();
      assertThat(report.offered()).isEqualTo(2L * each);
      assertThat(report.instances().overflowed()).isEqualTo(overflowed.get());
      assertThat(report.weights().swaps()).isPositive();
      assertThat(SyntheticWorld.accuracy(i -> learner.predict(i).predictedClass(), true, 200))
          .isGreaterThan(0.8);
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static int predict(OnDeviceLearner learner, SyntheticWorld world, AtomicBoolean done) {
    long version = 0;
    int count = 0;
    while (!done.get()) {
      Prediction prediction = learner.predict(world.image(world.label(), true));
      double sum = 0;
      for (int k = 0; k < prediction.classes(); k++) {
        sum += prediction.probability(k);
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
      assertThat(prediction.weightsVersion()).isGreaterThanOrEqualTo(version);
      version = prediction.weightsVersion();
      count++;
    }
    return count;
  }

  @Test
  void learnsTheSameAsWithoutAThreadOfItsOwn() throws InterruptedException {
    try (OnDeviceLearner behind = learner(CONFIG.withQueueSize(700));
        OnDeviceLearner here = learner(CONFIG.withBackground(false))) {
      SyntheticWorld world = new SyntheticWorld(2);
      for (int n = 0; n < 600; n++) {
        int label = world.label();
        float[] image = world.image(label, true);
        behind.offer(image, id -> label);
        here.offer(image, id -> label);
      }
      behind.drain();
      assertThat(behind.trained().trained().data()).isEqualTo(here.trained().trained().data());
    }
  }

  @Test
  void aFailureOfItsThreadIsToldToTheCaller() {
    try (OnDeviceLearner learner = learner(CONFIG)) {
      learner.offer(
          new float[SyntheticWorld.SHAPE.size()],
          id -> {
            throw new AssertionError("broken");
          });
      assertThatThrownBy(learner::drain)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken");
      assertThatThrownBy(() -> learner.offer(new float[SyntheticWorld.SHAPE.size()], id -> 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingInterruptsWhoIsAsked() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    OnDeviceLearner learner = learner(CONFIG);
    learner.offer(
        new float[SyntheticWorld.SHAPE.size()],
        id -> {
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
            Thread.currentThread().interrupt();
          }
          return OnDeviceLearner.NEVER;
        });
    asked.await();
    learner.close();
    assertThat(interrupted).isTrue();
  }
}
