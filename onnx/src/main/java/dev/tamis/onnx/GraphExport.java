package dev.tamis.onnx;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.BatchNorm;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.Relu;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NodeSpec;
import dev.tamis.onnx.GraphWriter.Attributes;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes a network as a graph of ONNX's operators. */
final class GraphExport {
  private static final OnnxNames UNNAMED = new OnnxNames("", "", List.of());

  private final NetworkSpec spec;
  private final OnnxSignature signature;
  private final GraphWriter out;
  private final List<NamedTensor> tensors;
  private final FileOrder orders;
  private final List<Shape> shapes;
  private final List<Seen> values = new ArrayList<>();
  private Seen images = new Seen("", 4);

  /** A value of the file: its name, and whether it is N x C x H x W (4) or N x C (2). */
  private record Seen(String name, int rank) {}

  private GraphExport(Network network, OnnxSignature signature) {
    this.spec = network.spec();
    this.signature = signature;
    this.out = new GraphWriter(spec.name());
    this.tensors = NamedTensor.of(network);
    this.shapes = spec.shapes();
    this.orders = new FileOrder(spec);
  }

  static byte[] run(Network network, OnnxSignature signature) throws OnnxException {
    GraphExport export = new GraphExport(network, signature);
    export.reserveEnds();
    export.input();
    for (int i = 0; i < network.spec().nodes().size(); i++) {
      export.node(i);
    }
    export.output();
    return export.out.toBytes(signature.properties());
  }

  private void reserveEnds() {
    out.unused(signature.inputName());
    out.unused(signature.outputName());
  }

  private void input() {
    Shape shape = spec.input();
    String name = signature.inputName();
    if (signature.channelsLast()) {
      out.input(name, shape.height(), shape.width(), shape.channels());
      images = new Seen(out.unused(name + ".channelsFirst"), 4);
      transpose(name, images.name());
    } else if (shape.pixels() == 1 && !isReadAsMap()) {
      out.input(name, shape.channels());
      images = new Seen(name, 2);
    } else {
      out.input(name, shape.channels(), shape.height(), shape.width());
      images = new Seen(name, 4);
    }
  }

  private void transpose(String from, String to) {
    out.node(to, "Transpose", List.of(from), to, new Attributes().numbers("perm", 0, 3, 1, 2));
  }

  private boolean isReadAsMap() {
    for (NodeSpec node : spec.nodes()) {
      if (node.inputs().contains(NetworkSpec.IMAGES) && needsMap(node.layer())) {
        return true;
      }
    }
    return false;
  }

  private static boolean needsMap(LayerSpec layer) {
    return layer instanceof Conv2d
        || layer instanceof MaxPool2d
        || layer instanceof AveragePool2d
        || layer instanceof GlobalAveragePool;
  }

  private OnnxNames names(int i) {
    return signature.nodes().getOrDefault(spec.nodes().get(i).name(), UNNAMED);
  }

  private String nodeName(int i) {
    String recorded = names(i).node();
    return recorded.isEmpty() ? spec.nodes().get(i).name() : recorded;
  }

  /** Name of a node's value: at the end, and with nothing after it, the file's output. */
  private String valueName(int i) {
    if (i == spec.nodes().size() - 1 && endsWithIt(i)) {
      return signature.outputName();
    }
    String recorded = names(i).output();
    return out.unused(recorded.isEmpty() ? spec.nodes().get(i).name() : recorded);
  }

  private boolean endsWithIt(int i) {
    return signature.outputActivation() == OutputActivation.NONE
        && (shapes.get(i).pixels() > 1 || givesVector(i));
  }

  private boolean givesVector(int i) {
    LayerSpec layer = spec.layer(i);
    return layer instanceof Linear || layer instanceof Flatten || inputRank(i) == 2;
  }

  private Seen input(int i, int k) {
    int from = spec.nodes().get(i).inputs().get(k);
    return from == NetworkSpec.IMAGES ? images : values.get(from);
  }

