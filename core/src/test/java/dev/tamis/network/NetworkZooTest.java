package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The larger networks compute, learn a fixed mini-batch, and can be pruned. */
class NetworkZooTest {
  private static final int INSTANCES = 4;
  private static final int CLASSES = 3;

  @Test
  void vgg16Learns() {
    learns(NetworkZoo.vgg16(new Shape(32, 32, 3), CLASSES));
  }

  @Test
  void mobilenetV1Learns() {
    learns(NetworkZoo.mobilenetV1(new Shape(16, 16, 3), CLASSES));
  }

  @Test
  void vgg16NeedsThirtyTwoPixels() {
    assertThatThrownBy(() -> NetworkZoo.vgg16(new Shape(16, 16, 3), CLASSES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void learns(NetworkSpec spec) {
    try (ComputeResources resources = new ComputeResources(2)) {
      for (ChannelSelector selector : new ChannelSelector[] {ChannelSelector.ALL, halved(spec)}) {
        Network network = new Network(spec, resources, new SeededGenerator(1));
        double before = step(network, selector, 2);

        assertThat(before).isFinite();
        assertThat(step(network, selector, 1)).isLessThan(before);
      }
    }
  }

  private static ChannelSelector halved(NetworkSpec spec) {
    return new ErrorMapPruner(
        spec,
        KeepRatioSchedule.constant(0.5),
        ChannelImportance.PRODUCT,
        Map.of(),
        new SeededGenerator(2));
  }

  /** The loss before the first of some steps on the same instances. */
  private static double step(Network network, ChannelSelector selector, int steps) {
    NetworkSpec spec = network.spec();
    BackwardPlan plan = BackwardPlan.all(spec);
    Workspace workspace = network.trainingWorkspace(plan, INSTANCES);
    Gradients gradients = new Gradients(spec);
    Sgd optimizer = new Sgd(spec, plan, 0, 0);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(CLASSES, INSTANCES);
    FeatureMap images = FeatureMap.allocate(spec.input(), INSTANCES);
    SeededGenerator generator = new SeededGenerator(3);
    for (int i = 0; i < images.data().length; i++) {
      images.data()[i] = (float) generator.nextGaussian();
    }
    float[] weights = new float[INSTANCES];
    Arrays.fill(weights, 1f / INSTANCES);
    double first = 0;
    for (int s = 0; s < steps; s++) {
      FeatureMap logits = network.forward(images, workspace);
      LossResult result = loss.evaluate(logits, new int[] {0, 1, 2, 0}, weights);
      first = s == 0 ? result.lossSum() : first;
      network.backward(result.error(), selector, workspace, gradients);
      optimizer.step(network.parameters(), gradients, 0.01);
    }
    return first;
  }
}
