package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.RangeBatchNorm2d;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What batch norms read is measured in passes that are normalised by running statistics. */
class ObservingWorkspaceTest {
  private static final int INSTANCES = 5;
  private static final Shape SHAPE = new Shape(6, 7, 3);

  /** A norm whose running statistics become those of the last mini-batch, between two layers. */
  private static NetworkSpec spec(LayerSpec norm) {
    return new NetworkBuilder("observed", SHAPE)
        .add("conv", Conv2d.square(10, 3, 1, 1, false))
        .add("norm", norm)
        .add("relu", new Relu())
        .add("pool", new GlobalAveragePool())
        .add("fc", new Linear(4, true))
        .build();
  }

  private static FeatureMap images() {
    FeatureMap images = FeatureMap.allocate(SHAPE, INSTANCES);
    images.resize(INSTANCES);
    SeededGenerator random = new SeededGenerator(7);
    for (int i = 0; i < INSTANCES * SHAPE.size(); i++) {
      images.data()[i] = (float) (3 + 2 * random.nextGaussian());
    }
    return images;
  }

  @Test
  void momentsAreTheStatisticsOfTheBatch() {
    try (ComputeResources resources = new ComputeResources(2)) {
      Network network =
          new Network(spec(new BatchNorm2d(1e-5f, 1f)), resources, new SeededGenerator(1));
      float[] moments = new float[network.parameters().statistics().data().length];
      Workspace observing = network.observingWorkspace(INSTANCES);
      network.forward(images(), observing);
      network.moments(observing, moments);
      network.forward(
          images(), network.trainingWorkspace(BackwardPlan.all(network.spec()), INSTANCES));
      assertThat(moments).isEqualTo(network.parameters().statistics().data());
    }
  }

  @Test
  void aRangeNormIsMeasuredByItsVariance() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network variance = new Network(spec(new BatchNorm2d()), resources, new SeededGenerator(1));
      Network range = new Network(spec(new RangeBatchNorm2d()), resources, new SeededGenerator(1));
      assertThat(moments(range)).isEqualTo(moments(variance));
    }
  }

  private static float[] moments(Network network) {
    float[] moments = new float[network.parameters().statistics().data().length];
    Workspace observing = network.observingWorkspace(INSTANCES);
    network.forward(images(), observing);
    network.moments(observing, moments);
    return moments;
  }

  @Test
  void measuringChangesNoLogitAndNoStatistic() {
    try (ComputeResources resources = new ComputeResources(1)) {
      NetworkSpec spec = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
      Network network = new Network(spec, resources, new SeededGenerator(1));
      FeatureMap images = FeatureMap.allocate(spec.input(), 3);
      images.resize(3);
      Arrays.fill(images.data(), 0.5f);
      float[] before = network.parameters().statistics().data().clone();
      Workspace inference = network.inferenceWorkspace(3);
      Workspace observing = network.observingWorkspace(3);
      float[] logits = Arrays.copyOf(network.forward(images, inference).data(), 10);
      FeatureMap observed = network.forward(images, observing);
      for (int k = 0; k < 10; k++) {
        assertThat(observed.data()[observed.offset(0) + k])
            .isEqualTo(inferenceLogit(network, images, inference, k));
      }
      assertThat(logits).hasSize(10);
      assertThat(network.parameters().statistics().data()).isEqualTo(before);
      assertThat(observing.instances()).isEqualTo(3);
      assertThat(observing.bytes()).isEqualTo(inference.bytes());
    }
  }

  private static float inferenceLogit(
      Network network, FeatureMap images, Workspace inference, int k) {
    FeatureMap logits = network.forward(images, inference);
    return logits.data()[logits.offset(0) + k];
  }
}
