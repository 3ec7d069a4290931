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
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks on rounded values beside the same networks of floats. */
class QuantizedNetworkTest {
  private static final long SEED = 5;
  private static final int INSTANCES = 24;
  private static final NetworkSpec LENET = NetworkZoo.lenet(new Shape(20, 20, 1), 10);
  private static final NetworkSpec RESNET = NetworkZoo.resnet(8, new Shape(12, 12, 3), 10);

  private static final QuantizationScheme NEAREST =
      new QuantizationScheme(8, 8, 8, 16, WeightScale.PER_TENSOR, Rounding.NEAREST, true, false);

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

    Step(NetworkSpec spec, QuantizationScheme scheme) {
      network = new Network(spec, resources, new SeededGenerator(SEED), scheme);
      workspace = network.trainingWorkspace(BackwardPlan.all(spec), INSTANCES);
      gradients = new Gradients(spec);
      images = images(spec, INSTANCES);
      network.forward(images, workspace);
    }

    void backward(long step) {
      backward(step, workspace.output());
    }

    void backward(long step, FeatureMap rows) {
      int classes = network.spec().output().size();
      int[] labels = new int[rows.instances()];
      Arrays.setAll(labels, n -> n % classes);
      float[] weights = new float[rows.instances()];
      Arrays.fill(weights, 1f / rows.instances());
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

  @Test
  void initialWeightsAreThoseOfFloats() {
    Step exact = new Step(RESNET, QuantizationScheme.NONE);
    Step rounded = new Step(RESNET, QuantizationScheme.bits(8));
    assertThat(rounded.network.parameters().trained().data())
        .isEqualTo(exact.network.parameters().trained().data());
  }

  @Test
  void chanceFollowsFromSeedAndStep() {
    float[][] gradients = new float[4][];
    for (int k = 0; k < gradients.length; k++) {
      Step step = new Step(LENET, QuantizationScheme.bits(8));
      step.network.roundingSeed(k == 3 ? 99 : step.network.roundingSeed());
      step.backward(k == 2 ? 1 : 0);
      gradients[k] = step.gradients.slab().data();
    }
    assertThat(Arrays.equals(gradients[1], gradients[0])).as("the same").isTrue();
    assertThat(Arrays.equals(gradients[2], gradients[0])).as("another step").isFalse();
    assertThat(Arrays.equals(gradients[3], gradients[0])).as("another seed").isFalse();
  }

  @Test
  void imagesOfZerosGiveNoNaN() {
    for (NetworkSpec spec : new NetworkSpec[] {LENET, RESNET}) {
      Step step = new Step(spec, QuantizationScheme.bits(8));
      Arrays.fill(step.images.data(), 0f);
      step.network.forward(step.images, step.workspace);
      step.backward(0);
      for (float value : step.gradients.slab().data()) {
        assertThat(value).as(spec.name()).isFinite();
      }
    }
  }

  @Test
  void oneValueThatIsNotFiniteSpoilsItsInstanceAlone() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Step step = new Step(LENET, QuantizationScheme.bits(8));
      step.images.data()[step.images.offset(3) + 5] = wrong;
      FeatureMap logits = step.network.forward(step.images, step.workspace);
      for (int i = 0; i < logits.size(); i++) {
        boolean isFinite = Float.isFinite(logits.data()[logits.offset() + i]);
        assertThat(isFinite).as("logit %d, %s", i, wrong).isEqualTo(i / 10 != 3);
      }
    }
  }

  @Test
  void retainedInstancesHaveTheGradientsOfTheirOwn() {
    InstanceSet retained = InstanceSet.of(INSTANCES, 1, 4, 5, 23);
    Step all = new Step(LENET, NEAREST);
    FeatureMap images = FeatureMap.allocate(LENET.input(), 4);
    for (int k = 0; k < 4; k++) {
      System.arraycopy(
          all.images.data(),
          all.images.offset(retained.get(k)),
          images.data(),
          images.offset(k),
          LENET.input().size());
    }
    Step few = new Step(LENET, NEAREST);
    FeatureMap logits = few.network.forward(images, few.workspace);
    all.network.retain(all.workspace, retained, images);
    all.backward(0, logits);
    few.backward(0, logits);

    assertThat(Arrays.equals(all.gradients.slab().data(), few.gradients.slab().data())).isTrue();
  }

  @Test
  void prefixOfAQuantizedNetworkEndsInFloats() {
    Step whole = new Step(RESNET, QuantizationScheme.bits(8));
    Network prefix = whole.network.prefix(3);
    FeatureMap features = prefix.forward(whole.images, prefix.inferenceWorkspace(INSTANCES));

    assertThat(features.isEncoded()).isFalse();
    assertThat(prefix.scheme()).isEqualTo(QuantizationScheme.bits(8));
    assertThat(features.data()[features.offset()]).isFinite();
  }

  @Test
  void savedActivationsOfAResnetTakeAQuarter() {
    NetworkSpec spec = NetworkZoo.resnet(20, new Shape(32, 32, 3), 10);
    BackwardPlan plan = BackwardPlan.all(spec);
    long floats = Arrays.stream(Workspace.savedBytes(spec, plan)).sum();
    long bytes = Arrays.stream(Workspace.savedBytes(spec, plan, QuantizationScheme.bits(8))).sum();

    assertThat((double) bytes / floats).isLessThan(0.26);
    assertThat(workspaceBytes(spec, QuantizationScheme.bits(8)))
        .isLessThan(workspaceBytes(spec, QuantizationScheme.NONE) * 2 / 5);
    assertThat(workspaceBytes(spec, QuantizationScheme.bits(9)))
        .as("more than 8 bits are stored as floats")
        .isEqualTo(workspaceBytes(spec, QuantizationScheme.NONE));
  }

  private static long workspaceBytes(NetworkSpec spec, QuantizationScheme scheme) {
    Network network = new Network(spec, resources, new SeededGenerator(1), scheme);
    return network.trainingWorkspace(BackwardPlan.all(spec), 32).bytes();
  }
}