  private void node(int i) throws OnnxException {
    LayerSpec layer = spec.layer(i);
    NodeSpec node = spec.nodes().get(i);
    if (!orders.agrees(i)) {
      throw new OnnxException(
          "node '"
              + node.name()
              + "' joins a flattened map with another vector, which ONNX has in another order:"
              + " let a linear layer follow the Flatten");
    }
    List<String> inputs = new ArrayList<>();
    int wanted = inputRank(i);
    for (int k = 0; k < node.inputs().size(); k++) {
      inputs.add(ofRank(wanted, input(i, k), spec.inputShapes(i).get(k)));
    }
    String name = valueName(i);
    if (layer instanceof ChannelAffine) {
      affine(i, inputs.get(0), wanted, name);
    } else {
      inputs.addAll(parameters(i));
      inputs.addAll(settings(layer, name));
      out.node(nodeName(i), operator(layer), inputs, name, attributes(layer));
    }
    boolean vector = layer instanceof Linear || layer instanceof Flatten;
    values.add(new Seen(name, vector ? 2 : wanted));
  }

  /** Dimensions that a node wants its inputs to have. */
  private int inputRank(int i) {
    LayerSpec layer = spec.layer(i);
    if (layer instanceof Linear) {
      return 2;
    }
    int most = needsMap(layer) ? 4 : 2;
    for (int k = 0; k < spec.nodes().get(i).inputs().size(); k++) {
      most = Math.max(most, input(i, k).rank());
    }
    return most;
  }

  /** A product and a sum, of which each is there only if it does something. */
  private void affine(int i, String input, int rank, String output) {
    String from = input;
    List<NamedTensor> both = tensors.stream().filter(tensor -> tensor.node() == i).toList();
    float[] factors = both.get(0).toFile();
    float[] terms = both.get(1).toFile();
    boolean shifts = !isAll(terms, 0);
    int[] dims = rank == 4 ? new int[] {factors.length, 1, 1} : new int[] {factors.length};
    boolean scales = !shifts || !isAll(factors, 1);
    String node = nodeName(i);
    if (scales) {
      String product = shifts ? out.unused(output + ".scaled") : output;
      constant(node, "Mul", from, initializer(i, "factor", dims, factors), product);
      from = product;
      node = node + ".term";
    }
    if (shifts) {
      constant(node, "Add", from, initializer(i, "term", dims, terms), output);
    }
  }

  private void constant(String node, String operator, String from, String name, String to) {
    out.node(node, operator, List.of(from, name), to, new Attributes());
  }

  private String initializer(int i, String suffix, int[] dims, float[] values) {
    String name = out.unused(spec.nodes().get(i).name() + "." + suffix);
    out.floats(name, dims, values);
    return name;
  }

  private static boolean isAll(float[] values, float value) {
    for (float v : values) {
      if (v != value) {
        return false;
      }
    }
    return true;
  }

  /** Numbers that ONNX has as inputs. */
  private List<String> settings(LayerSpec layer, String name) {
    if (layer instanceof Dropout dropout) {
      return List.of(scalar(name + ".ratio", dropout.ratio()));
    }
    if (layer instanceof Activation a && a.function() instanceof Clip clip) {
      String low = Float.isInfinite(clip.low()) ? "" : scalar(name + ".min", clip.low());
      return Float.isInfinite(clip.high())
          ? List.of(low)
          : List.of(low, scalar(name + ".max", clip.high()));
    }
    return List.of();
  }

  private String scalar(String wanted, float value) {
    String name = out.unused(wanted);
    out.scalar(name, value);
    return name;
  }

  /** The name of a value with that many dimensions; a vector can be seen as a map of one pixel. */
  private String ofRank(int rank, Seen value, Shape shape) {
    if (value.rank() == rank) {
      return value.name();
    }
    String name = out.unused(value.name() + (rank == 2 ? ".flat" : ".map"));
    if (rank == 2) {
      out.node(name, "Flatten", List.of(value.name()), name, new Attributes().number("axis", 1));
    } else {
      String extents = out.unused(name + ".shape");
      out.integers(extents, 0, shape.channels(), 1, 1);
      out.node(name, "Reshape", List.of(value.name(), extents), name, new Attributes());
    }
    return name;
  }

  private List<String> parameters(int i) {
    List<String> written = new ArrayList<>();
    for (NamedTensor tensor : tensors) {
      if (tensor.node() == i) {
        List<String> recorded = names(i).parameters();
        int k = written.size();
        String wanted = k < recorded.size() ? recorded.get(k) : "";
        String name =
            out.unused(
                wanted.isEmpty() ? spec.nodes().get(i).name() + "." + tensor.suffix() : wanted);
        out.floats(name, tensor.dims(), tensor.toFile());
        written.add(name);
      }
    }
    return written;
  }

