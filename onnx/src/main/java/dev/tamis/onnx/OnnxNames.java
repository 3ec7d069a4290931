package dev.tamis.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * What a model file calls a node and what belongs to it.
 *
 * @param node name of the operator; may be empty
 * @param output name of the value it gives
 * @param parameters names of its initializers: weight and bias, or scale, shift, mean and variance
 */
public record OnnxNames(String node, String output, List<String> parameters) {

  /** Copies the list. */
  public OnnxNames {
    parameters = List.copyOf(parameters);
  }

  /** One name a line. */
  String toText() {
    String text = node + "\n" + output;
    return parameters.isEmpty() ? text : text + "\n" + String.join("\n", parameters);
  }

  static OnnxNames ofText(String text) {
    List<String> lines = Arrays.asList(text.split("\n", -1));
    String output = lines.size() > 1 ? lines.get(1) : "";
    return new OnnxNames(
        lines.get(0), output, lines.subList(Math.min(2, lines.size()), lines.size()));
  }
}
