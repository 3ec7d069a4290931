package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The paper's rule, one instance at a time. */
class ThresholdScorerTest {
  private static final Shape SHAPE = new Shape(12, 12, 1);
  private static final NetworkSpec MAIN =
      new NetworkBuilder("main", SHAPE)
          .add("conv", Conv2d.square(64, 5, 1, 2, true))
          .add("flatten", new Flatten())
          .add("fc", new Linear(4, true))
          .build();
  private static final NetworkSpec FILTER = FilterNetworks.pooled(SHAPE, 4);
  private static final FilterTraining TRAINING =
      new FilterTraining(FILTER, LearningRateSchedule.constant(0.05), 0.5, 0);
  private static final int BATCH = 16;
  private static final long SEED = 3;

  private static ComputeResources resources;

  private final ComputeCost cost = new ComputeCost();
  private final FeatureMap image = FeatureMap.allocate(SHAPE, 1);
  private final SeededGenerator random = new SeededGenerator(7);

  @BeforeAll
  static void open() {
    resources = new ComputeResources(1);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static PaperSettings settings(double highLossRatio) {
    return PaperSettings.defaults(highLossRatio).withAuditRatio(0);
  }

  private static ThresholdScorer scorer(double highLossRatio) {
    return new ThresholdScorer(settings(highLossRatio), TRAINING, MAIN, resources, 2 * BATCH, SEED);
  }

  /** A bright image is hard. */
  private float draw(float[] destination, int offset) {
    double brightness = random.nextGaussian();
    for (int i = 0; i < SHAPE.size(); i++) {
      destination[offset + i] = (float) (brightness + 0.3 * random.nextGaussian());
    }
    return (float) Math.exp(brightness);
  }

  private LossPrediction predict(ThresholdScorer scorer, float[] from, int offset) {
    System.arraycopy(from, offset, image.data(), 0, SHAPE.size());
    return scorer.predict(image, cost);
  }

  /** An iteration in which all that is not called low becomes a lesson. */
  private int iterate(ThresholdScorer scorer) {
    float[] pixels = new float[SHAPE.size()];
    int lessons = 0;
    for (int n = 0; n < BATCH; n++) {
      float loss = draw(pixels, 0);
      if (predict(scorer, pixels, 0) != LossPrediction.LOW) {
        scorer.add(pixels, 0, loss);
        lessons++;
      }
    }
    scorer.learn(cost);
    return lessons;
  }

  @Test
  void decidesAndLearnsAsTheRuleOfWholeMiniBatches() {
    // With one half wanted both start at the median.
    ThresholdScorer scorer = scorer(0.5);
    EarlyInstanceFilter filter =
        EarlyInstanceFilter.paper(settings(0.5), TRAINING, MAIN, resources, BATCH, SEED);
    FeatureMap offered = FeatureMap.allocate(SHAPE, BATCH);
    float[] losses = new float[BATCH];
    ComputeCost other = new ComputeCost();
    int kept = 0;
    int uncertain = 0;
    for (int step = 0; step < 300; step++) {
      for (int n = 0; n < BATCH; n++) {
        losses[n] = draw(offered.data(), offered.offset(n));
      }
      FilterDecision decision = filter.select(offered, n -> n, other);
      for (int n = 0; n < BATCH; n++) {
        LossPrediction predicted = predict(scorer, offered.data(), offered.offset(n));
        assertThat(predicted == LossPrediction.HIGH)
            .as("step %d", step)
            .isEqualTo(decision.kept().contains(n));
        assertThat(predicted == LossPrediction.UNCERTAIN)
            .as("step %d", step)
            .isEqualTo(decision.uncertain().contains(n));
        if (predicted != LossPrediction.LOW) {
          scorer.add(offered.data(), offered.offset(n), losses[n]);
        }
      }
      assertThat(decision.labelled().count()).as("step %d", step).isPositive();
      filter.observe(offered, decision, losses, new int[BATCH], other);
      scorer.learn(cost);
      assertThat(scorer.threshold()).as("step %d", step).isEqualTo(filter.report().lossThreshold());
      kept += decision.kept().count();
      uncertain += decision.uncertain().count();
    }
    assertThat(kept).isBetween(300, 300 * BATCH - 300);
    assertThat(uncertain).isPositive();
  }

  @Test
  void allAreHighUntilTheThresholdIsSetWhereTheWantedShareIs() {
    ThresholdScorer scorer = scorer(0.3);
    float[] pixels = new float[SHAPE.size()];
    for (int n = 0; n < 40; n++) {
      draw(pixels, 0);
      assertThat(predict(scorer, pixels, 0)).isEqualTo(LossPrediction.HIGH);
      scorer.learn(cost);
    }
    assertThat(scorer.threshold()).isNaN();
    for (float loss : new float[] {5, 1, 7, 3}) {
      scorer.add(pixels, 0, loss);
    }
    scorer.learn(cost);
    assertThat(scorer.threshold()).isEqualTo(5);
  }

  @Test
  void theThresholdFallsWhereNothingIsLearnt() {
    ThresholdScorer scorer = scorer(0.5);
    float[] pixels = new float[SHAPE.size()];
    iterate(scorer);
    for (int step = 0; step < 10; step++) {
      predict(scorer, pixels, 0);
      scorer.learn(cost);
    }
    double before = scorer.threshold();
    predict(scorer, pixels, 0);
    scorer.learn(cost);
    assertThat(scorer.threshold()).isCloseTo(0.995 * before, within(1e-12));
  }

  @Test
  void whatLateLabelsShowCountsOnceSomethingIsOffered() {
    ThresholdScorer scorer = scorer(0.5);
    float[] pixels = new float[SHAPE.size()];
    iterate(scorer);
    for (int step = 0; step < 10; step++) {
      predict(scorer, pixels, 0);
      scorer.learn(cost);
    }
    double before = scorer.threshold();
    boolean high = predict(scorer, pixels, 0) == LossPrediction.HIGH;
    scorer.learn(cost);
    for (int n = 0; n < BATCH; n++) {
      scorer.add(pixels, 0, 100);
    }
    scorer.learn(cost);
    assertThat(scorer.threshold()).isCloseTo(0.995 * before, within(1e-12));
    // From such losses the filter learns that this image is hard; hits of before count if it said
    // so.
    scorer.drawn();
    scorer.learn(cost);
    assertThat(scorer.threshold())
        .isCloseTo(0.995 * before * (high ? 1.005 : 0.995), within(1e-12));
  }

  @Test
  void learnsWhatIsHardAndPaysForIt() {
    ThresholdScorer scorer = scorer(0.3);
    long lessons = 0;
    for (int step = 0; step < 600; step++) {
      lessons += iterate(scorer);
    }
    assertThat(cost.macs(Phase.FILTER_FORWARD))
        .isEqualTo(FILTER.forwardMacs() * (600 * BATCH + lessons));
    BackwardPlan plan = BackwardPlan.all(FILTER);
    assertThat(cost.macs(Phase.FILTER_BACKWARD))
        .isEqualTo((plan.errorMacs() + plan.weightMacs()) * lessons);
    float[] bright = new float[SHAPE.size()];
    float[] dark = new float[SHAPE.size()];
    Arrays.fill(bright, 2);
    Arrays.fill(dark, -2);
    assertThat(predict(scorer, bright, 0)).isEqualTo(LossPrediction.HIGH);
    assertThat(predict(scorer, dark, 0)).isEqualTo(LossPrediction.LOW);
  }

  @Test
  void continuesFromASavedState() throws IOException {
    ThresholdScorer first = scorer(0.3);
    for (int step = 0; step < 30; step++) {
      iterate(first);
    }
    first.highLossRatio(0.2);
    predict(first, new float[SHAPE.size()], 0);
    ThresholdScorer second = scorer(0.3);
    second.restoreState(States.reader(States.bytes(first::saveState)));
    float[] pixels = new float[SHAPE.size()];
    for (int step = 0; step < 30; step++) {
      for (int n = 0; n < BATCH; n++) {
        float loss = draw(pixels, 0);
        assertThat(predict(second, pixels, 0)).isEqualTo(predict(first, pixels, 0));
        first.add(pixels, 0, loss);
        second.add(pixels, 0, loss);
      }
      first.learn(cost);
      second.learn(cost);
      assertThat(second.threshold()).isEqualTo(first.threshold());
    }
  }
}
