package dev.tamis.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The oracle for gradients: a file's graph in double precision, straight from ONNX's formulas,
 * channels first, with batch norms in training mode. Knows nothing of networks.
 */
final class GraphReference {
  private final GraphProto graph;
  private final Map<String, double[]> constants = new HashMap<>();

  GraphReference(GraphProto graph) throws OnnxException {
    this.graph = graph;
    for (Tensor tensor : graph.initializers().values()) {
      float[] floats = tensor.floats();
      double[] values = new double[floats.length];
      Arrays.setAll(values, i -> floats[i]);
      constants.put(tensor.name(), values);
    }
  }

  private record Value(int[] dims, double[] data) {
    static Value of(int... dims) {
      return new Value(dims, new double[Dims.size(dims)]);
    }

    int at(int n, int c, int h, int w) {
      return ((n * dims[1] + c) * dims[2] + h) * dims[3] + w;
    }
  }

  /** Values of an initializer, to be changed. */
  double[] constant(String name) {
    return constants.get(name);
  }

  /** Mean cross-entropy of the softmax of the output. */
  double loss(double[] images, int[] inputDims, int[] labels) {
    Map<String, Value> values = new HashMap<>();
    values.put(graph.inputs().get(0).name(), new Value(inputDims, images));
    graph
        .initializers()
        .forEach((name, t) -> values.put(name, new Value(t.dims(), constants.get(name))));
    for (NodeProto node : graph.nodes()) {
      Value[] inputs = node.inputs().stream().map(values::get).toArray(Value[]::new);
      values.put(node.output(), run(node, inputs));
    }
    Value logits = values.get(graph.outputs().get(0).name());
    int classes = logits.dims()[1];
    double total = 0;
    for (int n = 0; n < labels.length; n++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(logits.data()[n * classes + k]);
      }
      total += Math.log(sum) - logits.data()[n * classes + labels[n]];
    }
    return total / labels.length;
  }

  private static Value run(NodeProto node, Value... in) {
    return switch (node.operator()) {
      case "Conv" -> conv(node, in);
      case "BatchNormalization" -> norm(node, in);
      case "Gemm" -> gemm(in);
      case "Relu" -> each(in[0], x -> Math.max(x, 0));
      case "LeakyRelu" -> each(in[0], x -> x > 0 ? x : node.real("alpha", 0.01f) * x);
      case "Sigmoid" -> each(in[0], x -> 1 / (1 + Math.exp(-x)));
      case "HardSigmoid" -> each(in[0], x -> Math.max(0, Math.min(1, 0.2f * x + 0.5)));
      case "HardSwish" -> each(in[0], x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)));
      case "Clip" -> each(in[0], x -> Math.max(in[1].data()[0], Math.min(in[2].data()[0], x)));
      case "MaxPool", "AveragePool" -> pool(node, in[0]);
      case "GlobalAveragePool" -> globalMean(in[0]);
      case "Add" -> pairs(in[0], in[1], false);
      case "Mul" -> pairs(in[0], in[1], true);
      case "Concat" -> concat(in[0], in[1]);
      case "Flatten" ->
          new Value(
              new int[] {in[0].dims()[0], in[0].data().length / in[0].dims()[0]}, in[0].data());
      default -> throw new AssertionError(node.operator());
    };
  }

  private static Value each(Value in, DoubleUnaryOperator function) {
    return new Value(in.dims(), Arrays.stream(in.data()).map(function).toArray());
  }

  private static Value conv(NodeProto node, Value... in) {
    Value x = in[0];
    Value w = in[1];
    long[] pads = node.numbers("pads", 0, 0, 0, 0);
    long[] strides = node.numbers("strides", 1, 1);
    int groups = (int) node.number("group", 1);
    int height = (int) ((x.dims()[2] + pads[0] + pads[2] - w.dims()[2]) / strides[0] + 1);
    int width = (int) ((x.dims()[3] + pads[1] + pads[3] - w.dims()[3]) / strides[1] + 1);
    Value y = Value.of(x.dims()[0], w.dims()[0], height, width);
    for (int n = 0; n < y.dims()[0]; n++) {
      for (int o = 0; o < y.dims()[1]; o++) {
        int first = o / (w.dims()[0] / groups) * w.dims()[1];
        for (int p = 0; p < height; p++) {
          for (int q = 0; q < width; q++) {
            double sum = in.length > 2 ? in[2].data()[o] : 0;
            for (int c = 0; c < w.dims()[1]; c++) {
              for (int r = 0; r < w.dims()[2]; r++) {
                for (int s = 0; s < w.dims()[3]; s++) {
                  int h = (int) (p * strides[0] + r - pads[0]);
                  int v = (int) (q * strides[1] + s - pads[1]);
                  if (h >= 0 && h < x.dims()[2] && v >= 0 && v < x.dims()[3]) {
                    sum += x.data()[x.at(n, first + c, h, v)] * w.data()[w.at(o, c, r, s)];
                  }
                }
              }
            }
            y.data()[y.at(n, o, p, q)] = sum;
          }
        }
      }
    }
    return y;
  }

  private static Value norm(NodeProto node, Value... in) {
    Value x = in[0];
    int channels = x.dims()[1];
    int pixels = x.data().length / x.dims()[0] / channels;
    Value y = new Value(x.dims(), new double[x.data().length]);
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      double square = 0;
      int count = x.dims()[0] * pixels;
      for (int k = 0; k < x.data().length; k++) {
        mean += k / pixels % channels == c ? x.data()[k] / count : 0;
      }
      for (int k = 0; k < x.data().length; k++) {
        square += k / pixels % channels == c ? Math.pow(x.data()[k] - mean, 2) / count : 0;
      }
      double deviation = Math.sqrt(square + node.real("epsilon", 1e-5f));
      for (int k = 0; k < x.data().length; k++) {
        if (k / pixels % channels == c) {
          y.data()[k] = (x.data()[k] - mean) / deviation * in[1].data()[c] + in[2].data()[c];
        }
      }
    }
    return y;
  }

  private static Value gemm(Value... in) {
    int inputs = in[0].dims()[1];
    int outputs = in[1].dims()[0];
    Value y = Value.of(in[0].dims()[0], outputs);
    for (int k = 0; k < y.data().length; k++) {
      double sum = in[2].data()[k % outputs];
      for (int i = 0; i < inputs; i++) {
        sum += in[0].data()[k / outputs * inputs + i] * in[1].data()[k % outputs * inputs + i];
      }
      y.data()[k] = sum;
    }
    return y;
  }

  /** Windows of 2x2 side by side. */
  private static Value pool(NodeProto node, Value x) {
    Value y = Value.of(x.dims()[0], x.dims()[1], x.dims()[2] / 2, x.dims()[3] / 2);
    boolean max = node.operator().equals("MaxPool");
    for (int n = 0; n < y.dims()[0]; n++) {
      for (int c = 0; c < y.dims()[1]; c++) {
        for (int p = 0; p < y.dims()[2]; p++) {
          for (int q = 0; q < y.dims()[3]; q++) {
            double a = x.data()[x.at(n, c, 2 * p, 2 * q)];
            double b = x.data()[x.at(n, c, 2 * p, 2 * q + 1)];
            double d = x.data()[x.at(n, c, 2 * p + 1, 2 * q)];
            double e = x.data()[x.at(n, c, 2 * p + 1, 2 * q + 1)];
            y.data()[y.at(n, c, p, q)] =
                max ? Math.max(Math.max(a, b), Math.max(d, e)) : (a + b + d + e) / 4;
          }
        }
      }
    }
    return y;
  }

  private static Value globalMean(Value x) {
    Value y = Value.of(x.dims()[0], x.dims()[1], 1, 1);
    int pixels = x.dims()[2] * x.dims()[3];
    for (int k = 0; k < x.data().length; k++) {
      y.data()[k / pixels] += x.data()[k] / pixels;
    }
    return y;
  }

  /** Sums or products; the second may have one value for each channel. */
  private static Value pairs(Value a, Value b, boolean product) {
    int repeats = a.data().length / b.data().length;
    Value y = new Value(a.dims(), new double[a.data().length]);
    for (int k = 0; k < y.data().length; k++) {
      double other = b.data()[k / repeats];
      y.data()[k] = product ? a.data()[k] * other : a.data()[k] + other;
    }
    return y;
  }

  private static Value concat(Value a, Value b) {
    int own = a.data().length / a.dims()[0];
    int other = b.data().length / b.dims()[0];
    int[] dims = a.dims().clone();
    dims[1] += b.dims()[1];
    Value y = Value.of(dims);
    for (int n = 0; n < dims[0]; n++) {
      System.arraycopy(a.data(), n * own, y.data(), n * (own + other), own);
      System.arraycopy(b.data(), n * other, y.data(), n * (own + other) + own, other);
    }
    return y;
  }
}
