package dev.tamis.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the file's graph.
 *
 * @param name name; may be empty
 * @param operator type of operator, with its domain if that is not ONNX's own
 * @param inputs names of what it reads; empty for an optional input that is left out
 * @param outputs names of what it gives; empty for an optional output that is left out
 * @param attributes attributes
 */
record NodeProto(
    String name,
    String operator,
    List<String> inputs,
    List<String> outputs,
    List<Attribute> attributes) {

  /** How messages name it. */
  String place() {
    String id = name.isEmpty() ? "that gives '" + output() + "'" : "'" + name + "'";
    return "node " + id + " (" + operator + ")";
  }

  /** Name of its first output. */
  String output() {
    return outputs.isEmpty() ? "" : outputs.get(0);
  }

  /** Name of input i; empty if it has none. */
  String input(int i) {
    return i < inputs.size() ? inputs.get(i) : "";
  }

  /** Whether output i is asked for. */
  boolean gives(int i) {
    return i < outputs.size() && !outputs.get(i).isEmpty();
  }

  @Nullable Attribute find(String key) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(key)) {
        return attribute;
      }
    }
    return null;
  }

  boolean has(String key) {
    return find(key) != null;
  }

  long number(String key, long missing) {
    Attribute attribute = find(key);
    return attribute == null ? missing : attribute.number();
  }

  float real(String key, float missing) {
    Attribute attribute = find(key);
    return attribute == null ? missing : attribute.real();
  }

  String text(String key, String missing) {
    Attribute attribute = find(key);
    return attribute == null ? missing : attribute.text();
  }

  /** Real numbers; none if there is no such attribute. */
  float[] reals(String key) {
    Attribute attribute = find(key);
    return attribute == null ? new float[0] : attribute.reals();
  }

  /** Whole numbers; those given if there is no such attribute. */
  long[] numbers(String key, long... missing) {
    Attribute attribute = find(key);
    return attribute == null ? missing : attribute.numbers();
  }
}