  private static String operator(LayerSpec layer) throws OnnxException {
    if (layer instanceof Conv2d) {
      return "Conv";
    } else if (layer instanceof Linear) {
      return "Gemm";
    } else if (layer instanceof BatchNorm) {
      return "BatchNormalization";
    } else if (layer instanceof Relu) {
      return "Relu";
    } else if (layer instanceof MaxPool2d) {
      return "MaxPool";
    } else if (layer instanceof AveragePool2d) {
      return "AveragePool";
    } else if (layer instanceof GlobalAveragePool) {
      return "GlobalAveragePool";
    } else if (layer instanceof Add) {
      return "Add";
    } else if (layer instanceof Flatten) {
      return "Flatten";
    } else if (layer instanceof Multiply) {
      return "Mul";
    } else if (layer instanceof Concat) {
      return "Concat";
    } else if (layer instanceof Dropout) {
      return "Dropout";
    } else if (layer instanceof Activation activation) {
      return operator(activation.function());
    }
    throw new OnnxException("ONNX has no operator for the layer " + layer + ": leave it out");
  }

  private static String operator(ActivationFunction function) {
    if (function instanceof LeakyRelu) {
      return "LeakyRelu";
    } else if (function instanceof Clip) {
      return "Clip";
    } else if (function instanceof HardSigmoid) {
      return "HardSigmoid";
    }
    return function instanceof HardSwish ? "HardSwish" : "Sigmoid";
  }

  private static Attributes attributes(LayerSpec layer) {
    Attributes to = new Attributes();
    if (layer instanceof Conv2d c) {
      to.numbers("dilations", 1, 1);
      to.number("group", c.groups());
      to.numbers("kernel_shape", c.kernelHeight(), c.kernelWidth());
      to.numbers("pads", c.padTop(), c.padLeft(), c.padBottom(), c.padRight());
      to.numbers("strides", c.strideHeight(), c.strideWidth());
    } else if (layer instanceof Linear) {
      to.number("transB", 1);
    } else if (layer instanceof BatchNorm b) {
      to.real("epsilon", b.epsilon());
      to.real("momentum", ProductOperators.complement(b.momentum()));
    } else if (layer instanceof MaxPool2d p) {
      to.numbers("kernel_shape", p.kernelHeight(), p.kernelWidth());
      to.numbers("pads", p.padTop(), p.padLeft(), p.padBottom(), p.padRight());
      to.numbers("strides", p.strideHeight(), p.strideWidth());
    } else if (layer instanceof AveragePool2d p) {
      to.number("count_include_pad", p.countPadding() ? 1 : 0);
      to.numbers("kernel_shape", p.kernelHeight(), p.kernelWidth());
      to.numbers("pads", p.padTop(), p.padLeft(), p.padBottom(), p.padRight());
      to.numbers("strides", p.strideHeight(), p.strideWidth());
    } else if (layer instanceof Flatten || layer instanceof Concat) {
      to.number("axis", 1);
    } else if (layer instanceof Activation activation) {
      if (activation.function() instanceof LeakyRelu leaky) {
        to.real("alpha", leaky.slope());
      } else if (activation.function() instanceof HardSigmoid hard) {
        to.real("alpha", hard.factor()).real("beta", hard.term());
      }
    }
    return to;
  }

  private void output() {
    int last = spec.nodes().size() - 1;
    Shape shape = shapes.get(last);
    String name = signature.outputName();
    Seen logits = values.get(last);
    boolean vector = shape.pixels() == 1;
    String flat = logits.name();
    if (vector && logits.rank() == 4) {
      flat = signature.outputActivation() == OutputActivation.NONE ? name : out.unused("logits");
      out.node(flat, "Flatten", List.of(logits.name()), flat, new Attributes().number("axis", 1));
    }
    switch (signature.outputActivation()) {
      case NONE -> {}
      case SOFTMAX ->
          out.node(name, "Softmax", List.of(flat), name, new Attributes().number("axis", 1));
      case LOG_SOFTMAX ->
          out.node(name, "LogSoftmax", List.of(flat), name, new Attributes().number("axis", 1));
    }
    if (vector) {
      out.output(name, shape.channels());
    } else {
      out.output(name, shape.channels(), shape.height(), shape.width());
    }
  }
}
