package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.onnx.GraphWriter.Attributes;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of imported networks, every one of them, against central differences of the file's
 * graph in double precision.
 */
final class GradientTest {
  private static final int COUNT = 4;
  private static final int CLASSES = 3;
  private static final int SIZE = 2 * 8 * 6;
  private static final double STEP = 1e-6;

  private static TestGraph images() {
    return new TestGraph(21).input(2, 8, 6);
  }

  private static Attributes two() {
    return new Attributes().numbers("kernel_shape", 2, 2).numbers("strides", 2, 2);
  }

  static Stream<Arguments> graphs() {
    Attributes padded = new Attributes().numbers("pads", 1, 1, 1, 1);
    Attributes strided = new Attributes().numbers("pads", 0, 0, 1, 1).numbers("strides", 2, 2);
    return Stream.of(
        Arguments.of(
            "residual block with batch norms",
            images()
                .conv("x", "a", 4, 2, 1)
                .norm("a", "an", 4)
                .node("Relu", "an", "ar")
                .weights("b.weight", 4, 4, 3, 3)
                .node("Conv", "ar,b.weight", "b", padded)
                .norm("b", "bn", 4)
                .node("Add", "bn,ar", "s")
                .node("Relu", "s", "r")
                .weights("d.weight", 3, 4, 3, 3)
                .node("Conv", "r,d.weight", "d", strided)
                .node("Flatten", "d", "f")
                .gemm("f", "y", CLASSES, 3 * 4 * 3)
                .output("y", CLASSES)),
        Arguments.of(
            "squeeze and excitation, depthwise, hard swish",
            images()
                .conv("x", "a", 4, 2, 3)
                .node("HardSwish", "a", "h")
                .weights("w.weight", 4, 1, 3, 3)
                .node("Conv", "h,w.weight", "w", new Attributes().number("group", 4))
                .node("GlobalAveragePool", "w", "g")
                .conv("g", "e", 4, 4, 1)
                .node("HardSigmoid", "e", "s")
                .node("Mul", "w,s", "m")
                .node("Flatten", "m", "f")
                .gemm("f", "y", CLASSES, 4 * 4 * 2)
                .output("y", CLASSES)),
        Arguments.of(
            "pools, joined channels, other activations",
            images()
                .conv("x", "a", 3, 2, 1)
                .node("MaxPool", "a", "p", two())
                .node("AveragePool", "x", "q", two())
                .node("Concat", "p,q", "j", new Attributes().number("axis", 1))
                .conv("j", "c", 4, 5, 3)
                .node("LeakyRelu", "c", "l", new Attributes().real("alpha", 0.1f))
                .scalar("low", -0.5f)
                .scalar("high", 0.75f)
                .node("Clip", "l,low,high", "k")
                .node("Flatten", "k", "f")
                .gemm("f", "h", 5, 4 * 2)
                .norm("h", "n", 5)
                .node("Sigmoid", "n", "s")
                .gemm("s", "y", CLASSES, 5)
                .output("y", CLASSES)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void areThoseOfTheFilesGraph(String name, byte[] model) throws Exception {
    SeededGenerator generator = new SeededGenerator(8);
    double[] images = new double[COUNT * SIZE];
    Arrays.setAll(images, i -> 2 * generator.nextFloat() - 1f);
    int[] labels = {0, 2, 1, 2};
    GraphReference reference = new GraphReference(ModelFile.of(model, name).graph());
    int[] dims = {COUNT, 2, 8, 6};

    try (ComputeResources resources = new ComputeResources(1)) {
      Network network = OnnxImporter.read(model, name).toNetwork(resources);
      Gradients gradients = gradients(network, images, labels);
      assertThat(NamedTensor.of(network)).isNotEmpty();
      for (NamedTensor tensor : NamedTensor.of(network)) {
        if (tensor.suffix().startsWith("running")) {
          continue;
        }
        String id = network.spec().nodes().get(tensor.node()).name() + "." + tensor.suffix();
        int block = tensor.suffix().equals("bias") ? 1 : 0;
        ParameterBlock own = gradients.blocks(tensor.node()).get(block);
        float[] actual =
            new NamedTensor(tensor.node(), tensor.suffix(), tensor.dims(), own, tensor.order())
                .toFile();
        double[] expected = new double[actual.length];
        double[] values = reference.constant(id);
        double largest = 0;
        for (int k = 0; k < expected.length; k++) {
          double value = values[k];
          values[k] = value + STEP;
          double above = reference.loss(images, dims, labels);
          values[k] = value - STEP;
          expected[k] = (above - reference.loss(images, dims, labels)) / (2 * STEP);
          values[k] = value;
          largest = Math.max(largest, Math.abs(expected[k]));
        }
        for (int k = 0; k < expected.length; k++) {
          assertThat((double) actual[k])
              .as("%s[%s]", id, k)
              .isCloseTo(expected[k], Offset.offset(1e-4 * largest + 1e-6));
        }
      }
    }
  }

  private static Gradients gradients(Network network, double[] images, int[] labels) {
    BackwardPlan plan = BackwardPlan.all(network.spec());
    Workspace workspace = network.trainingWorkspace(plan, COUNT);
    FeatureMap input = FeatureMap.allocate(network.spec().input(), COUNT);
    int[] order = Order.CHANNELS_FIRST.indices(network.spec().input());
    for (int n = 0; n < COUNT; n++) {
      for (int k = 0; k < SIZE; k++) {
        input.data()[input.offset(n) + k] = (float) images[n * SIZE + order[k]];
      }
    }
    float[] weights = new float[COUNT];
    Arrays.fill(weights, 1f / COUNT);
    Gradients gradients = new Gradients(network.spec());
    SoftmaxCrossEntropy lossFunction = new SoftmaxCrossEntropy(CLASSES, COUNT);
    LossResult loss = lossFunction.evaluate(network.forward(input, workspace), labels, weights);
    network.backward(loss.error(), ChannelSelector.ALL, workspace, gradients);
    return gradients;
  }
}
