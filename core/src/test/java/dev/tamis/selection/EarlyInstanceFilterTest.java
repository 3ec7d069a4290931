package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.Relu;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EarlyInstanceFilterTest {
  private static final Shape INPUT = new Shape(8, 8, 1);
  private static final NetworkSpec SMALL = FilterNetworks.pooled(INPUT, 2);
  private static final NetworkSpec MAIN = main(32);
  private static final ComputeResources RESOURCES = new ComputeResources(1);

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  private static NetworkSpec main(int channels) {
    return new NetworkBuilder("main", INPUT)
        .add("conv1", Conv2d.square(channels, 3, 1, 1, true))
        .add("relu1", new Relu())
        .add("conv2", Conv2d.square(channels, 3, 1, 1, true))
        .add("pool", new GlobalAveragePool())
        .add("fc", new Linear(10, true))
        .build();
  }

  private static FilterTraining training() {
    return new FilterTraining(SMALL, LearningRateSchedule.constant(0.05), 0.9, 0);
  }

  private static EarlyInstanceFilter budgeted(BudgetSettings settings, int capacity, long seed) {
    return EarlyInstanceFilter.budgeted(settings, training(), MAIN, RESOURCES, capacity, seed);
  }

  private static EarlyInstanceFilter paper(double highLossRatio, int capacity, long seed) {
    return EarlyInstanceFilter.paper(
        PaperSettings.defaults(highLossRatio), training(), MAIN, RESOURCES, capacity, seed);
  }

  /** Noisy images whose brightness is the logarithm of the loss that a main network would have. */
  private static final class World {
    final FeatureMap images;
    final float[] losses;
    final float[] known;
    final int[] labels;
    final ComputeCost cost = new ComputeCost();
    private final SeededGenerator generator;

    World(int size, long seed) {
      images = FeatureMap.allocate(INPUT, size);
      losses = new float[size];
      known = new float[size];
      labels = new int[size];
      generator = new SeededGenerator(seed);
    }

    FilterDecision step(InstanceFilter filter) {
      draw();
      FilterDecision decision = filter.select(images, n -> n, cost);
      observe(filter, decision);
      return decision;
    }

    void draw() {
      for (int n = 0; n < images.instances(); n++) {
        double brightness = generator.nextGaussian();
        losses[n] = (float) Math.exp(brightness);
        for (int i = 0; i < INPUT.size(); i++) {
          images.data()[images.offset(n) + i] =
              (float) (brightness + 0.5 * generator.nextGaussian());
        }
      }
    }

    /** Undefined losses are NaN, to be seen where they are used. */
    void observe(InstanceFilter filter, FilterDecision decision) {
      Arrays.fill(known, Float.NaN);
      InstanceSet labelled = decision.labelled();
      for (int k = 0; k < labelled.count(); k++) {
        known[labelled.get(k)] = losses[labelled.get(k)];
      }
      filter.observe(images, decision, known, labels, cost);
    }
  }

  @Test
  void budgetedLearnsToRank() {
    for (long seed = 1; seed <= 3; seed++) {
      EarlyInstanceFilter filter =
          budgeted(BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS), 32, seed);
      World world = new World(32, seed);
      for (int step = 0; step < 400; step++) {
        world.step(filter);
      }
      FilterReport report = filter.report();
      assertThat(report.choosing()).as("seed %d", seed).isTrue();
      assertThat(report.auc()).as("seed %d", seed).isGreaterThan(0.8);
      assertThat(report.liftLow()).as("seed %d", seed).isGreaterThan(1.4);
      assertThat(report.skilledRatio()).as("seed %d", seed).isGreaterThan(0.5);
      assertThat(filter.pauses()).isZero();
    }
  }

  /** Reads what the main network's first two nodes make of the images. */
  private static EarlyInstanceFilter onFeatures(double prethinRatio, long seed) {
    Network main = new Network(MAIN, RESOURCES, SeededGenerator.split(seed, "main"));
    FilterTraining training =
        new FilterTraining(
            FilterNetworks.onFeatures(MAIN.prefix(2).output(), 1),
            LearningRateSchedule.constant(0.005),
            0.5,
            0);
    return EarlyInstanceFilter.budgetedOnFeatures(
        new BudgetSettings(0.25, 0.25, 0.01, 0, FilterScore.LOSS, prethinRatio),
        training,
        main,
        2,
        RESOURCES,
        32,
        seed);
  }

  @Test
  void learnsToRankByFeaturesOfTheMainNetwork() {
    for (long seed = 1; seed <= 3; seed++) {
      for (double prethinRatio : new double[] {0, 2}) {
        EarlyInstanceFilter filter = onFeatures(prethinRatio, seed);
        World world = new World(32, seed);
        for (int step = 0; step < 400; step++) {
          assertThat(world.step(filter).kept().count()).isEqualTo(8);
        }
        String where = "seed " + seed + ", thinned to " + prethinRatio;
        assertThat(filter.report().choosing()).as(where).isTrue();
        assertThat(filter.report().auc()).as(where).isGreaterThan(0.8);
      }
    }
  }

  @Test
  void featuresAreCountedForEveryImageThatIsLookedAt() {
    EarlyInstanceFilter filter = onFeatures(0, 1);
    long macs = MAIN.prefix(2).forwardMacs() + filter.network().forwardMacs();
    assertThat(filter.scoringMacs()).isEqualTo(macs);
    World world = new World(32, 1);
    FilterDecision decision = world.step(filter);
    assertThat(world.cost.macs(Phase.FILTER_FORWARD))
        .as("while the gate is closed only lessons are looked at")
        .isEqualTo(macs * decision.labelled().count());
    while (!filter.report().choosing()) {
      world.step(filter);
    }
    long before = world.cost.macs(Phase.FILTER_FORWARD);
    world.step(filter);
    assertThat(world.cost.macs(Phase.FILTER_FORWARD) - before).isEqualTo(macs * 32);
  }

  private static EarlyInstanceFilter classifying(int capacity, long seed) {
    FilterTraining training =
        new FilterTraining(
            FilterNetworks.pooled(INPUT, 4, 10), LearningRateSchedule.constant(0.02), 0.9, 0);
    return EarlyInstanceFilter.budgeted(
        new BudgetSettings(0.25, 0.25, 0.01, 0, FilterScore.ENTROPY, 0),
        training,
        MAIN,
        RESOURCES,
        capacity,
        seed);
  }

  /** Bright images are of one class, dark ones of another; those between have the high losses. */
  @Test
  void entropyOfAProxyClassifierFindsWhatIsUncertain() {
    for (long seed = 1; seed <= 3; seed++) {
      EarlyInstanceFilter filter = classifying(32, seed);
      World world = new World(32, seed);
      for (int step = 0; step < 600; step++) {
        world.draw();
        for (int n = 0; n < 32; n++) {
          double brightness = Math.log(world.losses[n]);
          world.labels[n] = brightness > 0 ? 7 : 2;
          world.losses[n] = (float) Math.exp(-3 * Math.abs(brightness));
        }
        world.observe(filter, filter.select(world.images, n -> n, world.cost));
      }
      FilterReport report = filter.report();
      assertThat(report.auc()).as("seed %d", seed).isGreaterThan(0.8);
      assertThat(report.choosing()).as("seed %d", seed).isTrue();
      assertThat(report.liftLow()).as("seed %d", seed).isGreaterThan(1.4);
    }
  }

  @Test
  void budgetedLearnsFromSingleImages() {
    for (long seed = 1; seed <= 3; seed++) {
      FilterTraining slow = new FilterTraining(SMALL, LearningRateSchedule.constant(0.005), 0.9, 0);
      EarlyInstanceFilter filter =
          EarlyInstanceFilter.budgeted(
              BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS),
              slow,
              MAIN,
              RESOURCES,
              1,
              seed);
      World world = new World(1, seed);
      for (int step = 0; step < 6000; step++) {
        world.step(filter);
      }
      assertThat(filter.report().auc()).as("seed %d", seed).isGreaterThan(0.8);
      assertThat(filter.report().skilledRatio()).as("seed %d", seed).isGreaterThan(0.3);
    }
  }

  @Test
  void paperSettlesWhereKeptTimesPrecisionIsTheWantedShare() {
    for (long seed = 1; seed <= 2; seed++) {
      EarlyInstanceFilter filter = paper(0.25, 32, seed);
      World world = new World(32, seed);
      assertThat(world.step(filter).kept().isAll()).isTrue();
      long hits = 0;
      long kept = 0;
      for (int step = 0; step < 1000; step++) {
        double threshold = filter.report().lossThreshold();
        FilterDecision decision = world.step(filter);
        for (int k = 0; step >= 500 && k < decision.kept().count(); k++) {
          kept++;
          hits += world.losses[decision.kept().get(k)] >= threshold ? 1 : 0;
        }
      }
      double offered = 500 * 32;
      assertThat(hits / offered).as("seed %d", seed).isCloseTo(0.25, within(0.04));
      assertThat(kept / offered).as("seed %d", seed).isBetween(0.25, 0.6);
    }
  }

  @Test
  void falseDropsAreTheAuditedHighOnes() {
    BudgetSettings settings = new BudgetSettings(0.25, 0.25, 0.2, 0, FilterScore.LOSS, 0);
    EarlyInstanceFilter filter = budgeted(settings, 32, 5);
    World world = new World(32, 5);
    long audited = 0;
    for (int step = 0; step < 400; step++) {
      FilterDecision decision = world.step(filter);
      audited += decision.audited().count();
      for (int k = 0; k < decision.audited().count(); k++) {
        assertThat(decision.kept().contains(decision.audited().get(k))).isFalse();
      }
    }
    assertThat(filter.report().falseDrops().audited()).isEqualTo(audited);
    // A fifth of three quarters of 12800.
    assertThat(audited).as("seed 5").isBetween(1750L, 2090L);
    // At random it would be a quarter.
    assertThat(filter.report().falseDrops().high95()).as("seed 5").isLessThan(0.2);
  }

  @Test
  void costsAreTheClosedForms() {
    BackwardPlan plan = BackwardPlan.all(SMALL);
    long backward = plan.errorMacs() + plan.weightMacs();
    for (EarlyInstanceFilter filter :
        new EarlyInstanceFilter[] {
          budgeted(BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS), 32, 7),
          paper(0.25, 32, 7)
        }) {
      World world = new World(32, 7);
      long forwards = 0;
      long backwards = 0;
      boolean wasOpen = false;
      boolean wasClosed = false;
      for (int step = 0; step < 200; step++) {
        boolean open = filter.report().choosing();
        wasOpen |= open;
        wasClosed |= !open;
        world.images.resize(step % 3 == 0 ? 20 : 32);
        FilterDecision decision = world.step(filter);
        forwards += open ? decision.offered() : decision.labelled().count();
        backwards += decision.labelled().count();
        assertThat(world.cost.macs(Phase.FILTER_FORWARD)).isEqualTo(forwards * SMALL.forwardMacs());
        assertThat(world.cost.macs(Phase.FILTER_BACKWARD)).isEqualTo(backwards * backward);
        assertThat(world.cost.totalMacs())
            .isEqualTo(forwards * SMALL.forwardMacs() + backwards * backward);
      }
      assertThat(wasOpen).isTrue();
      assertThat(wasClosed).isEqualTo(filter.report().mode().equals("budgeted"));
    }
  }

  /** A filter that pays if all layers are trained may not if most are frozen. */
  @Test
  void theGuardWeighsTheBackwardPassThatThereIs() {
    int outputs = (int) (1.4 * SMALL.forwardMacs() / INPUT.size());
    NetworkSpec linear =
        new NetworkBuilder("linear", INPUT)
            .add("flatten", new Flatten())
            .add("fc", new Linear(outputs, true))
            .build();
    for (boolean frozen : new boolean[] {false, true}) {
      EarlyInstanceFilter filter =
          EarlyInstanceFilter.budgeted(
              BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS),
              training(),
              linear,
              RESOURCES,
              32,
              5);
      if (frozen) {
        filter.dropsSave(BackwardPlan.training(linear, name -> false));
      }
      World world = new World(32, 5);
      for (int step = 0; step < 1500; step++) {
        world.step(filter);
      }
      assertThat(filter.pauses() > 0).as("frozen %s", frozen).isEqualTo(frozen);
    }
  }

  @Test
  void keepingAllIsNotPaidForBeyondGrace() {
    EarlyInstanceFilter filter =
        budgeted(BudgetSettings.defaults(1).withScore(FilterScore.LOSS), 8, 3);
    World world = new World(8, 3);
    for (int step = 0; step < 600; step++) {
      assertThat(world.step(filter).kept().isAll()).isTrue();
    }
    assertThat(filter.pauses()).isEqualTo(1);
    long spent = world.cost.totalMacs();
    for (int step = 0; step < 1000; step++) {
      FilterDecision decision = world.step(filter);
      assertThat(decision.kept().isAll()).isTrue();
      assertThat(decision.filtered()).isFalse();
    }
    assertThat(world.cost.totalMacs()).isEqualTo(spent);
    assertThat(filter.pauses()).isEqualTo(1);
  }

  private static EarlyInstanceFilter ofKind(int kind, long seed) {
    return switch (kind) {
      case 0 -> budgeted(BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS), 16, seed);
      case 1 -> paper(0.25, 16, seed);
      case 2 -> budgeted(thinned(0.1), 16, seed);
      default -> classifying(16, seed);
    };
  }

  private static BudgetSettings thinned(double auditRatio) {
    return new BudgetSettings(0.2, 0.25, auditRatio, 0, FilterScore.LOSS, 2.5);
  }

  /**
   * It looks at half, ranks within it, and pays for that half alone; the audit is of all dropped.
   */
  @Test
  void thinningCostsTheFilterLessAndTheAuditSeesAllThatWasDropped() {
    EarlyInstanceFilter filter = budgeted(thinned(0.2), 32, 7);
    World world = new World(32, 7);
    BackwardPlan plan = BackwardPlan.all(SMALL);
    long forwards = 0;
    long lessons = 0;
    long looked = 0;
    long offered = 0;
    long audited = 0;
    long unseenAudited = 0;
    for (int step = 0; step < 600; step++) {
      boolean open = filter.report().choosing();
      FilterDecision decision = world.step(filter);
      forwards += open ? decision.looked().count() : decision.labelled().count();
      lessons += decision.lessons().count();
      audited += decision.audited().count();
      if (open) {
        looked += decision.looked().count();
        offered += 32;
        for (int k = 0; k < decision.kept().count(); k++) {
          assertThat(decision.looked().contains(decision.kept().get(k))).isTrue();
        }
        for (int k = 0; k < decision.audited().count(); k++) {
          unseenAudited += decision.looked().contains(decision.audited().get(k)) ? 0 : 1;
        }
      }
      assertThat(world.cost.macs(Phase.FILTER_FORWARD)).isEqualTo(forwards * SMALL.forwardMacs());
      assertThat(world.cost.macs(Phase.FILTER_BACKWARD))
          .isEqualTo(lessons * (plan.errorMacs() + plan.weightMacs()));
    }
    assertThat(offered).as("seed 7").isGreaterThan(6000);
    assertThat((double) looked / offered).isCloseTo(0.5, within(0.001));
    assertThat((double) unseenAudited / offered).as("seed 7").isCloseTo(0.5 * 0.2, within(0.015));
    assertThat(filter.report().falseDrops().audited()).isEqualTo(audited);
    assertThat(filter.report().auc()).as("seed 7").isGreaterThan(0.8);
  }

  @Test
  void continuesBitExactlyFromASavedState() throws IOException {
    for (int at : new int[] {3, 60, 150}) {
      for (int kind = 0; kind < 4; kind++) {
        EarlyInstanceFilter first = ofKind(kind, 41);
        EarlyInstanceFilter second = ofKind(kind, 42);
        World world = new World(16, 41);
        for (int step = 0; step < at; step++) {
          world.step(first);
        }
        byte[] state = States.bytes(first::saveState);
        second.restoreState(States.reader(state));
        assertThat(States.bytes(second::saveState)).isEqualTo(state);
        for (int step = 0; step < 120; step++) {
          FilterDecision expected = world.step(first);
          FilterDecision decision = second.select(world.images, n -> n, world.cost);
          assertThat(decision.kept()).hasToString(expected.kept().toString());
          assertThat(decision.labelOnly()).hasToString(expected.labelOnly().toString());
          world.observe(second, decision);
        }
        assertThat(second.report()).isEqualTo(first.report());
        assertThat(States.bytes(second::saveState)).isEqualTo(States.bytes(first::saveState));
      }
    }
  }

  @Test
  void survivesLossesThatAreNotFinite() {
    for (EarlyInstanceFilter filter :
        new EarlyInstanceFilter[] {
          budgeted(BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS), 32, 9),
          paper(0.25, 32, 9)
        }) {
      World world = new World(32, 9);
      for (int step = 0; step < 1200; step++) {
        world.draw();
        if (step % 5 == 0 && step < 100) {
          world.losses[step % 32] = Float.POSITIVE_INFINITY;
          world.losses[(step + 9) % 32] = Float.NaN;
        }
        world.observe(filter, filter.select(world.images, n -> n, world.cost));
      }
      FilterReport report = filter.report();
      assertThat(report.lossThreshold()).as(report.mode()).isBetween(0.5, 5.0);
      assertThat(report.choosing()).as(report.mode()).isTrue();
      long kept = 0;
      for (int step = 0; step < 50; step++) {
        kept += world.step(filter).kept().count();
      }
      assertThat(kept).as(report.mode()).isBetween(300L, 1200L);
    }
  }

  @Test
  void divergedFilterNeverStopsTheTraining() {
    FilterTraining wild = new FilterTraining(SMALL, LearningRateSchedule.constant(1e30), 0.9, 0);
    for (EarlyInstanceFilter filter :
        new EarlyInstanceFilter[] {
          EarlyInstanceFilter.budgeted(
              BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS),
              wild,
              MAIN,
              RESOURCES,
              32,
              1),
          EarlyInstanceFilter.paper(PaperSettings.defaults(0.25), wild, MAIN, RESOURCES, 32, 1)
        }) {
      World world = new World(32, 1);
      long kept = 0;
      for (int step = 0; step < 200; step++) {
        kept += world.step(filter).kept().count();
      }
      assertThat(kept).as(filter.report().mode()).isGreaterThanOrEqualTo(1599);
    }
  }

  @Test
  void stepsAllocateNothing() {
    assumeThat(RESOURCES.kernelsName())
        .as("until they are compiled, vector kernels allocate")
        .isEqualTo("scalar");
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (EarlyInstanceFilter filter :
        new EarlyInstanceFilter[] {
          budgeted(BudgetSettings.defaults(0.25).withScore(FilterScore.LOSS), 32, 6),
          paper(0.25, 32, 6),
          classifying(32, 6)
        }) {
      World world = new World(32, 6);
      long allocated = 0;
      for (int step = 0; step < 400; step++) {
        world.draw();
        long before = threads.getCurrentThreadAllocatedBytes();
        world.observe(filter, filter.select(world.images, n -> n, world.cost));
        allocated += step >= 200 ? threads.getCurrentThreadAllocatedBytes() - before : 0;
      }
      // Compilers may allocate once or twice on this thread's account.
      assertThat(allocated / 200).as(filter.report().mode()).isLessThan(64);
    }
  }

  @Test
  void nothingLabelledIsNothingLearnt() {
    EarlyInstanceFilter filter =
        budgeted(new BudgetSettings(0.05, 0.25, 0, 0, FilterScore.LOSS, 0), 1, 1);
    World world = new World(1, 1);
    int labelled = 0;
    for (int step = 0; step < 100; step++) {
      labelled += world.step(filter).labelled().count();
    }
    assertThat(labelled).isEqualTo(5);
    assertThat(world.cost.macs(Phase.FILTER_FORWARD)).isEqualTo(5 * SMALL.forwardMacs());
  }

  @Test
  void refusesWhatDoesNotFit() {
    FilterTraining twoOutputs =
        new FilterTraining(MAIN, LearningRateSchedule.constant(0.1), 0.9, 0);
    BudgetSettings settings = BudgetSettings.defaults(0.5).withScore(FilterScore.LOSS);
    assertThatThrownBy(
            () -> EarlyInstanceFilter.budgeted(settings, twoOutputs, MAIN, RESOURCES, 8, 1))
        .hasMessageContaining("10 outputs, not 1");
    FilterTraining otherInput =
        new FilterTraining(
            FilterNetworks.pooled(new Shape(9, 8, 1), 2),
            LearningRateSchedule.constant(0.1),
            0.9,
            0);
    assertThatThrownBy(
            () -> EarlyInstanceFilter.budgeted(settings, otherInput, MAIN, RESOURCES, 8, 1))
        .hasMessageContaining("9x8x1")
        .hasMessageContaining("8x8x1");
    FilterTraining momentum = new FilterTraining(SMALL, LearningRateSchedule.constant(0.1), 1, 0);
    assertThatThrownBy(
            () -> EarlyInstanceFilter.budgeted(settings, momentum, MAIN, RESOURCES, 8, 1))
        .hasMessageContaining("momentum 1.0");
  }
}
