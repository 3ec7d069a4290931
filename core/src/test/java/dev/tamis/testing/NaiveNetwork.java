package dev.tamis.testing;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.BatchNorm2d;
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
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The oracle: whole networks in double precision, straight from the formulas. Every value has its
 * own array, nothing is shared, packed, skipped or fused.
 */
public final class NaiveNetwork {
  private final NetworkSpec spec;
  private final List<Shape> shapes;
  private final List<Shape> inputShapes = new ArrayList<>();

  /** Trained values, [node][block][value]. */
  public final double[][][] trained;

  /** Running statistics, [node][block][value]. */
  public final double[][][] statistics;

  /** Gradients of the last backward pass, [node][block][value]. */
  public final double[][][] gradients;

  private final double[][] outputs;
  private final double[][] errors;
  private final double[][] means;
  private final double[][] variances;
  private double[] images = new double[0];
  private int instances;
  private double margin;

  private final IntPredicate frozenStatistics;

  /** A copy of a network with its present parameters. */
  public NaiveNetwork(Network network) {
    this(network, node -> false);
  }

  /** The same with batch norms whose running statistics are used, and left alone, in training. */
  public NaiveNetwork(Network network, IntPredicate frozenStatistics) {
    this.frozenStatistics = frozenStatistics;
    spec = network.spec();
    shapes = spec.shapes();
    int size = spec.nodes().size();
    trained = new double[size][][];
    statistics = new double[size][][];
    gradients = new double[size][][];
    for (int i = 0; i < size; i++) {
      inputShapes.add(spec.inputShapes(i).get(0));
      trained[i] = copy(network.parameters().trained(i));
      statistics[i] = copy(network.parameters().statistics(i));
      gradients[i] = copy(network.parameters().trained(i));
    }
    outputs = new double[size][];
    errors = new double[size][];
    means = new double[size][];
    variances = new double[size][];
  }

  private static double[][] copy(List<ParameterBlock> blocks) {
    return blocks.stream()
        .map(block -> Values.doubles(block.data(), block.offset(), block.length()))
        .toArray(double[][]::new);
  }

