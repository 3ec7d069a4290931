package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;
import dev.tamis.stream.LabelSource;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adaptation allocates nothing, once it is compiled: neither by instance nor by step. */
class DeviceAllocationTest {
  private static final int WINDOW = 200;
  private static final int LEAST_WINDOWS = 10;
  private static final int MOST_WINDOWS = 60;
  private static final int IMAGES = 64;

  @ParameterizedTest
  @CsvSource({"FROZEN, FILTER_ENTROPY", "STREAM, FILTER_ENTROPY", "FROZEN, PAPER", "STREAM, PAPER"})
  void learningAllocatesNothing(NormStatistics norms, Selector selector) {
    NetworkSpec spec =
        norms == NormStatistics.STREAM ? SyntheticWorld.NORMALISED : SyntheticWorld.SPEC;
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SyntheticWorld world = new SyntheticWorld(1);
    float[][] images = new float[IMAGES][];
    int[] labels = new int[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      labels[n] = world.label();
      images[n] = world.image(labels[n], n % 2 == 0);
    }
    LabelSource source = id -> id % 7 == 0 ? OnDeviceLearner.LATER : labels[(int) (id % IMAGES)];
    AdaptationConfig config =
        AdaptationConfig.defaults()
            .withNormStatistics(norms)
            .withSelector(selector)
            .withGated(true)
            .withInstanceKeepRatio(0.3)
            .withChannelKeepRatio(0.6)
            .withBatchSize(8)
            .withShuffleSize(16)
            .withColdStartLabels(50)
            .withReservoirSize(48)
            .withReplaySize(32)
            .withWaitingSize(8)
            .withBudget(ComputeBudget.UNLIMITED.withMacsPerInstance(800_000));
    try (ComputeResources resources = new ComputeResources(1);
        Champion champion = new Champion(spec, config.followsStream(spec))) {
      assumeThat(resources.kernelsName())
          .as("until they are compiled, vector kernels allocate")
          .isEqualTo("scalar");
      champion.begin(SyntheticWorld.shipped(spec, resources).parameters());
      Adaptation adaptation = new Adaptation(spec, config, champion, resources, System::nanoTime);
      long allocated = Long.MAX_VALUE;
      long id = 0;
      for (int window = 0;
          window < LEAST_WINDOWS || (window < MOST_WINDOWS && allocated > 0);
          window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int n = 0; n < WINDOW; n++) {
          adaptation.offer(id, images[(int) (id % IMAGES)], 0, source);
          if (id % 14 == 0) {
            adaptation.label(id, labels[(int) (id % IMAGES)]);
          }
          id++;
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      DeviceReport report = adaptation.report(0);
      assertThat(report.weights().evaluations()).isPositive();
      assertThat(report.instances().expired()).isPositive();
      assertThat(allocated).isZero();
    }
  }
}
