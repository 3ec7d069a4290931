package dev.tamis.onnx;

import dev.tamis.onnx.GraphWriter.Attributes;
import dev.tamis.random.SeededGenerator;
import java.util.List;
import java.util.Map;

/** Writes small models, with random weights from a seed. */
final class TestGraph {
  private final GraphWriter out = new GraphWriter("test");
  private final SeededGenerator generator;
  private int nodes;

  TestGraph(long seed) {
    generator = new SeededGenerator(seed);
  }

  /** The images, with the batch open. */
  TestGraph input(int... dims) {
    out.input("x", dims);
    return this;
  }

  /** Random numbers in [-1,1). */
  TestGraph weights(String name, int... dims) {
    out.floats(name, dims, random(Dims.size(dims), -1, 1));
    return this;
  }

  /** Random numbers in [0.5,1.5): variances and divisors. */
  TestGraph positive(String name, int... dims) {
    out.floats(name, dims, random(Dims.size(dims), 0.5f, 1.5f));
    return this;
  }

  TestGraph scalar(String name, float value) {
    out.scalar(name, value);
    return this;
  }

  TestGraph integers(String name, long... values) {
    out.integers(name, values);
    return this;
  }

  private float[] random(int count, float from, float to) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + (to - from) * generator.nextFloat();
    }
    return values;
  }

  TestGraph node(String operator, String inputs, String output) {
    return node(operator, inputs, output, new Attributes());
  }

  /** A node; the names of its inputs are separated by commas. */
  TestGraph node(String operator, String inputs, String output, Attributes attributes) {
    String name = operator + "_" + nodes++;
    out.node(name, operator, List.of(inputs.split(",", -1)), output, attributes);
    return this;
  }

  /** A convolution with random weights. */
  TestGraph conv(String input, String output, int kernels, int channels, int size) {
    weights(output + ".weight", kernels, channels, size, size);
    weights(output + ".bias", kernels);
    return node("Conv", input + "," + output + ".weight," + output + ".bias", output);
  }

  /** A batch norm with random values. */
  TestGraph norm(String input, String output, int channels) {
    String names = "";
    for (String suffix : List.of("weight", "bias", "running_mean")) {
      weights(output + "." + suffix, channels);
      names += "," + output + "." + suffix;
    }
    positive(output + ".running_var", channels);
    return node("BatchNormalization", input + names + "," + output + ".running_var", output);
  }

  /** A linear layer with random weights. */
  TestGraph gemm(String input, String output, int outputs, int inputs) {
    weights(output + ".weight", outputs, inputs);
    weights(output + ".bias", outputs);
    return node(
        "Gemm",
        input + "," + output + ".weight," + output + ".bias",
        output,
        new Attributes().number("transB", 1));
  }

  /** The file, whose output has the given name and extents. */
  byte[] output(String name, int... dims) {
    out.output(name, dims);
    return out.toBytes(Map.of());
  }
}
