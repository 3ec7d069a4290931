package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.report.FilterReport;
import dev.tamis.report.StepReport;
import dev.tamis.selection.FilterDecision;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.KeepAll;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.stream.InstanceIds;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.testing.SavedStates;
import dev.tamis.training.SmallTraining.Filter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final long SEED = 31;
  private static final int BATCH = 16;
  private static final long CONV1_MACS = 10 * 10 * 9 * 6;
  private static final long CONV2_MACS = 5 * 5 * 9 * 6 * 12;
  private static final long FC1_MACS = 2 * 2 * 12 * 16;
  private static final long FC2_MACS = 16 * 3;
  private static final long FORWARD_MACS = CONV1_MACS + CONV2_MACS + FC1_MACS + FC2_MACS;
  private static final long DENSE_MACS = 3 * FORWARD_MACS - CONV1_MACS;

  /** Keeps nothing; a decision nothing was chosen for is empty. */
  private static final class KeepNothing implements InstanceFilter {
    private int observed;

    @Override
    public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
      return new FilterDecision(offered.instances());
    }

    @Override
    public void observe(
        FeatureMap offered,
        FilterDecision decision,
        float[] losses,
        int[] labels,
        ComputeCost cost) {
      observed++;
    }

    @Override
    public FilterReport report() {
      return FilterReport.without("nothing");
    }
  }

  /** Passes decisions on and remembers what was to be labelled. */
  private static final class Watching implements InstanceFilter {
    private final InstanceFilter inner;
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> labelOnly = new ArrayList<>();
    private final long[] ids = new long[BATCH];
    private int[] labels = new int[0];

    Watching(InstanceFilter inner) {
      this.inner = inner;
    }

    @Override
    public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
      for (int n = 0; n < offered.instances(); n++) {
        this.ids[n] = ids.id(n);
      }
      FilterDecision decision = inner.select(offered, ids, cost);
      copy(decision.kept(), kept);
      copy(decision.labelOnly(), labelOnly);
      return decision;
    }

    private static void copy(InstanceSet from, List<Integer> to) {
      to.clear();
      for (int k = 0; k < from.count(); k++) {
        to.add(from.get(k));
      }
    }

    @Override
    public void observe(
        FeatureMap offered,
        FilterDecision decision,
        float[] losses,
        int[] labels,
        ComputeCost cost) {
      this.labels = labels.clone();
      inner.observe(offered, decision, losses, labels, cost);
    }

    @Override
    public FilterReport report() {
      return inner.report();
    }
  }

  private static SmallTraining dense(double learningRate) {
    return new SmallTraining(
        new ComputeResources(1), BATCH, new KeepAll(BATCH), null, learningRate, SEED);
  }

  private static byte[] parameters(Network network) throws IOException {
    return SavedStates.bytes(network.parameters()::saveState);
  }

  @Test
  void nothingKeptChangesNothingButTheCounts() throws IOException {
    KeepNothing filter = new KeepNothing();
    try (SmallTraining training =
        new SmallTraining(new ComputeResources(1), BATCH, filter, null, 0.1, SEED)) {
      byte[] before = parameters(training.network);
      byte[] optimizer = SavedStates.bytes(training.optimizer::saveState);
      training.stream.next(training.batch);
      StepReport report = training.trainer.step(training.batch);

      assertThat(report.step()).isEqualTo(1);
      assertThat(report.offered()).isEqualTo(BATCH);
      assertThat(report.kept()).isZero();
      assertThat(report.labelOnly()).isZero();
      assertThat(report.lossSum()).isZero();
      training.steps(2);
      assertThat(parameters(training.network)).isEqualTo(before);
      assertThat(SavedStates.bytes(training.optimizer::saveState)).isEqualTo(optimizer);
      assertThat(training.trainer.steps()).isEqualTo(3);
      assertThat(training.trainer.offeredCount()).isEqualTo(3 * BATCH);
      assertThat(training.trainer.keptCount()).isZero();
      assertThat(training.trainer.cost().totalMacs()).isZero();
      assertThat(training.trainer.cost().denseMacs()).isEqualTo(3 * BATCH * DENSE_MACS);
      assertThat(training.trainer.cost().savingRatio()).isEqualTo(1);
      assertThat(filter.observed).isEqualTo(3);
      assertThat(training.images.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchSizeOneWorks(Filter filter) {
    int steps = 400;
    try (SmallTraining training =
        new SmallTraining(1, 1, filter, ChannelImportance.PRODUCT, SEED)) {
      training.steps(steps);
      Trainer trainer = training.trainer;

      assertThat(trainer.offeredCount()).isEqualTo(steps);
      assertThat(trainer.keptCount()).as("seed %d", SEED).isPositive();
      switch (filter) {
        case NONE -> assertThat(trainer.keptCount()).isEqualTo(steps);
        case RANDOM, STALE_LOSS, OHEM -> assertThat(trainer.keptCount()).isBetween(159L, 161L);
        case BUDGETED, ENTROPY -> assertThat(trainer.keptCount()).isBetween(190L, 210L);
        case PAPER -> assertThat(trainer.keptCount()).isLessThanOrEqualTo(steps);
      }
      for (float value : training.network.parameters().trained().data()) {
        assertThat(value).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreAskedForOnceAndOnlyForKeptAndLabelOnlyInstances(Filter kind) {
    ComputeResources resources = new ComputeResources(1);
    Watching filter = new Watching(kind.make(resources, BATCH, SEED));
    int unasked = 0;
    int labelOnly = 0;
    try (SmallTraining training = new SmallTraining(resources, BATCH, filter, null, 0.02, SEED)) {
      for (int t = 0; t < 60; t++) {
        training.stream.next(training.batch);
        training.images.asked().clear();
        StepReport report = training.trainer.step(training.batch);
        List<Long> expected = new ArrayList<>();
        filter.kept.forEach(n -> expected.add(training.batch.id(n)));
        filter.labelOnly.forEach(n -> expected.add(training.batch.id(n)));

        assertThat(training.images.asked())
            .as("step %d, seed %d", t, SEED)
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(report.kept()).isEqualTo(filter.kept.size());
        assertThat(report.labelOnly()).isEqualTo(filter.labelOnly.size());
        unasked += report.offered() - expected.size();
        labelOnly += report.labelOnly();
      }
    }
    assertThat(unasked > 0)
        .as("seed %d", SEED)
        .isEqualTo(kind != Filter.NONE && kind != Filter.OHEM);
    assertThat(labelOnly > 0)
        .as("seed %d", SEED)
        .isEqualTo(kind == Filter.BUDGETED || kind == Filter.ENTROPY || kind == Filter.PAPER);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 3e38f})
  void lossThatIsNotFiniteStopsAndChangesNoParameter(float poison) throws IOException {
    try (SmallTraining training = dense(0.25)) {
      training.steps(2);
      training.stream.next(training.batch);
      byte[] before = parameters(training.network);
      byte[] optimizer = SavedStates.bytes(training.optimizer::saveState);
      // Past the stream, which would have refused it: as if the network had made it.
      Arrays.fill(training.batch.images().data(), 100, 300, poison);

      assertThatThrownBy(() -> training.trainer.step(training.batch))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("step 3")
          .hasMessageContaining("0.24");
      assertThat(parameters(training.network)).isEqualTo(before);
      assertThat(SavedStates.bytes(training.optimizer::saveState)).isEqualTo(optimizer);
      assertThat(training.trainer.steps()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void quantizedTrainingDoesNotClipWhatIsNotFinite(float poison) throws IOException {
    QuantizationScheme scheme = QuantizationScheme.bits(8);
    try (SmallTraining training = new SmallTraining(1, BATCH, Filter.NONE, null, scheme, SEED)) {
      training.steps(2);
      training.stream.next(training.batch);
      byte[] before = parameters(training.network);
      training.batch.images().data()[250] = poison;

      assertThatThrownBy(() -> training.trainer.step(training.batch))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("step 3");
      assertThat(parameters(training.network)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void quantizedTrainingNoticesAWeightThatIsNotFinite(float poison) {
    QuantizationScheme scheme = QuantizationScheme.bits(8);
    try (SmallTraining training = new SmallTraining(1, BATCH, Filter.NONE, null, scheme, SEED)) {
      training.steps(2);
      training
              .network
              .parameters()
              .trained(4)
              .get(0)
              .data()[training.network.parameters().trained(4).get(0).offset()] =
          poison;
      training.network.parameters().trained().markChanged();
      assertThatThrownBy(() -> training.steps(1)).isInstanceOf(TrainingDivergedException.class);
    }
  }

  private static double lossAfterTraining(QuantizationScheme scheme) {
    try (SmallTraining training =
        new SmallTraining(1, BATCH, Filter.NONE, ChannelImportance.PRODUCT, scheme, SEED)) {
      training.stream.next(training.batch);
      Arrays.fill(training.batch.images().data(), 0, 3 * 100, 0f);
      training.trainer.step(training.batch);
      double sum = 0;
      for (int t = 0; t < 120; t++) {
        training.stream.next(training.batch);
        double loss = training.trainer.step(training.batch).lossSum();
        sum += t < 100 ? 0 : loss;
      }
      return sum;
    }
  }

  @Test
  void quantizedTrainingLearnsLikeThatOfFloatsAndZerosDoNoHarm() {
    double exact = lossAfterTraining(QuantizationScheme.NONE);
    double rounded = lossAfterTraining(QuantizationScheme.bits(8));

    assertThat(rounded).isNotEqualTo(exact).isCloseTo(exact, withinPercentage(10));
  }

  @Test
  void learningRateFarTooHighIsNoticed() {
    try (SmallTraining training = dense(1e30)) {
      assertThatThrownBy(() -> training.steps(20)).isInstanceOf(TrainingDivergedException.class);
      assertThat(training.trainer.steps()).isLessThan(20);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void imageThatIsNotFiniteIsNamed(float poison) {
    try (SmallTraining training = dense(0.01)) {
      training.images.image(137)[99] = poison;

      assertThatThrownBy(() -> training.steps(200 / BATCH + 1))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("instance 137 ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void labelOutOfRangeIsNamed(int label) throws IOException {
    try (SmallTraining training = dense(0.01)) {
      training.stream.next(training.batch);
      int id = (int) training.batch.id(BATCH - 1);
      training.images.relabel(id, label);
      byte[] before = parameters(training.network);

      assertThatThrownBy(() -> training.trainer.step(training.batch))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("instance " + id + " ")
          .hasMessageContaining("label " + label);
      assertThat(parameters(training.network)).isEqualTo(before);
    }
  }

  @Test
  void labelOutOfRangeOfALabelOnlyInstanceChangesNothingEither() throws IOException {
    ComputeResources resources = new ComputeResources(1);
    Watching filter = new Watching(Filter.BUDGETED.make(resources, BATCH, SEED));
    try (SmallTraining training = new SmallTraining(resources, BATCH, filter, null, 0.02, SEED)) {
      int id = -1;
      // The same decisions once more, now that it is known who is labelled only.
      while (id < 0) {
        training.stream.next(training.batch);
        training.trainer.step(training.batch);
        if (!filter.labelOnly.isEmpty() && !filter.kept.isEmpty()) {
          id = (int) training.batch.id(filter.labelOnly.get(0));
        }
      }
      long step = training.trainer.steps();
      ComputeResources fresh = new ComputeResources(1);
      try (SmallTraining again =
          new SmallTraining(
              fresh, BATCH, Filter.BUDGETED.make(fresh, BATCH, SEED), null, 0.02, SEED)) {
        again.steps((int) step - 1);
        again.stream.next(again.batch);
        again.images.relabel(id, 99);
        byte[] before = parameters(again.network);

        assertThatThrownBy(() -> again.trainer.step(again.batch))
            .isInstanceOf(InvalidInstanceException.class)
            .hasMessageContaining("instance " + id + " ");
        assertThat(parameters(again.network)).isEqualTo(before);
      }
    }
  }

  @Test
  void denseTrainingSavesExactlyNothing() {
    try (SmallTraining training = dense(0.01)) {
      training.steps(30);
      ComputeCost cost = training.trainer.cost();
      long offered = training.trainer.offeredCount();

      assertThat(offered).isEqualTo(2 * 200 + 4 * BATCH);
      assertThat(cost.macs(Phase.MAIN_FORWARD)).isEqualTo(offered * FORWARD_MACS);
      assertThat(cost.macs(Phase.ERROR_PROPAGATION))
          .isEqualTo(offered * (FORWARD_MACS - CONV1_MACS));
      assertThat(cost.macs(Phase.WEIGHT_GRADIENT)).isEqualTo(offered * FORWARD_MACS);
      assertThat(cost.totalMacs()).isEqualTo(cost.denseMacs()).isEqualTo(offered * DENSE_MACS);
      assertThat(cost.savingRatio()).isZero();
    }
  }

  /** conv2 keeps 6 of 12 kernels, fc1 4 of 16; norms are counted one an element. */
  @Test
  void prunedAndFilteredTrainingCountsItsClosedForm() {
    ComputeResources resources = new ComputeResources(1);
    Watching filter = new Watching(Filter.PAPER.make(resources, BATCH, SEED));
    try (SmallTraining training =
        new SmallTraining(
            resources,
            BATCH,
            filter,
            SmallTraining.pruner(ChannelImportance.PRODUCT, SEED),
            0.02,
            SEED)) {
      long kept = 0;
      long labelOnly = 0;
      long scoring = 0;
      for (int t = 0; t < 40; t++) {
        training.stream.next(training.batch);
        StepReport report = training.trainer.step(training.batch);
        kept += report.kept();
        labelOnly += report.labelOnly();
        if (report.kept() > 0) {
          long conv2 = report.kept() * 5L * 5 * 12 + 9 * 6 * 12;
          scoring += conv2 + report.kept() * 16L + 48 * 16;
        }
      }
      ComputeCost cost = training.trainer.cost();
      long offered = training.trainer.offeredCount();
      long prunedMacs = CONV2_MACS / 2 + FC1_MACS / 4 + FC2_MACS;
      long filterForward = 5 * 5 * 9 * 4 + 4;

      assertThat(kept).as("seed %d", SEED).isPositive().isLessThan(offered);
      assertThat(labelOnly).as("seed %d", SEED).isPositive();
      assertThat(training.trainer.keptCount()).isEqualTo(kept);
      assertThat(cost.macs(Phase.MAIN_FORWARD)).isEqualTo(kept * FORWARD_MACS);
      assertThat(cost.macs(Phase.LABEL_FORWARD)).isEqualTo(labelOnly * FORWARD_MACS);
      assertThat(cost.macs(Phase.ERROR_PROPAGATION)).isEqualTo(kept * prunedMacs);
      assertThat(cost.macs(Phase.WEIGHT_GRADIENT)).isEqualTo(kept * (prunedMacs + CONV1_MACS));
      assertThat(cost.macs(Phase.SCORING)).isEqualTo(scoring);
      assertThat(cost.macs(Phase.FILTER_FORWARD)).isEqualTo(offered * filterForward);
      assertThat(cost.macs(Phase.FILTER_BACKWARD))
          .isBetween(1L, (kept + labelOnly) * (filterForward + 4));
      assertThat(cost.denseMacs()).isEqualTo(offered * DENSE_MACS);
      assertThat(cost.savingRatio()).isEqualTo(1 - (double) cost.totalMacs() / cost.denseMacs());
    }
  }

  @Test
  void filtersAreToldTheLabelsOfLabelledInstancesAndIdsOfAll() {
    for (Filter kind : Filter.values()) {
      ComputeResources resources = new ComputeResources(1);
      Watching filter = new Watching(kind.make(resources, BATCH, SEED));
      try (SmallTraining training = new SmallTraining(resources, BATCH, filter, null, 0.02, SEED)) {
        for (int t = 0; t < 30; t++) {
          training.steps(1);
          for (int n = 0; n < training.batch.count(); n++) {
            assertThat(filter.ids[n]).isEqualTo(training.batch.id(n));
          }
          filter.kept.forEach(n -> assertLabel(training, filter, n));
          filter.labelOnly.forEach(n -> assertLabel(training, filter, n));
        }
      }
    }
  }

  private static void assertLabel(SmallTraining training, Watching filter, int n) {
    assertThat(filter.labels[n]).isEqualTo(training.images.label(training.batch.id(n)));
  }

  /** Keeps nothing and has everything labelled; remembers the losses. */
  private static final class LabelEverything implements InstanceFilter {
    private float[] seen = new float[0];

    @Override
    public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
      FilterDecision decision = new FilterDecision(offered.instances());
      decision.labelOnly().selectAll();
      decision.labelled().selectAll();
      return decision;
    }

    @Override
    public void observe(
        FeatureMap offered,
        FilterDecision decision,
        float[] losses,
        int[] labels,
        ComputeCost cost) {
      seen = Arrays.copyOf(losses, offered.instances());
    }

    @Override
    public FilterReport report() {
      return FilterReport.without("label");
    }
  }

  @Test
  void labellingRunsForwardWithRunningStatisticsAndChangesNothing() throws IOException {
    LabelEverything filter = new LabelEverything();
    try (SmallTraining training =
        new SmallTraining(new ComputeResources(1), BATCH, filter, null, 0.02, SEED)) {
      byte[] before = parameters(training.network);
      training.stream.next(training.batch);
      StepReport report = training.trainer.step(training.batch);
      FeatureMap logits =
          training.network.forward(
              training.batch.images(), training.network.inferenceWorkspace(BATCH));
      training.batch.fetchLabels();
      LossResult expected =
          new SoftmaxCrossEntropy(SmallTraining.CLASSES, BATCH)
              .evaluate(logits, training.batch.labels(), new float[BATCH]);

      assertThat(report.labelOnly()).isEqualTo(BATCH);
      assertThat(parameters(training.network)).isEqualTo(before);
      assertThat(training.trainer.cost().totalMacs())
          .isEqualTo(training.trainer.cost().macs(Phase.LABEL_FORWARD))
          .isEqualTo(BATCH * FORWARD_MACS);
      for (int n = 0; n < BATCH; n++) {
        assertThat(filter.seen[n]).isEqualTo(expected.loss(n));
      }
    }
  }

  @Test
  void labellingMayUseTheStatisticsOfItsOwnMiniBatchAndChangesNothingEither() throws IOException {
    LabelEverything filter = new LabelEverything();
    try (SmallTraining training =
        new SmallTraining(
            new ComputeResources(1),
            BATCH,
            filter,
            null,
            null,
            LabelStatistics.BATCH,
            0.02,
            SEED)) {
      byte[] before = parameters(training.network);
      training.stream.next(training.batch);
      training.trainer.step(training.batch);
      assertThat(parameters(training.network)).isEqualTo(before);
      assertThat(training.trainer.cost().totalMacs()).isEqualTo(BATCH * FORWARD_MACS);
      Network network = training.network;
      BackwardPlan plan = BackwardPlan.all(SmallTraining.MAIN);
      FeatureMap logits =
          network.forward(training.batch.images(), network.trainingWorkspace(plan, BATCH));
      assertLosses(filter, training, logits);

      // A single instance has no statistics of its own.
      training.batch.images().resize(1);
      training.trainer.step(training.batch);
      assertLosses(
          filter,
          training,
          network.forward(training.batch.images(), network.inferenceWorkspace(BATCH)));
    }
  }

  private static void assertLosses(
      LabelEverything filter, SmallTraining training, FeatureMap logits) {
    training.batch.fetchLabels();
    LossResult expected =
        new SoftmaxCrossEntropy(SmallTraining.CLASSES, BATCH)
            .evaluate(logits, training.batch.labels(), new float[BATCH]);
    for (int n = 0; n < training.batch.count(); n++) {
      assertThat(filter.seen[n]).isEqualTo(expected.loss(n));
    }
  }

  @Test
  void memoryIsTheSumOfItsParts() {
    try (SmallTraining training = dense(0.01)) {
      long trained = 9 * 6 + 2 * 6 + 9 * 6 * 12 + 12 + 48 * 16 + 16 + 16 * 3 + 3;
      long statistics = 2 * 6;
      long batch = BATCH * (100L * Float.BYTES + 12);

      assertThat(BackwardPlan.all(SmallTraining.MAIN).weightMacs()).isEqualTo(FORWARD_MACS);
      assertThat(training.trainer.memory().parameterBytes())
          .isEqualTo(4 * (trained + 2 * statistics));
      assertThat(training.trainer.memory().gradientBytes()).isEqualTo(4 * trained);
      assertThat(training.trainer.memory().optimizerBytes()).isEqualTo(4 * trained);
      assertThat(training.trainer.memory().batchBytes()).isEqualTo(3 * batch);
      assertThat(training.trainer.memory().workspaceBytes())
          .isEqualTo(
              training
                      .network
                      .trainingWorkspace(BackwardPlan.all(SmallTraining.MAIN), BATCH)
                      .bytes()
                  + training.network.inferenceWorkspace(BATCH).bytes());
      assertThat(training.trainer.memory().packedBytes())
          .isEqualTo(training.network.packedBytes() + training.resources.scratchBytes());
    }
  }
}
