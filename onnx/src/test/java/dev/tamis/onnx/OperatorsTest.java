package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.onnx.GraphWriter.Attributes;
import dev.tamis.random.SeededGenerator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small graphs, one for each way in which exporters write things: imported, they predict what ONNX
 * Runtime predicts; exported, ONNX's checker accepts them, ONNX Runtime predicts the same, and they
 * come back as they were.
 */
final class OperatorsTest {
  private static final ComputeResources RESOURCES = new ComputeResources(1);
  private static final int IMAGES = 3;
  private static final long SEED = 11;

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  private record Case(String name, int imageSize, List<String> layers, byte[] model) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case graph(String name, int imageSize, byte[] model, String... layers) {
    return new Case(name, imageSize, List.of(layers), model);
  }

  private static TestGraph maps() {
    return new TestGraph(SEED).input(3, 8, 6);
  }

  private static Attributes with() {
    return new Attributes();
  }

  private static TestGraph window(String operator, Attributes attributes) {
    return maps().conv("x", "c", 4, 3, 1).node(operator, "c", "y", attributes);
  }

  private static TestGraph conv(Attributes attributes) {
    return maps().weights("w", 5, 3, 3, 3).node("Conv", "x,w", "y", attributes);
  }

  private static final int MAP = 3 * 8 * 6;

