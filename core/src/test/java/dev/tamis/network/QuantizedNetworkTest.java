package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.quantize.Rounding;
import dev.tamis.quantize.WeightScale;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks on rounded values beside the same networks of floats. */
class QuantizedNetworkTest {
  private static final long SEED = 5;
  private static final int INSTANCES = 24;
  private static final NetworkSpec LENET = NetworkZoo.lenet(new Shape(20, 20, 1), 10);
  private static final NetworkSpec RESNET = NetworkZoo.resnet(8, new Shape(12, 12, 3), 10);

  private static ComputeResources resources;

  @BeforeAll
  static void start() {
    resources = new ComputeResources(2);
  }

  @AfterAll
  static void stop() {
    resources.close();
  }

  /** A network, what it made of random images, and the gradients of one step. */
  private static final class Step {
    final Network network;
    final Workspace workspace;
    final Gradients gradients;
    final FeatureMap images;
    final FeatureMap logits;

    Step(NetworkSpec spec, QuantizationScheme scheme) {
      network = new Network(spec, resources, new SeededGenerator(SEED), scheme);
      workspace = network.trainingWorkspace(BackwardPlan.all(spec), INSTANCES);
      gradients = new Gradients(spec);
      images = images(spec, INSTANCES);
      logits = network.forward(images, workspace);
    }

    void backward(long step) {
      int classes = network.spec().output().size();
      int[] labels = new int[INSTANCES];
      Arrays.setAll(labels, n -> n % classes);
      float[] weights = new float[INSTANCES];
      Arrays.fill(weights, 1f / INSTANCES);
      FeatureMap rows = workspace.output();
      LossResult loss = new SoftmaxCrossEntropy(classes, INSTANCES).evaluate(rows, labels, weights);
      network.atStep(step);
      network.backward(loss.error(), ChannelSelector.ALL, workspace, gradients);
    }
  }

  private static FeatureMap images(NetworkSpec spec, int count) {
    FeatureMap images = FeatureMap.allocate(spec.input(), count);
    SeededGenerator random = SeededGenerator.split(SEED, "images");
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextGaussian();
    }
    return images;
  }

  private static double cosine(float[] a, float[] b, int from, int count) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = from; i < from + count; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  static Stream<Arguments> schemes() {
    QuantizationScheme perChannel =
        new QuantizationScheme(8, 8, 8, 16, WeightScale.PER_CHANNEL, Rounding.NEAREST, true, true);
    return Stream.of(
        Arguments.of(LENET, QuantizationScheme.bits(8), 0.95),
        Arguments.of(LENET, perChannel, 0.95),
        Arguments.of(LENET, QuantizationScheme.bits(12), 0.995),
        Arguments.of(LENET, QuantizationScheme.bits(4), 0.5),
        Arguments.of(RESNET, QuantizationScheme.bits(8), 0.75),
        Arguments.of(RESNET, perChannel, 0.75),
        Arguments.of(RESNET, QuantizationScheme.bits(12), 0.98),
        Arguments.of(RESNET, QuantizationScheme.bits(16), 0.998));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void gradientsPointWhereThoseOfFloatsDo(
      NetworkSpec spec, QuantizationScheme scheme, double least) {
    Step exact = new Step(spec, QuantizationScheme.NONE);
    Step rounded = new Step(spec, scheme);
    exact.backward(0);
    rounded.backward(0);

    for (int i = 0; i < spec.nodes().size(); i++) {
      for (ParameterBlock block : exact.gradients.blocks(i)) {
        double cosine =
            cosine(
                exact.gradients.slab().data(),
                rounded.gradients.slab().data(),
                block.offset(),
                block.length());
        assertThat(cosine).as("%s of %s", spec.nodes().get(i).name(), scheme).isGreaterThan(least);
      }
    }
  }
}
