package dev.tamis.benchmarks.dl4j;

import dev.tamis.benchmarks.Task;
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
import dev.tamis.network.NodeSpec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A spec as a DL4J computation graph; data is [instance][channel][row][column]. */
final class GraphBuilding {
  private static final String IMAGES = "images";

  private final NetworkSpec spec;

  GraphBuilding(NetworkSpec spec) {
    this.spec = spec;
  }

  ComputationGraphConfiguration configuration(long seed) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .updater(new Nesterovs(Task.LEARNING_RATE, Task.MOMENTUM))
            .l2(Task.WEIGHT_DECAY)
            .graphBuilder()
            .addInputs(IMAGES)
            .setInputTypes(
                InputType.convolutional(
                    spec.input().height(), spec.input().width(), spec.input().channels()));
    int last = spec.nodes().size() - 1;
    for (int i = 0; i <= last; i++) {
      NodeSpec node = spec.nodes().get(i);
      String[] inputs = node.inputs().stream().map(this::name).toArray(String[]::new);
      if (node.layer() instanceof Add) {
        graph.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
      } else if (!(node.layer() instanceof Flatten)) {
        graph.addLayer(
            node.name(),
            layer(node.layer(), i == last, spec.inputShapes(i).get(0).channels()),
            inputs);
      }
    }
    return graph.setOutputs(name(last)).build();
  }

  /** DL4J flattens by itself where a dense layer reads images. */
  private String name(int node) {
    if (node == NetworkSpec.IMAGES) {
      return IMAGES;
    }
    NodeSpec spec = this.spec.nodes().get(node);
    return spec.layer() instanceof Flatten ? name(spec.inputs().get(0)) : spec.name();
  }

  private static Layer layer(LayerSpec layer, boolean last, int inputChannels) {
    return switch (layer) {
      case Conv2d conv -> convolution(conv, inputChannels);
      case Linear linear -> linear(linear, last);
      case BatchNorm2d norm ->
          new BatchNormalization.Builder().eps(norm.epsilon()).decay(1 - norm.momentum()).build();
      case Relu relu -> new ActivationLayer(Activation.RELU);
      case MaxPool2d pool ->
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(pool.kernelHeight(), pool.kernelWidth())
              .stride(pool.strideHeight(), pool.strideWidth())
              .padding(pool.padTop(), pool.padLeft())
              .build();
      case GlobalAveragePool pool -> new GlobalPoolingLayer(PoolingType.AVG);
      case Flatten flatten -> throw new IllegalStateException("flattened by the next layer");
      case Add add -> throw new IllegalStateException("a vertex");
      default -> throw new IllegalArgumentException("not translated: " + layer);
    };
  }

  private static Layer linear(Linear linear, boolean last) {
    if (last) {
      return new OutputLayer.Builder(LossFunction.MCXENT)
          .nOut(linear.outputFeatures())
          .activation(Activation.SOFTMAX)
          .hasBias(linear.bias())
          .build();
    }
    return new DenseLayer.Builder()
        .nOut(linear.outputFeatures())
        .activation(Activation.IDENTITY)
        .hasBias(linear.bias())
        .build();
  }

  private static Layer convolution(Conv2d conv, int inputChannels) {
    if (conv.groups() == 1) {
      return new ConvolutionLayer.Builder(conv.kernelHeight(), conv.kernelWidth())
          .stride(conv.strideHeight(), conv.strideWidth())
          .padding(conv.padTop(), conv.padLeft())
          .nOut(conv.outputChannels())
          .hasBias(conv.bias())
          .activation(Activation.IDENTITY)
          .build();
    }
    if (conv.groups() != inputChannels || conv.groups() != conv.outputChannels()) {
      throw new IllegalArgumentException("not translated: groups of more than one channel");
    }
    return new DepthwiseConvolution2D.Builder(conv.kernelHeight(), conv.kernelWidth())
        .depthMultiplier(1)
        .stride(conv.strideHeight(), conv.strideWidth())
        .padding(conv.padTop(), conv.padLeft())
        .nOut(conv.outputChannels())
        .hasBias(conv.bias())
        .activation(Activation.IDENTITY)
        .build();
  }
}
