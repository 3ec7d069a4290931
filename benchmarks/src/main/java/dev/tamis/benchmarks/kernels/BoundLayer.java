package dev.tamis.benchmarks.kernels;

import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Layer;
import dev.tamis.layer.LayerPass;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.ParameterSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One layer with memory for its passes, filled with random numbers. */
final class BoundLayer implements AutoCloseable {
  private final SeededGenerator numbers = new SeededGenerator(1);
  private final ComputeResources resources;
  private final Layer layer;
  private final LayerPass pass;

  /**
   * @param spec the layer
   * @param input shape of each of its inputs
   * @param instances mini-batch
   * @param keptChannels channels of the error that are propagated
   * @param threads that compute
   */
  BoundLayer(LayerSpec spec, Shape input, int instances, int keptChannels, int threads) {
    resources = new ComputeResources(threads);
    List<Shape> inputs = Collections.nCopies(spec.inputCount(), input);
    List<ParameterBlock> parameters = blocks(spec.parameters(inputs));
    layer = spec.bind(inputs, parameters, blocks(spec.statistics(inputs)), resources);
    FeatureMap[] features = new FeatureMap[inputs.size()];
    ErrorMap[] errors = new ErrorMap[inputs.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = FeatureMap.allocate(input, instances);
      fill(features[i].data());
      errors[i] = ErrorMap.allocate(input, instances);
    }
    Shape output = spec.outputShape(inputs);
    ErrorMap outputError = ErrorMap.allocate(output, instances);
    fill(outputError.data());
    int[] lengths = layer.stateLengths(instances);
    float[][] state = new float[lengths.length][];
    for (int k = 0; k < lengths.length; k++) {
      state[k] = new float[lengths[k]];
    }
    pass =
        new LayerPass(
            features,
            FeatureMap.allocate(output, instances),
            outputError,
            errors,
            new boolean[inputs.size()],
            state,
            true);
    pass.forwardInstances(instances);
    pass.gradients(blocks(spec.parameters(inputs)));
    ChannelSet kept = new ChannelSet(output.channels());
    kept.reset(output.channels());
    for (int c = 0; c < keptChannels; c++) {
      kept.append(c);
    }
    pass.kept(kept);
    layer.forward(pass);
  }

  private List<ParameterBlock> blocks(List<ParameterSpec> specs) {
    List<ParameterBlock> blocks = new ArrayList<>();
    for (ParameterSpec spec : specs) {
      ParameterSlab slab = new ParameterSlab(spec.length());
      fill(slab.data());
      slab.markChanged();
      blocks.add(slab.block(0, spec.length()));
    }
    return blocks;
  }

  private void fill(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.abs(numbers.nextGaussian());
    }
  }

  /** The layer that a benchmark's set-up made. */
  static BoundLayer of(@Nullable BoundLayer layer) {
    return Objects.requireNonNull(layer, "set-up runs first");
  }

  FeatureMap forward() {
    layer.forward(pass);
    return pass.output();
  }

  ErrorMap error() {
    layer.backwardError(pass);
    return pass.outputError();
  }

  List<ParameterBlock> weights() {
    layer.backwardWeights(pass);
    return pass.gradients();
  }

  @Override
  public void close() {
    resources.close();
  }
}