  static Stream<Case> convolutions() {
    return Stream.of(
        graph(
            "asymmetric padding and stride",
            MAP,
            conv(with().numbers("pads", 0, 1, 2, 1).numbers("strides", 2, 1)).output("y", 5, 4, 6),
            "Conv2d"),
        graph(
            "SAME_UPPER with stride 2",
            MAP,
            conv(with().text("auto_pad", "SAME_UPPER").numbers("strides", 2, 2))
                .output("y", 5, 4, 3),
            "Conv2d"),
        graph(
            "SAME_LOWER with stride 2",
            MAP,
            conv(with().text("auto_pad", "SAME_LOWER").numbers("strides", 2, 2))
                .output("y", 5, 4, 3),
            "Conv2d"),
        graph("VALID", MAP, conv(with().text("auto_pad", "VALID")).output("y", 5, 6, 4), "Conv2d"),
        graph(
            "groups",
            MAP,
            maps()
                .weights("w", 6, 1, 3, 3)
                .node("Conv", "x,w", "y", with().number("group", 3))
                .output("y", 6, 6, 4),
            "Conv2d"),
        graph(
            "one dimension",
            3 * 9,
            new TestGraph(SEED)
                .input(3, 9)
                .weights("w", 4, 3, 3)
                .node("Conv", "x,w", "y", with().numbers("pads", 1, 0).numbers("strides", 2))
                .output("y", 4, 4),
            "Conv2d"),
        graph(
            "padding before it",
            MAP,
            maps()
                .integers("p", 0, 0, 1, 0, 0, 0, 2, 1)
                .node("Pad", "x,p", "padded")
                .weights("w", 5, 3, 3, 3)
                .node("Conv", "padded,w", "y", with().numbers("strides", 2, 2))
                .output("y", 5, 5, 3),
            "Conv2d"),
        graph(
            "bias added behind it, with a factor",
            MAP,
            maps()
                .weights("w", 4, 3, 1, 1)
                .node("Conv", "x,w", "c")
                .weights("b", 4, 1, 1)
                .node("Add", "c,b", "d")
                .weights("f", 1, 4, 1, 1)
                .node("Mul", "d,f", "y")
                .output("y", 4, 8, 6),
            "Conv2d"),
        graph(
            "a bias that another branch must not see",
            MAP,
            maps()
                .weights("w", 4, 3, 1, 1)
                .node("Conv", "x,w", "c")
                .weights("b", 4, 1, 1)
                .node("Add", "c,b", "d")
                .node("Relu", "c", "e")
                .node("Add", "d,e", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "ChannelAffine",
            "Relu",
            "Add"));
  }

  static Stream<Case> norms() {
    return Stream.of(
        graph(
            "batch norm",
            MAP,
            maps().conv("x", "c", 4, 3, 3).norm("c", "y", 4).output("y", 4, 6, 4),
            "Conv2d",
            "BatchNorm2d"),
        graph(
            "batch norm of a vector",
            MAP,
            maps()
                .node("Flatten", "x", "f")
                .gemm("f", "g", 5, MAP)
                .norm("g", "y", 5)
                .output("y", 5),
            "Flatten",
            "Linear",
            "BatchNorm2d"),
        graph(
            "batch norm of a flattened map",
            MAP,
            maps()
                .node("Flatten", "x", "f")
                .norm("f", "n", MAP)
                .node("Relu", "n", "r")
                .gemm("r", "y", 5, MAP)
                .output("y", 5),
            "Flatten",
            "BatchNorm2d",
            "Relu",
            "Linear"),
        graph(
            "scale and shift behind a batch norm",
            MAP,
            maps()
                .norm("x", "n", 3)
                .scalar("two", 2)
                .node("Mul", "n,two", "m")
                .node("Sub", "m,two", "y")
                .output("y", 3, 8, 6),
            "BatchNorm2d"),
        graph(
            "images that are prepared in the graph",
            MAP,
            maps()
                .weights("mean", 1, 3, 1, 1)
                .positive("std", 3, 1, 1)
                .scalar("s", 255)
                .node("Div", "x,s", "a")
                .node("Sub", "a,mean", "b")
                .node("Div", "b,std", "c")
                .conv("c", "y", 4, 3, 3)
                .output("y", 4, 6, 4),
            "ChannelAffine",
            "Conv2d"),
        graph(
            "a constant minus a map",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .scalar("one", 1)
                .node("Relu", "c", "r")
                .node("Sub", "one,r", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "Relu",
            "ChannelAffine"));
  }

  static Stream<Case> pools() {
    Attributes three = with().numbers("kernel_shape", 3, 3).numbers("strides", 2, 2);
    return Stream.of(
        graph("max", MAP, window("MaxPool", three).output("y", 4, 3, 2), "Conv2d", "MaxPool2d"),
        graph(
            "max, rounded up",
            MAP,
            window(
                    "MaxPool",
                    with()
                        .numbers("kernel_shape", 3, 3)
                        .numbers("strides", 2, 2)
                        .number("ceil_mode", 1))
                .output("y", 4, 4, 3),
            "Conv2d",
            "MaxPool2d"),
        graph(
            "max, padded on one side",
            MAP,
            window(
                    "MaxPool",
                    with()
                        .numbers("kernel_shape", 3, 3)
                        .numbers("strides", 2, 2)
                        .text("auto_pad", "SAME_UPPER"))
                .output("y", 4, 4, 3),
            "Conv2d",
            "MaxPool2d"),
        graph(
            "max of a padded map that is not negative",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .node("Relu", "c", "r")
                .integers("p", 0, 0, 1, 1, 0, 0, 1, 1)
                .node("Pad", "r,p", "q")
                .node("MaxPool", "q", "y", three)
                .output("y", 4, 4, 3),
            "Conv2d",
            "Relu",
            "MaxPool2d"),
        graph(
            "mean that leaves padding out",
            MAP,
            window("AveragePool", with().numbers("kernel_shape", 3, 3).numbers("pads", 1, 1, 1, 1))
                .output("y", 4, 8, 6),
            "Conv2d",
            "AveragePool2d"),
        graph(
            "mean that counts padding",
            MAP,
            window(
                    "AveragePool",
                    with()
                        .numbers("kernel_shape", 3, 3)
                        .numbers("pads", 1, 0, 1, 2)
                        .number("count_include_pad", 1))
                .output("y", 4, 8, 6),
            "Conv2d",
            "AveragePool2d"),
        graph(
            "mean of a padded map",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .integers("p", 0, 0, 1, 1, 0, 0, 1, 1)
                .node("Pad", "c,p", "q")
                .node("AveragePool", "q", "y", three)
                .output("y", 4, 4, 3),
            "Conv2d",
            "AveragePool2d"),
        graph(
            "global mean and max",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .node("GlobalAveragePool", "c", "a")
                .node("GlobalMaxPool", "c", "m")
                .node("Add", "a,m", "s")
                .node("Flatten", "s", "y")
                .output("y", 4),
            "Conv2d",
            "GlobalAveragePool",
            "MaxPool2d",
            "Add"),
        graph(
            "mean over rows and columns",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .node("ReduceMean", "c", "y", with().numbers("axes", -1, 2).number("keepdims", 0))
                .output("y", 4),
            "Conv2d",
            "GlobalAveragePool"));
  }

  static Stream<Case> shapes() {
    return Stream.of(
        graph(
            "flattened by a Reshape that reads the shape",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .node("Shape", "c", "s")
                .integers("zero", 0)
                .node("Gather", "s,zero", "n")
                .integers("minus", -1)
                .node("Concat", "n,minus", "t", with().number("axis", 0))
                .node("Reshape", "c,t", "f")
                .gemm("f", "y", 5, 4 * 6 * 4)
                .output("y", 5),
            "Conv2d",
            "Flatten",
            "Linear"),
        graph(
            "a product with a matrix, then a bias",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .integers("t", 0, -1)
                .node("Reshape", "c,t", "f")
                .weights("w", 96, 5)
                .node("MatMul", "f,w", "m")
                .weights("b", 5)
                .node("Add", "b,m", "y")
                .output("y", 5),
            "Conv2d",
            "Flatten",
            "Linear"),
        graph(
            "factors in a Gemm, and a transposed constant",
            MAP,
            maps()
                .node("Flatten", "x", "f")
                .weights("w", 5, MAP)
                .node("Transpose", "w", "t", with().numbers("perm", 1, 0))
                .weights("b", 1, 5)
                .node("Gemm", "f,t,b", "y", with().real("alpha", 0.5f).real("beta", 3))
                .output("y", 5),
            "Flatten",
            "Linear"),
        graph(
            "dimensions that come and go",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .node("GlobalAveragePool", "c", "g")
                .integers("space", 2, 3)
                .node("Squeeze", "g,space", "v")
                .gemm("v", "h", 4, 4)
                .node("Unsqueeze", "h,space", "m")
                .conv("m", "z", 5, 4, 1)
                .node("Flatten", "z", "y")
                .output("y", 5),
            "Conv2d",
            "GlobalAveragePool",
            "Linear",
            "Conv2d"),
        graph(
            "images with channels last",
            MAP,
            new TestGraph(SEED)
                .input(8, 6, 3)
                .node("Transpose", "x", "t", with().numbers("perm", 0, 3, 1, 2))
                .conv("t", "c", 4, 3, 3)
                .node("Transpose", "c", "u", with().numbers("perm", 0, 2, 3, 1))
                .weights("b", 4)
                .node("Add", "u,b", "v")
                .node("Relu", "v", "r")
                .node("Flatten", "r", "f")
                .gemm("f", "y", 5, 4 * 6 * 4)
                .output("y", 5),
            "Conv2d",
            "Relu",
            "Flatten",
            "Linear"),
        graph(
            "a map that is flattened at the end",
            MAP,
            maps().conv("x", "c", 4, 3, 3).node("Flatten", "c", "y").output("y", 96),
            "Conv2d",
            "Flatten"));
  }

  static Stream<Case> joins() {
    return Stream.of(
        graph(
            "squeeze and excitation",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .node("GlobalAveragePool", "c", "g")
                .conv("g", "h", 4, 4, 1)
                .node("HardSigmoid", "h", "s", with().real("alpha", 1 / 6f).real("beta", 0.5f))
                .node("Mul", "s,c", "y")
                .output("y", 4, 6, 4),
            "Conv2d",
            "GlobalAveragePool",
            "Conv2d",
            "Activation",
            "Multiply"),
        graph(
            "squeeze and excitation by linear layers",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .node("ReduceMean", "c", "g", with().numbers("axes", 2, 3).number("keepdims", 0))
                .gemm("g", "h", 4, 4)
                .node("Sigmoid", "h", "s")
                .integers("t", -1, 4, 1, 1)
                .node("Reshape", "s,t", "u")
                .node("Mul", "c,u", "y")
                .output("y", 4, 6, 4),
            "Conv2d",
            "GlobalAveragePool",
            "Linear",
            "Activation",
            "Multiply"),
        graph(
            "joined channels",
            MAP,
            maps()
                .conv("x", "a", 4, 3, 1)
                .conv("x", "b", 2, 3, 1)
                .node("Concat", "a,b,x", "y", with().number("axis", 1))
                .output("y", 9, 8, 6),
            "Conv2d",
            "Conv2d",
            "Concat"),
        graph(
            "joined vectors, one of them a map before",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 3)
                .node("Flatten", "c", "f")
                .gemm("f", "g", 5, 96)
                .node("Concat", "f,g", "j", with().number("axis", 1))
                .gemm("j", "y", 6, 101)
                .output("y", 6),
            "Conv2d",
            "Flatten",
            "Linear",
            "Concat",
            "Linear"),
        graph(
            "a product of maps: x sigmoid(x)",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .node("Sigmoid", "c", "s")
                .node("Mul", "c,s", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "Activation",
            "Multiply"),
        graph(
            "hard swish in parts",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .scalar("three", 3)
                .scalar("zero", 0)
                .scalar("six", 6)
                .node("Add", "c,three", "a")
                .node("Clip", "a,zero,six", "b")
                .node("Mul", "c,b", "m")
                .node("Div", "m,six", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "ChannelAffine",
            "Activation",
            "Multiply",
            "ChannelAffine"));
  }

  static Stream<Case> activations() {
    return Stream.of(
        activation("LeakyRelu", "Activation", with().real("alpha", 0.2f)),
        activation("Relu", "Relu", with()),
        activation("Sigmoid", "Activation", with()),
        activation("HardSwish", "Activation", with()),
        activation("HardSigmoid", "Activation", with()),
        activation("Dropout", "Dropout", with()),
        graph(
            "a lower bound alone",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .scalar("low", -0.5f)
                .node("Clip", "c,low", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "Activation"),
        graph(
            "a lower bound of zero",
            MAP,
            maps()
                .conv("x", "c", 4, 3, 1)
                .scalar("low", 0)
                .node("Clip", "c,low", "y")
                .output("y", 4, 8, 6),
            "Conv2d",
            "Relu"),
        graph(
            "softmax at the end",
            MAP,
            maps()
                .node("Flatten", "x", "f")
                .gemm("f", "g", 5, MAP)
                .node("Softmax", "g", "y")
                .output("y", 5),
            "Flatten",
            "Linear"),
        graph(
            "logarithm of a softmax at the end, flattened behind it",
            MAP,
            maps()
                .conv("x", "c", 5, 3, 3)
                .node("GlobalAveragePool", "c", "g")
                .node("LogSoftmax", "g", "l", with().number("axis", 1))
                .node("Flatten", "l", "y")
                .output("y", 5),
            "Conv2d",
            "GlobalAveragePool"));
  }

  private static Case activation(String operator, String layer, Attributes attributes) {
    byte[] model =
        maps().conv("x", "c", 4, 3, 3).node(operator, "c", "y", attributes).output("y", 4, 6, 4);
    return graph(operator, MAP, model, "Conv2d", layer);
  }

  @ParameterizedTest
  @MethodSource({"convolutions", "norms", "pools", "shapes", "joins", "activations"})
  void predictsAndExportsWhatOnnxRuntimePredicts(Case given) throws Exception {
    float[] images = new float[IMAGES * given.imageSize()];
    SeededGenerator generator = new SeededGenerator(SEED + 1);
    for (int i = 0; i < images.length; i++) {
      images[i] = 4 * generator.nextFloat() - 2;
    }
    float[] expected = OnnxRuntime.run(given.model(), images, IMAGES);

    ImportedModel model = OnnxImporter.read(given.model(), "test");
    Network network = model.toNetwork(RESOURCES);

    assertThat(model.spec().nodes())
        .extracting(node -> node.layer().getClass().getSimpleName())
        .containsExactlyElementsOf(given.layers());
    assertThat(Prediction.difference(expected, Prediction.of(model, network, images, IMAGES)))
        .isLessThan(1e-5);

    byte[] exported = OnnxExporter.toBytes(network, model.signature());
    OnnxChecker.check(exported);
    boolean sameRank = model.spec().input().height() > 1;
    if (sameRank) {
      assertThat(Prediction.difference(expected, OnnxRuntime.run(exported, images, IMAGES)))
          .isLessThan(1e-5);
    }
    ImportedModel back = OnnxImporter.read(exported, "exported");
    Network again = back.toNetwork(RESOURCES);
    assertThat(back.spec()).isEqualTo(model.spec());
    assertThat(again.parameters().trained().data())
        .containsExactly(network.parameters().trained().data());
    assertThat(again.parameters().statistics().data())
        .containsExactly(network.parameters().statistics().data());
    assertThat(back.signature().outputActivation()).isEqualTo(model.signature().outputActivation());
  }
}
