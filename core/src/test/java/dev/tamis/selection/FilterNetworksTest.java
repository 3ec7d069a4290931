package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.Conv2d;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

class FilterNetworksTest {
  private static final Shape CIFAR = new Shape(32, 32, 3);
  private static final Shape MNIST = new Shape(28, 28, 1);

  private static double share(NetworkSpec main) {
    return (double) FilterNetworks.forMain(main).forwardMacs() / main.forwardMacs();
  }

  @Test
  void lenetGetsThePapersSlimOne() {
    NetworkSpec main = NetworkZoo.lenet(MNIST, 10);
    assertThat(FilterNetworks.forMain(main).name()).isEqualTo("slim-lenet");
    assertThat(share(main)).isBetween(0.092, 0.094);
  }

  @Test
  void resnet110GetsThePapersResnet8() {
    NetworkSpec main = NetworkZoo.resnet(110, CIFAR, 10);
    assertThat(FilterNetworks.forMain(main).name()).isEqualTo("resnet8");
    assertThat(share(main)).isBetween(0.049, 0.05);
  }

  @Test
  void othersGetOneWithinTheLimit() {
    for (int depth : new int[] {8, 14, 20, 32, 56, 74}) {
      NetworkSpec main = NetworkZoo.resnet(depth, CIFAR, 10);
      assertThat(FilterNetworks.forMain(main).name()).startsWith("pooled");
      assertThat(share(main)).as("resnet%d", depth).isBetween(0.001, 0.05);
    }
    for (Shape input : new Shape[] {CIFAR, new Shape(224, 224, 3), new Shape(96, 128, 3)}) {
      assertThat(share(vgg(input))).as("vgg, %s", input).isBetween(1e-5, 0.05);
    }
    assertThat(share(NetworkZoo.lenet5(MNIST, 10))).isBetween(0.01, 0.1);
  }

  @Test
  void mainNetworksOfAnyMakeAndSizeGetOne() {
    for (Shape input :
        new Shape[] {
          new Shape(4, 4, 8),
          new Shape(7, 9, 3),
          new Shape(16, 16, 1),
          new Shape(28, 28, 1),
          new Shape(32, 32, 3),
          new Shape(64, 64, 3),
          new Shape(96, 48, 3),
          new Shape(224, 224, 3)
        }) {
      for (NetworkSpec main :
          new NetworkSpec[] {
            NetworkZoo.resnet(8, input, 10),
            NetworkZoo.resnet(20, input, 10),
            NetworkZoo.mobilenetV1(input, 10)
          }) {
        NetworkSpec filter = FilterNetworks.forMain(main, 10);
        double limit = main.forwardMacs() < 5_000_000 ? 0.1 : 0.05;
        assertThat(filter.input()).isEqualTo(input);
        assertThat((double) filter.forwardMacs() / main.forwardMacs())
            .as("%s of %s on %s", filter.name(), main.name(), input)
            .isBetween(1e-5, limit);
      }
    }
  }

  @Test
  void allHaveTheWantedOutputsAndTheMainInput() {
    for (NetworkSpec main :
        new NetworkSpec[] {
          NetworkZoo.lenet(MNIST, 10),
          NetworkZoo.lenet5(MNIST, 10),
          NetworkZoo.resnet(20, CIFAR, 10),
          NetworkZoo.resnet(110, CIFAR, 100),
          NetworkZoo.resnet(20, new Shape(8, 8, 1), 10),
          vgg(new Shape(33, 65, 2))
        }) {
      NetworkSpec filter = FilterNetworks.forMain(main);
      assertThat(filter.input()).isEqualTo(main.input());
      assertThat(filter.output()).isEqualTo(Shape.vector(1));
      NetworkSpec classifier = FilterNetworks.forMain(main, 10);
      assertThat(classifier.output()).isEqualTo(Shape.vector(10));
      assertThat((double) classifier.forwardMacs() / main.forwardMacs()).isLessThanOrEqualTo(0.1);
    }
  }

  @Test
  void poolsToSixteenPixelsOrFewer() {
    for (int side = 8; side < 300; side++) {
      NetworkSpec filter = FilterNetworks.pooled(new Shape(side, side, 3), 4);
      assertThat(filter.forwardMacs())
          .isLessThanOrEqualTo(FilterNetworks.pooled(new Shape(16, 16, 3), 4).forwardMacs());
    }
  }

  @Test
  void tooSmallANetworkIsAClearError() {
    NetworkSpec tiny =
        new NetworkBuilder("tiny", MNIST)
            .add("pool", new GlobalAveragePool())
            .add("fc", new Linear(10, true))
            .build();
    assertThatThrownBy(() -> FilterNetworks.forMain(tiny))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 % of tiny")
        .hasMessageContaining("without a filter");
  }

  private static NetworkSpec vgg(Shape input) {
    NetworkBuilder net = new NetworkBuilder("vgg16", input);
    int[][] blocks = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    for (int i = 0; i < blocks.length; i++) {
      for (int j = 0; j < blocks[i].length; j++) {
        String at = i + "." + j;
        net.add("conv" + at, Conv2d.square(blocks[i][j], 3, 1, 1, true))
            .add("relu" + at, new Relu());
      }
      net.add("pool" + i, MaxPool2d.square(2));
    }
    return net.add("mean", new GlobalAveragePool()).add("fc", new Linear(10, true)).build();
  }
}
