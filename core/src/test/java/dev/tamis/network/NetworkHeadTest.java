package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.Add;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomNetworks;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NetworkHeadTest {
  private static final Shape IMAGE = new Shape(8, 8, 3);

  private static float[] values(ParameterBlock block) {
    return Arrays.copyOfRange(block.data(), block.offset(), block.offset() + block.length());
  }

  @Test
  void onlyTheLastLinearLayerChanges() {
    NetworkSpec ten = NetworkZoo.resnet(8, IMAGE, 10);
    NetworkSpec four = NetworkHead.withClasses(ten, 4);

    assertThat(four).isEqualTo(NetworkZoo.resnet(8, IMAGE, 4));
    assertThat(NetworkHead.withClasses(four, 10)).isEqualTo(ten);
  }

  @Test
  void theBodyIsKeptAndTheHeadIsNew() {
    NetworkSpec ten = NetworkZoo.resnet(8, IMAGE, 10);
    NetworkSpec four = NetworkHead.withClasses(ten, 4);
    try (ComputeResources resources = new ComputeResources(1)) {
      Network from = new Network(ten, resources, new SeededGenerator(1));
      RandomNetworks.randomize(from, new SeededGenerator(2));
      Network to = new Network(four, resources, new SeededGenerator(3));
      int head = NetworkHead.node(four);
      float[] fresh = values(to.parameters().trained(head).get(0));
      NetworkHead.copyBody(from, to);

      for (int i = 0; i < four.nodes().size(); i++) {
        for (int b = 0; b < to.parameters().trained(i).size(); b++) {
          float[] actual = values(to.parameters().trained(i).get(b));
          if (i != head) {
            assertThat(actual).containsExactly(values(from.parameters().trained(i).get(b)));
          } else if (b == 0) {
            assertThat(actual).containsExactly(fresh).hasSize(4 * 64);
          }
        }
        for (int b = 0; b < to.parameters().statistics(i).size(); b++) {
          assertThat(values(to.parameters().statistics(i).get(b)))
              .containsExactly(values(from.parameters().statistics(i).get(b)));
        }
      }
    }
  }

  @Test
  void aConvolutionWhoseMeanIsTheOutputIsAHead() {
    NetworkSpec squeeze =
        new NetworkBuilder("squeeze", IMAGE)
            .add("a", Conv2d.square(6, 3, 1, 1, true))
            .add("classifier", Conv2d.square(10, 1, 1, 0, true))
            .add("pool", new GlobalAveragePool())
            .add("flat", new Flatten())
            .build();

    assertThat(NetworkHead.node(squeeze)).isEqualTo(1);
    assertThat(NetworkHead.withClasses(squeeze, 3).output()).isEqualTo(Shape.vector(3));
  }

  @Test
  void whatHasNoHeadIsNamed() {
    NetworkSpec sum =
        new NetworkBuilder("sum", Shape.vector(4))
            .add("a", new Linear(3, true))
            .add("b", new Linear(3, true), NetworkSpec.IMAGES)
            .add("sum", new Add(), 0, 1)
            .build();
    NetworkSpec map =
        new NetworkBuilder("map", IMAGE)
            .add("a", Conv2d.square(6, 3, 1, 1, true))
            .add("flat", new Flatten())
            .build();

    assertThatThrownBy(() -> NetworkHead.withClasses(sum, 2)).hasMessageContaining("sum");
    assertThatThrownBy(() -> NetworkHead.withClasses(map, 2)).hasMessageContaining("map");
  }

  @Test
  void bodiesThatDifferAreRefused() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network a = new Network(NetworkZoo.resnet(8, IMAGE, 3), resources, new SeededGenerator(1));
      Network b = new Network(NetworkZoo.resnet(14, IMAGE, 3), resources, new SeededGenerator(1));

      assertThatThrownBy(() -> NetworkHead.copyBody(a, b))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("resnet8 and resnet14");
    }
  }
}
