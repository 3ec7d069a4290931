package dev.tamis.onnx;

import dev.tamis.network.Network;
import dev.tamis.network.Parameters;
import dev.tamis.tensor.ParameterBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Values of a node, block by block.
 *
 * @param trained values trained by gradient, as the layer lists them
 * @param statistics running statistics, as the layer lists them
 */
record NodeValues(List<ValueSource> trained, List<ValueSource> statistics) {
  static final NodeValues NONE = new NodeValues(List.of(), List.of());

  NodeValues {
    trained = List.copyOf(trained);
    statistics = List.copyOf(statistics);
  }

  boolean isEmpty() {
    return trained.isEmpty() && statistics.isEmpty();
  }

  /** Loads values by node name; gives the names of nodes with parameters that got none. */
  static List<String> load(Map<String, NodeValues> all, Network network) throws OnnxException {
    Parameters parameters = network.parameters();
    List<String> left = new ArrayList<>();
    for (int i = 0; i < network.spec().nodes().size(); i++) {
      String name = network.spec().nodes().get(i).name();
      NodeValues values = all.getOrDefault(name, NONE);
      boolean loaded =
          load(values.trained, parameters.trained(i), name)
              && load(values.statistics, parameters.statistics(i), name);
      if (!loaded) {
        left.add(name);
      }
    }
    parameters.trained().markChanged();
    parameters.statistics().markChanged();
    return left;
  }

  private static boolean load(List<ValueSource> sources, List<ParameterBlock> blocks, String name)
      throws OnnxException {
    if (sources.size() != blocks.size()) {
      return false;
    }
    List<float[]> values = new ArrayList<>();
    for (int k = 0; k < blocks.size(); k++) {
      float[] block = sources.get(k).values();
      if (block.length != blocks.get(k).length()) {
        return false;
      }
      requireFinite(block, name);
      values.add(block);
    }
    for (int k = 0; k < blocks.size(); k++) {
      ParameterBlock to = blocks.get(k);
      System.arraycopy(values.get(k), 0, to.data(), to.offset(), to.length());
    }
    return true;
  }

  static void requireFinite(float[] values, String name) throws OnnxException {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new OnnxException(
            "the weights of node '"
                + name
                + "' contain "
                + value
                + ": the model was spoilt before it was exported");
      }
    }
  }
}
