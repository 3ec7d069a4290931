package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.selection.FilterNetworks;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counted multiply-accumulates against closed forms written down independently. */
class MacCountTest {
  private static final Shape CIFAR = new Shape(32, 32, 3);
  private static final Shape MNIST = new Shape(28, 28, 1);

  @Test
  void lenet() {
    long expected = 20 * 24 * 24 * 25 + 50 * 8 * 8 * 500 + 800 * 500 + 500 * 10;

    assertThat(expected).isEqualTo(2_293_000);
    assertThat(NetworkZoo.lenet(MNIST, 10).forwardMacs()).isEqualTo(expected);
    assertThat(NetworkZoo.lenet(MNIST, 10).parameterCount())
        .isEqualTo(20 * 25 + 20 + 50 * 500 + 50 + 800 * 500 + 500 + 500 * 10 + 10);
  }

  @Test
  void lenet5() {
    assertThat(NetworkZoo.lenet5(MNIST, 10).forwardMacs())
        .isEqualTo(6 * 28 * 28 * 25 + 16 * 10 * 10 * 150 + 400 * 120 + 120 * 84 + 84 * 10);
  }

  /**
   * Stem; per stage 2n convolutions, the first of stages 2 and 3 with half the input channels at
   * the smaller size; the two projections; the classifier.
   */
  private static long resnetMacs(int depth, int classes) {
    int n = (depth - 2) / 6;
    long stem = 32 * 32 * 9 * 3 * 16;
    long stage1 = 2L * n * 32 * 32 * 9 * 16 * 16;
    long stage2 = 16 * 16 * 9 * 16 * 32 + (2L * n - 1) * 16 * 16 * 9 * 32 * 32;
    long stage3 = 8 * 8 * 9 * 32 * 64 + (2L * n - 1) * 8 * 8 * 9 * 64 * 64;
    long shortcuts = 16 * 16 * 16 * 32 + 8 * 8 * 32 * 64;
    return stem + stage1 + stage2 + stage3 + shortcuts + 64L * classes;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 20, 32, 56, 74, 110})
  void resnet(int depth) {
    assertThat(NetworkZoo.resnet(depth, CIFAR, 10).forwardMacs()).isEqualTo(resnetMacs(depth, 10));
  }

  @Test
  void resnetsAreAboutWhatTheLiteratureSays() {
    assertThat(NetworkZoo.resnet(20, CIFAR, 10).forwardMacs() / 1e6).isCloseTo(40.6, within(0.3));
    assertThat(NetworkZoo.resnet(110, CIFAR, 10).forwardMacs() / 1e6).isCloseTo(253, within(1.0));
  }

  @Test
  void denseBackwardIsErrorsOfAllButTheFirstLayerAndAllWeights() {
    NetworkSpec spec = NetworkZoo.resnet(20, CIFAR, 10);
    BackwardPlan all = BackwardPlan.all(spec);

    assertThat(all.weightMacs()).isEqualTo(resnetMacs(20, 10));
    assertThat(all.errorMacs()).isEqualTo(resnetMacs(20, 10) - 32 * 32 * 9 * 3 * 16);
  }

  @Test
  void theFilterOfLenetCostsBetweenNineAndTenPercent() {
    NetworkSpec main = NetworkZoo.lenet(MNIST, 10);
    NetworkSpec filter = FilterNetworks.forMain(main);

    assertThat(filter.forwardMacs()).isEqualTo(6 * 28 * 28 * 9 + 16 * 14 * 14 * 9 * 6 + 7 * 7 * 16);
    assertThat((double) filter.forwardMacs() / main.forwardMacs()).isBetween(0.09, 0.10);
  }

  @Test
  void theFilterOfResnet110IsResnet8WithinFivePercent() {
    NetworkSpec main = NetworkZoo.resnet(110, CIFAR, 10);
    NetworkSpec filter = FilterNetworks.forMain(main);

    assertThat(filter.forwardMacs()).isEqualTo(resnetMacs(8, 1));
    assertThat((double) filter.forwardMacs() / main.forwardMacs()).isLessThanOrEqualTo(0.05);
  }
}
