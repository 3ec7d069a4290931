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
  void vgg16() {
    NetworkSpec spec = NetworkZoo.vgg16(CIFAR, 10);
    long stage1 = 32 * 32 * 9 * (3 * 64 + 64 * 64);
    long stage2 = 16 * 16 * 9 * (64 * 128 + 128 * 128);
    long stage3 = 8 * 8 * 9 * (128 * 256 + 2 * 256 * 256);
    long stage4 = 4 * 4 * 9 * (256 * 512 + 2 * 512 * 512);
    long stage5 = 2 * 2 * 9 * 3 * 512 * 512;
    long kernels =
        9L * (3 * 64 + 64 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 2 * 256 * 256)
            + 9L * (256 * 512 + 5 * 512 * 512);
    long norms = 2 * (2 * 64 + 2 * 128 + 3 * 256 + 6 * 512);

    assertThat(spec.forwardMacs()).isEqualTo(stage1 + stage2 + stage3 + stage4 + stage5 + 5120);
    assertThat(spec.forwardMacs()).isEqualTo(313_201_664);
    assertThat(spec.parameterCount()).isEqualTo(kernels + norms + 512 * 10 + 10);
    assertThat(spec.parameterCount()).isEqualTo(14_724_042);
    assertThat(spec.output()).isEqualTo(Shape.vector(10));
  }

  /** Thirteen pairs of depthwise 9c and pointwise cd products, at the depthwise's output size. */
  @Test
  void mobilenetV1() {
    NetworkSpec spec = NetworkZoo.mobilenetV1(CIFAR, 10);
    int[][] blocks = { // side, channels in, channels out, how often
      {32, 32, 64, 1},
      {16, 64, 128, 1},
      {16, 128, 128, 1},
      {8, 128, 256, 1},
      {8, 256, 256, 1},
      {4, 256, 512, 1},
      {4, 512, 512, 5},
      {2, 512, 1024, 1},
      {2, 1024, 1024, 1}
    };
    long macs = 32 * 32 * 27 * 32 + 1024 * 10;
    long parameters = 27 * 32 + 2 * 32 + 1024 * 10 + 10;
    for (int[] b : blocks) {
      macs += (long) b[3] * b[0] * b[0] * (9 * b[1] + b[1] * b[2]);
      parameters += (long) b[3] * (9 * b[1] + 2 * b[1] + b[1] * b[2] + 2 * b[2]);
    }

    assertThat(spec.forwardMacs()).isEqualTo(macs).isEqualTo(46_354_432);
    assertThat(spec.parameterCount()).isEqualTo(parameters).isEqualTo(3_217_226);
    assertThat(spec.output()).isEqualTo(Shape.vector(10));
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
