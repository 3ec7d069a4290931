package dev.tamis.benchmarks.tensorflow;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A spec as TensorFlow operations; data is [instance][row][column][channel]. Strided convolutions
 * pad as SAME does, on one side only: TensorFlow's own habit, at the same cost.
 */
final class GraphNetwork {
  private final Ops tf;
  private final Variables variables;
  private final List<Op> statistics = new ArrayList<>();

  GraphNetwork(Ops tf, Variables variables) {
    this.tf = tf;
    this.variables = variables;
  }

  /** Logits of the images. */
  Operand<TFloat32> logits(NetworkSpec spec, Operand<TFloat32> images) {
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      List<Operand<TFloat32>> inputs = new ArrayList<>();
      for (int from : spec.nodes().get(i).inputs()) {
        inputs.add(from == NetworkSpec.IMAGES ? images : outputs.get(from));
      }
      outputs.add(layer(spec.layer(i), spec.inputShapes(i).get(0), inputs));
    }
    return outputs.get(outputs.size() - 1);
  }

  /** What updates the running statistics. */
  List<Op> statistics() {
    return statistics;
  }

  private Operand<TFloat32> layer(LayerSpec layer, Shape shape, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> input = inputs.get(0);
    return switch (layer) {
      case Conv2d conv -> convolution(conv, shape, input);
      case Linear linear -> {
        int from = shape.channels();
        Operand<TFloat32> weights =
            variables.trained(0, Math.sqrt(2.0 / from), from, linear.outputFeatures());
        Operand<TFloat32> product = tf.linalg.matMul(input, weights);
        yield linear.bias() ? biased(product, linear.outputFeatures()) : product;
      }
      case BatchNorm2d norm -> norm(norm, shape.channels(), input);
      case Relu relu -> tf.nn.relu(input);
      case MaxPool2d pool ->
          tf.nn.maxPool(
              input,
              tf.constant(new int[] {1, pool.kernelHeight(), pool.kernelWidth(), 1}),
              tf.constant(new int[] {1, pool.strideHeight(), pool.strideWidth(), 1}),
              "VALID");
      case GlobalAveragePool pool -> tf.math.mean(input, tf.constant(new int[] {1, 2}));
      case Flatten flatten -> tf.reshape(input, tf.constant(new int[] {-1, shape.size()}));
      case Add add -> tf.math.add(input, inputs.get(1));
      default -> throw new IllegalArgumentException("not translated: " + layer);
    };
  }

  private Operand<TFloat32> convolution(Conv2d conv, Shape shape, Operand<TFloat32> input) {
    String padding = conv.padTop() == 0 ? "VALID" : "SAME";
    List<Long> strides = List.of(1L, (long) conv.strideHeight(), (long) conv.strideWidth(), 1L);
    long from = shape.channels() / conv.groups();
    double deviation = Math.sqrt(2.0 / conv.kernelHeight() / conv.kernelWidth() / from);
    Operand<TFloat32> output;
    if (conv.groups() == 1) {
      Operand<TFloat32> weights =
          variables.trained(
              0, deviation, conv.kernelHeight(), conv.kernelWidth(), from, conv.outputChannels());
      output = tf.nn.conv2d(input, weights, strides, padding);
    } else if (from == 1 && conv.outputChannels() == conv.groups()) {
      Operand<TFloat32> weights =
          variables.trained(
              0, deviation, conv.kernelHeight(), conv.kernelWidth(), conv.groups(), 1);
      output = tf.nn.depthwiseConv2dNative(input, weights, strides, padding);
    } else {
      throw new IllegalArgumentException("not translated: groups of more than one channel");
    }
    return conv.bias() ? biased(output, conv.outputChannels()) : output;
  }

  private Operand<TFloat32> biased(Operand<TFloat32> value, int channels) {
    return tf.nn.biasAdd(value, variables.trained(0, 0, channels));
  }

  private Operand<TFloat32> norm(BatchNorm2d norm, int channels, Operand<TFloat32> input) {
    Operand<TFloat32> scale = variables.trained(1, 0, channels);
    Operand<TFloat32> shift = variables.trained(0, 0, channels);
    Operand<TType> mean = variables.variable(0, 0, channels);
    Operand<TType> variance = variables.variable(1, 0, channels);
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            input,
            scale,
            shift,
            tf.readVariableOp(mean, TFloat32.class),
            tf.readVariableOp(variance, TFloat32.class),
            FusedBatchNorm.epsilon(norm.epsilon()),
            FusedBatchNorm.exponentialAvgFactor(norm.momentum()),
            FusedBatchNorm.isTraining(true));
    statistics.add(tf.assignVariableOp(mean, fused.batchMean()));
    statistics.add(tf.assignVariableOp(variance, fused.batchVariance()));
    return fused.y();
  }
}
