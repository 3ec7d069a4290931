package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.Add;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

class NetworkPrefixTest {
  private static final Shape IMAGE = new Shape(8, 8, 3);

  @Test
  void theWholeNetworksPrefixComputesWhatItsFirstNodesDo() {
    try (ComputeResources resources = new ComputeResources(1)) {
      SeededGenerator generator = SeededGenerator.split(5, "weights");
      Network whole = new Network(NetworkZoo.resnet(8, IMAGE, 4), resources, generator);
      int nodes = whole.spec().nodes().size();
      FeatureMap images = images();
      float[] expected = copy(whole.forward(images, whole.inferenceWorkspace(2)));
      Network all = whole.prefix(nodes);
      assertThat(copy(all.forward(images, all.inferenceWorkspace(2)))).isEqualTo(expected);
    }
  }

  @Test
  void aPrefixFollowsTheWeightsOfTheWhole() {
    try (ComputeResources resources = new ComputeResources(1)) {
      SeededGenerator generator = SeededGenerator.split(5, "weights");
      Network whole = new Network(NetworkZoo.resnet(8, IMAGE, 4), resources, generator);
      Network stem = whole.prefix(1);
      assertThat(stem.spec().output()).isEqualTo(whole.spec().shapes().get(0));
      FeatureMap images = images();
      float[] before = copy(stem.forward(images, stem.inferenceWorkspace(2)));
      float[] weights = whole.parameters().trained().data();
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= 2;
      }
      whole.parameters().trained().markChanged();
      float[] after = copy(stem.forward(images, stem.inferenceWorkspace(2)));
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isEqualTo(2 * before[i]);
      }
    }
  }

  @Test
  void whatLeavesANodeUnreadIsNoPrefix() {
    NetworkSpec spec =
        new NetworkBuilder("fork", IMAGE)
            .add("conv", Conv2d.square(4, 3, 1, 1, false))
            .add("left", new Relu())
            .add("right", new Relu(), 0)
            .add("join", new Add(), 1, 2)
            .build();
    assertThat(spec.prefix(2).output()).isEqualTo(spec.shapes().get(1));
    assertThatThrownBy(() -> spec.prefix(3)).hasMessageContaining("left is never read");
  }

  private static FeatureMap images() {
    FeatureMap images = FeatureMap.allocate(IMAGE, 2);
    SeededGenerator generator = SeededGenerator.split(5, "images");
    for (int i = 0; i < images.data().length; i++) {
      images.data()[i] = (float) generator.nextDouble() - 0.5f;
    }
    return images;
  }

  private static float[] copy(FeatureMap map) {
    int size = map.shape().size() * map.instances();
    float[] values = new float[size];
    System.arraycopy(map.data(), map.offset(0), values, 0, size);
    return values;
  }
}