  /** Forward pass; in training with batch statistics, which move the running ones. */
  public double[] forward(double[] newImages, int newInstances, boolean training) {
    images = newImages;
    instances = newInstances;
    margin = Double.POSITIVE_INFINITY;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new double[instances * shapes.get(i).size()];
      forward(i, spec.layer(i), training);
    }
    return outputs[outputs.length - 1];
  }

  /**
   * How far the last forward pass was from another branch of a ReLU or max pool: below what
   * rounding may change, gradients of single and double precision cannot be compared.
   */
  public double margin() {
    return margin;
  }

  private double[] value(int node) {
    return node == NetworkSpec.IMAGES ? images : outputs[node];
  }

  private double[] input(int i) {
    return value(spec.nodes().get(i).inputs().get(0));
  }

  private Shape inputShape(int i) {
    return inputShapes.get(i);
  }

  private void forward(int i, LayerSpec layer, boolean training) {
    double[] in = input(i);
    double[] out = outputs[i];
    if (isProduct(layer)) {
      double[] weights = trained[i][0];
      taps(i, (from, weight, to) -> out[to] += in[from] * weights[weight]);
      if (trained[i].length > 1) {
        for (int k = 0; k < out.length; k++) {
          out[k] += trained[i][1][k % trained[i][1].length];
        }
      }
    } else if (layer instanceof BatchNorm2d norm) {
      normalize(i, norm, in, out, training && !frozenStatistics.test(i));
    } else if (layer instanceof Relu) {
      for (int k = 0; k < out.length; k++) {
        out[k] = in[k] > 0 ? in[k] : 0;
        near(in[k]);
      }
    } else if (layer instanceof MaxPool2d) {
      for (int k = 0; k < out.length; k++) {
        out[k] = in[winner(i, k)];
      }
    } else if (layer instanceof Add) {
      double[] other = value(spec.nodes().get(i).inputs().get(1));
      for (int k = 0; k < out.length; k++) {
        out[k] = in[k] + other[k];
      }
    } else if (layer instanceof Concat) {
      concat(i, (from, at, to) -> out[to] = from[at]);
    } else if (layer instanceof Multiply) {
      for (int k = 0; k < out.length; k++) {
        out[k] = in[factor(i, 0, k)] * value(spec.nodes().get(i).inputs().get(1))[factor(i, 1, k)];
      }
    } else if (layer instanceof Activation activation) {
      for (int k = 0; k < out.length; k++) {
        out[k] = activate(activation.function(), in[k]);
      }
    } else if (layer instanceof ChannelAffine) {
      int channels = shapes.get(i).channels();
      for (int k = 0; k < out.length; k++) {
        out[k] = in[k] * statistics[i][0][k % channels] + statistics[i][1][k % channels];
      }
    } else if (layer instanceof Flatten || keepsAll(layer)) {
      System.arraycopy(in, 0, out, 0, out.length);
    } else {
      for (int k = 0; k < out.length; k++) {
        int[] window = window(i, k);
        for (int from : window) {
          out[k] += in[from] / divisor(layer, window);
        }
      }
    }
  }

  private static boolean keepsAll(LayerSpec layer) {
    return layer instanceof Dropout dropout && dropout.ratio() == 0;
  }

  /** One value of an input, and where it is in the output. */
  private interface Place {
    void at(double[] from, int at, int to);
  }

  private void concat(int i, Place place) {
    Shape to = shapes.get(i);
    int first = 0;
    for (int k = 0; k < spec.nodes().get(i).inputs().size(); k++) {
      double[] from = value(spec.nodes().get(i).inputs().get(k));
      int channels = from.length / instances / to.pixels();
      for (int at = 0; at < from.length; at++) {
        place.at(from, at, at / channels * to.channels() + first + at % channels);
      }
      first += channels;
    }
  }

  /** The element of a product's input that output element k is made of. */
  private int factor(int i, int input, int k) {
    Shape to = shapes.get(i);
    int length = value(spec.nodes().get(i).inputs().get(input)).length;
    boolean gate = length < instances * to.size();
    return gate ? k / to.size() * to.channels() + k % to.channels() : k;
  }

  private double activate(ActivationFunction function, double x) {
    if (function instanceof LeakyRelu f) {
      near(x);
      return x > 0 ? x : f.slope() * x;
    }
    if (function instanceof Clip f) {
      near(x - f.low());
      near(x - f.high());
      return Math.min(Math.max(x, f.low()), f.high());
    }
    if (function instanceof HardSigmoid f) {
      double line = (double) f.factor() * x + f.term();
      near(line);
      near(line - 1);
      return Math.min(Math.max(line, 0), 1);
    }
    if (function instanceof HardSwish) {
      near(x - 3);
      near(x + 3);
      return x * Math.min(Math.max(x / 6 + 0.5, 0), 1);
    }
    return 1 / (1 + Math.exp(-x));
  }

  private void near(double distance) {
    margin = distance == 0 ? margin : Math.min(margin, Math.abs(distance));
  }

  private static double slope(ActivationFunction function, double x) {
    if (function instanceof LeakyRelu f) {
      return x > 0 ? 1 : f.slope();
    }
    if (function instanceof Clip f) {
      return x > f.low() && x < f.high() ? 1 : 0;
    }
    if (function instanceof HardSigmoid f) {
      double line = (double) f.factor() * x + f.term();
      return line > 0 && line < 1 ? f.factor() : 0;
    }
    if (function instanceof HardSwish) {
      return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
    }
    return Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2);
  }

  private static boolean isProduct(LayerSpec layer) {
    return layer instanceof Conv2d || layer instanceof Linear;
  }

  private static double divisor(LayerSpec layer, int[] window) {
    return layer instanceof AveragePool2d pool && pool.countPadding()
        ? pool.kernelHeight() * pool.kernelWidth()
        : window.length;
  }

  /** One product of a convolution: input and output element, weight. */
  private interface Tap {
    void at(int from, int weight, int to);
  }

  private void taps(int i, Tap tap) {
    Conv2d conv =
        spec.layer(i) instanceof Conv2d c
            ? c
            : Conv2d.square(shapes.get(i).channels(), 1, 1, 0, false);
    Shape from = inputShape(i);
    Shape to = shapes.get(i);
    int ins = from.channels() / conv.groups();
    int outs = to.channels() / conv.groups();
    for (int n = 0; n < instances; n++) {
      for (int p = 0; p < to.height(); p++) {
        for (int q = 0; q < to.width(); q++) {
          for (int o = 0; o < to.channels(); o++) {
            for (int r = 0; r < conv.kernelHeight(); r++) {
              for (int s = 0; s < conv.kernelWidth(); s++) {
                int h = p * conv.strideHeight() + r - conv.padTop();
                int w = q * conv.strideWidth() + s - conv.padLeft();
                if (h >= 0 && h < from.height() && w >= 0 && w < from.width()) {
                  for (int c = 0; c < ins; c++) {
                    tap.at(
                        index(from, n, h, w, o / outs * ins + c),
                        ((o * conv.kernelHeight() + r) * conv.kernelWidth() + s) * ins + c,
                        index(to, n, p, q, o));
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private static int index(Shape shape, int n, int h, int w, int c) {
    return ((n * shape.height() + h) * shape.width() + w) * shape.channels() + c;
  }

  /** Input elements in the window of an output element of a pool, in row-major order. */
  private int[] window(int i, int element) {
    Shape from = inputShape(i);
    Shape to = shapes.get(i);
    int c = element % to.channels();
    int q = element / to.channels() % to.width();
    int p = element / to.channels() / to.width() % to.height();
    int n = element / to.size();
    int[] v = windowExtents(spec.layer(i), from);
    int[] found = new int[v[0] * v[1]];
    int count = 0;
    for (int r = 0; r < v[0]; r++) {
      for (int s = 0; s < v[1]; s++) {
        int h = p * v[2] + r - v[4];
        int w = q * v[3] + s - v[5];
        if (h >= 0 && h < from.height() && w >= 0 && w < from.width()) {
          found[count++] = index(from, n, h, w, c);
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static int[] windowExtents(LayerSpec layer, Shape input) {
    if (layer instanceof GlobalAveragePool) {
      return new int[] {input.height(), input.width(), 1, 1, 0, 0};
    }
    if (layer instanceof AveragePool2d p) {
      return new int[] {
        p.kernelHeight(),
        p.kernelWidth(),
        p.strideHeight(),
        p.strideWidth(),
        p.padTop(),
        p.padLeft()
      };
    }
    MaxPool2d p = (MaxPool2d) layer;
    return new int[] {
      p.kernelHeight(), p.kernelWidth(), p.strideHeight(), p.strideWidth(), p.padTop(), p.padLeft()
    };
  }

  private int winner(int i, int element) {
    double[] in = input(i);
    int[] window = window(i, element);
    int best = window[0];
    for (int from : window) {
      best = in[from] > in[best] ? from : best;
    }
    for (int from : window) {
      boolean bothZero = in[from] == 0 && in[best] == 0;
      if (from != best && !bothZero) {
        margin = Math.min(margin, in[best] - in[from]);
      }
    }
    return best;
  }

  private void normalize(int i, BatchNorm2d norm, double[] in, double[] out, boolean training) {
    int channels = shapes.get(i).channels();
    double count = (double) in.length / channels;
    double[] mean = statistics[i][0].clone();
    double[] variance = statistics[i][1].clone();
    if (training) {
      Arrays.fill(mean, 0);
      Arrays.fill(variance, 0);
      for (int k = 0; k < in.length; k++) {
        mean[k % channels] += in[k] / count;
      }
      for (int k = 0; k < in.length; k++) {
        variance[k % channels] += Math.pow(in[k] - mean[k % channels], 2) / count;
      }
      for (int c = 0; c < channels; c++) {
        double momentum = norm.momentum();
        double unbiased = variance[c] * count / Math.max(1, count - 1);
        statistics[i][0][c] = (1 - momentum) * statistics[i][0][c] + momentum * mean[c];
        statistics[i][1][c] = (1 - momentum) * statistics[i][1][c] + momentum * unbiased;
      }
    }
    means[i] = mean;
    variances[i] = variance;
    for (int k = 0; k < in.length; k++) {
      int c = k % channels;
      double normal = (in[k] - mean[c]) / Math.sqrt(variance[c] + norm.epsilon());
      out[k] = normal * trained[i][0][c] + trained[i][1][c];
    }
  }

  /** Backward pass of the last forward pass, with every channel and every instance. */
  public void backward(double[] error) {
    backward(error, Map.of(), null);
  }

  /**
   * Backward pass of the last forward pass.
   *
   * @param kept by node, the channels of a product's output error that are not zeroed first; all
   *     where there is no entry
   * @param retained instances whose error is not zeroed after every node; all if null
   */
  public void backward(double[] error, Map<Integer, ChannelSet> kept, boolean[] retained) {
    backward(error, kept, Map.of(), retained);
  }

  /**
   * The same.
   *
   * @param factors by node, what the channels of a product's output error are multiplied by
   */
  public void backward(
      double[] error,
      Map<Integer, ChannelSet> kept,
      Map<Integer, float[]> factors,
      boolean[] retained) {
    for (int i = 0; i < errors.length; i++) {
      errors[i] = new double[outputs[i].length];
      for (double[] block : gradients[i]) {
        Arrays.fill(block, 0);
      }
    }
    int last = errors.length - 1;
    System.arraycopy(error, 0, errors[last], 0, error.length);
    for (int i = last; i >= 0; i--) {
      double[] own = errors[i].clone();
      for (int k = 0; k < own.length; k++) {
        boolean dropped = retained != null && !retained[k / shapes.get(i).size()];
        own[k] = dropped ? 0 : own[k];
      }
      ChannelSet channels = kept.get(i);
      if (channels != null) {
        for (int k = 0; k < own.length; k++) {
          own[k] = channels.contains(k % shapes.get(i).channels()) ? own[k] : 0;
        }
      }
      float[] scaled = factors.get(i);
      for (int k = 0; scaled != null && k < own.length; k++) {
        own[k] *= scaled[k % shapes.get(i).channels()];
      }
      backward(i, spec.layer(i), own);
    }
  }

  private double[] inputError(int i, int k) {
    int from = spec.nodes().get(i).inputs().get(k);
    return from == NetworkSpec.IMAGES ? new double[images.length] : errors[from];
  }

  /** The error of a node's output, found by the output. */
  private double[] errorOf(double[] output) {
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] == output) {
        return errors[i];
      }
    }
    return new double[output.length];
  }

  private void backward(int i, LayerSpec layer, double[] error) {
    double[] in = input(i);
    double[] out = outputs[i];
    double[] to = inputError(i, 0);
    if (isProduct(layer)) {
      double[] weights = trained[i][0];
      double[] gradient = gradients[i][0];
      taps(
          i,
          (from, weight, at) -> {
            to[from] += error[at] * weights[weight];
            gradient[weight] += error[at] * in[from];
          });
      if (gradients[i].length > 1) {
        for (int k = 0; k < error.length; k++) {
          gradients[i][1][k % gradients[i][1].length] += error[k];
        }
      }
    } else if (layer instanceof BatchNorm2d norm) {
      backwardNorm(i, norm, in, error, to);
    } else if (layer instanceof Relu) {
      for (int k = 0; k < out.length; k++) {
        to[k] += out[k] > 0 ? error[k] : 0;
      }
    } else if (layer instanceof MaxPool2d) {
      for (int k = 0; k < out.length; k++) {
        to[winner(i, k)] += error[k];
      }
    } else if (layer instanceof Concat) {
      concat(i, (from, at, end) -> errorOf(from)[at] += error[end]);
    } else if (layer instanceof Multiply) {
      double[] other = value(spec.nodes().get(i).inputs().get(1));
      double[] toOther = inputError(i, 1);
      for (int k = 0; k < error.length; k++) {
        to[factor(i, 0, k)] += error[k] * other[factor(i, 1, k)];
        toOther[factor(i, 1, k)] += error[k] * in[factor(i, 0, k)];
      }
    } else if (layer instanceof Activation activation) {
      for (int k = 0; k < error.length; k++) {
        to[k] += error[k] * slope(activation.function(), in[k]);
      }
    } else if (layer instanceof ChannelAffine) {
      for (int k = 0; k < error.length; k++) {
        to[k] += error[k] * statistics[i][0][k % shapes.get(i).channels()];
      }
    } else if (layer instanceof Add || layer instanceof Flatten || keepsAll(layer)) {
      for (int input = 0; input < layer.inputCount(); input++) {
        double[] target = inputError(i, input);
        for (int k = 0; k < error.length; k++) {
          target[k] += error[k];
        }
      }
    } else {
      for (int k = 0; k < out.length; k++) {
        int[] window = window(i, k);
        for (int from : window) {
          to[from] += error[k] / divisor(layer, window);
        }
      }
    }
  }

  /** By the chain rule through mean and variance, one step at a time. */
  private void backwardNorm(int i, BatchNorm2d norm, double[] in, double[] error, double[] to) {
    int channels = shapes.get(i).channels();
    double count = (double) in.length / channels;
    boolean frozen = frozenStatistics.test(i);
    for (int c = 0; c < channels; c++) {
      double deviation = Math.sqrt(variances[i][c] + norm.epsilon());
      double varianceError = 0;
      double meanError = 0;
      for (int k = c; k < in.length; k += channels) {
        double normal = (in[k] - means[i][c]) / deviation;
        gradients[i][0][c] += error[k] * normal;
        gradients[i][1][c] += error[k];
        double normalError = error[k] * trained[i][0][c];
        varianceError -= 0.5 * normalError * (in[k] - means[i][c]) / Math.pow(deviation, 3);
        meanError -= normalError / deviation;
      }
      for (int k = c; k < in.length; k += channels) {
        double centred = in[k] - means[i][c];
        to[k] +=
            error[k] * trained[i][0][c] / deviation
                + (frozen ? 0 : varianceError * 2 * centred / count + meanError / count);
      }
    }
  }
}
