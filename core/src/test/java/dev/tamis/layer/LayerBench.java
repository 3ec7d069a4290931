package dev.tamis.layer;

import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One layer with memory of its own for everything: nothing is shared or in place. */
final class LayerBench {
  final Layer layer;
  final List<FeatureMap> inputs = new ArrayList<>();
  final FeatureMap output;
  final ErrorMap outputError;
  final List<ErrorMap> inputErrors = new ArrayList<>();
  final List<ParameterBlock> parameters;
  final List<ParameterBlock> statistics;
  final List<ParameterBlock> gradients;
  final LayerPass pass;

  LayerBench(
      LayerSpec spec, int instances, boolean training, ComputeResources resources, Shape input) {
    this(
        spec,
        instances,
        training,
        resources,
        Stream.generate(() -> input).limit(spec.inputCount()).toList());
  }

  LayerBench(
      LayerSpec spec,
      int instances,
      boolean training,
      ComputeResources resources,
      List<Shape> shapes) {
    parameters = blocks(spec.parameters(shapes));
    statistics = blocks(spec.statistics(shapes));
    gradients = blocks(spec.parameters(shapes));
    layer = spec.bind(shapes, parameters, statistics, resources);
    for (Shape shape : shapes) {
      inputs.add(FeatureMap.allocate(shape, instances));
      inputErrors.add(ErrorMap.allocate(shape, instances));
    }
    output = FeatureMap.allocate(spec.outputShape(shapes), instances);
    outputError = ErrorMap.allocate(spec.outputShape(shapes), instances);
    int[] lengths = layer.stateLengths(instances);
    float[][] state = new float[lengths.length][];
    for (int i = 0; i < state.length; i++) {
      state[i] = new float[lengths[i]];
    }
    pass =
        new LayerPass(
            inputs.toArray(FeatureMap[]::new),
            output,
            outputError,
            inputErrors.toArray(ErrorMap[]::new),
            new boolean[shapes.size()],
            state,
            training);
    pass.gradients(gradients);
    pass.kept(ChannelSet.all(output.shape().channels()));
    pass.forwardInstances(instances);
  }

  private static List<ParameterBlock> blocks(List<ParameterSpec> specs) {
    return specs.stream()
        .map(
            spec -> {
              ParameterBlock block = new ParameterSlab(spec.length()).block(0, spec.length());
              Arrays.fill(block.data(), spec.initialValue());
              return block;
            })
        .toList();
  }

  void forward() {
    parameters.forEach(block -> block.slab().markChanged());
    layer.forward(pass);
  }

  void backward() {
    layer.backwardWeights(pass);
    layer.backwardError(pass);
  }
}
