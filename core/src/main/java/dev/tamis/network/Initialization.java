package dev.tamis.network;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.ParameterSpec;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import java.util.Arrays;
import java.util.List;

/**
 * Initial weights that keep the variance of activations from layer to layer: N(0, gain / fanIn)
 * with gain 2 where a ReLU or its like follows (He et al. 2015), which halves it, 2 / (1 + slope^2)
 * for a leaky one, and 1 where none does (LeCun et al. 1998), as in last layers.
 */
final class Initialization {
  private Initialization() {}

  static void fill(
      NetworkSpec spec,
      int node,
      List<ParameterSpec> parameters,
      List<ParameterBlock> blocks,
      SeededGenerator generator) {
    for (int k = 0; k < parameters.size(); k++) {
      ParameterSpec parameter = parameters.get(k);
      ParameterBlock block = blocks.get(k);
      int end = block.offset() + block.length();
      if (parameter.fanIn() == 0) {
        Arrays.fill(block.data(), block.offset(), end, parameter.initialValue());
        continue;
      }
      double gain = gain(spec, node);
      double deviation = Math.sqrt(gain / parameter.fanIn());
      for (int i = block.offset(); i < end; i++) {
        block.data()[i] = (float) (generator.nextGaussian() * deviation);
      }
    }
  }

  /** By the first layer after a node that is not a norm, a pool, an addition or the like. */
  private static double gain(NetworkSpec spec, int node) {
    int at = node;
    while (true) {
      List<Integer> consumers = spec.consumers(at);
      if (consumers.isEmpty()) {
        return 1;
      }
      at = consumers.get(0);
      LayerSpec layer = spec.layer(at);
      if (layer instanceof Relu) {
        return 2;
      }
      if (layer instanceof Activation activation) {
        return gain(activation.function());
      }
      if (layer instanceof Conv2d || layer instanceof Linear) {
        return 1;
      }
    }
  }

  private static double gain(ActivationFunction function) {
    if (function instanceof LeakyRelu leaky) {
      return 2 / (1 + (double) leaky.slope() * leaky.slope());
    }
    boolean rectifies =
        function instanceof HardSwish || (function instanceof Clip clip && clip.low() == 0f);
    return rectifies ? 2 : 1;
  }
}
