package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.Relu;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormStatisticsTest {
  private static final NetworkSpec SPEC =
      new NetworkBuilder("norms", SyntheticWorld.SHAPE)
          .add("conv", Conv2d.square(8, 3, 2, 1, false))
          .add("norm", new BatchNorm2d())
          .add("relu", new Relu())
          .add("pool", new GlobalAveragePool())
          .add("fc", new Linear(SyntheticWorld.CLASSES, true))
          .build();

  private static float[] statisticsAfter(Network shipped, NormStatistics normStatistics) {
    AdaptationConfig config =
        AdaptationConfig.defaults()
            .withSelector(Selector.RANDOM)
            .withInstanceKeepRatio(1)
            .withBatchSize(8)
            .withShuffleSize(8)
            .withNormStatistics(normStatistics);
    try (OnDeviceLearner learner = OnDeviceLearner.of(shipped, Map.of(), config)) {
      SyntheticWorld world = new SyntheticWorld(1);
      for (int n = 0; n < 100; n++) {
        int label = world.label();
        learner.offer(world.image(label, false), id -> label);
      }
      assertThat(learner.report().weights().steps()).isPositive();
      assertThat(learner.trained().trained().data())
          .isNotEqualTo(shipped.parameters().trained().data());
      return learner.trained().statistics().data().clone();
    }
  }

  @Test
  void shippedStatisticsStayWhereTheyAreFrozen() {
    assertThat(AdaptationConfig.defaults().normStatistics()).isEqualTo(NormStatistics.STREAM);
    try (ComputeResources resources = new ComputeResources(1)) {
      Network shipped = new Network(SPEC, resources, new SeededGenerator(1));
      float[] before = shipped.parameters().statistics().data();
      assertThat(statisticsAfter(shipped, NormStatistics.FROZEN)).isEqualTo(before);
      assertThat(statisticsAfter(shipped, NormStatistics.BATCH)).isNotEqualTo(before);
    }
  }
}
