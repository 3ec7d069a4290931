package dev.tamis.onnx;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Writes the messages of a model: opset 17, IR version 8. */
final class GraphWriter {
  static final int OPSET = 17;
  static final int IR_VERSION = 8;
  static final String BATCH = "batch";

  /** As the jar's manifest has it; empty outside a jar. */
  static final String LIBRARY_VERSION =
      Objects.requireNonNullElse(GraphWriter.class.getPackage().getImplementationVersion(), "");

  private static final int INT = 2;
  private static final int FLOAT = 1;
  private static final int STRING = 3;
  private static final int INTS = 7;

  private final ProtoWriter graph = new ProtoWriter();
  private final Set<String> names = new HashSet<>();

  GraphWriter(String name) {
    graph.string(2, name);
  }

  /** A name that no value has yet, as near to the wanted one as can be. */
  String unused(String wanted) {
    String base = wanted.isEmpty() ? "value" : wanted;
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "#" + i;
    }
    return name;
  }

  /** Attributes of one node. */
  static final class Attributes {
    private final ProtoWriter writer = new ProtoWriter();

    Attributes number(String name, long value) {
      return add(new ProtoWriter().string(1, name).number(3, value).number(20, INT));
    }

    Attributes real(String name, float value) {
      return add(new ProtoWriter().string(1, name).float32(2, value).number(20, FLOAT));
    }

    Attributes text(String name, String value) {
      return add(new ProtoWriter().string(1, name).string(4, value).number(20, STRING));
    }

    Attributes numbers(String name, long... values) {
      return add(new ProtoWriter().string(1, name).numbers(8, values).number(20, INTS));
    }

    private Attributes add(ProtoWriter attribute) {
      writer.message(5, attribute);
      return this;
    }
  }

  void node(
      String name, String operator, List<String> inputs, String output, Attributes attributes) {
    ProtoWriter node = new ProtoWriter();
    inputs.forEach(input -> node.string(1, input));
    node.string(2, output).string(3, name).string(4, operator).append(attributes.writer);
    graph.message(1, node);
  }

  void floats(String name, int[] dims, float[] values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(Slice.ORDER);
    raw.asFloatBuffer().put(values);
    tensor(name, dims, ElementType.FLOAT, raw.array());
  }

  /** One number, without dimensions. */
  void scalar(String name, float value) {
    floats(name, new int[0], new float[] {value});
  }

  void integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(Slice.ORDER);
    raw.asLongBuffer().put(values);
    tensor(name, new int[] {values.length}, ElementType.INT64, raw.array());
  }

  private void tensor(String name, int[] dims, ElementType type, byte[] raw) {
    long[] extents = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      extents[i] = dims[i];
    }
    graph.message(
        5,
        new ProtoWriter().numbers(1, extents).number(2, type.code()).string(8, name).bytes(9, raw));
  }

  void input(String name, int... dims) {
    graph.message(11, valueInfo(name, dims));
  }

  void output(String name, int... dims) {
    graph.message(12, valueInfo(name, dims));
  }

  private static ProtoWriter valueInfo(String name, int[] dims) {
    ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().string(2, BATCH));
    for (int extent : dims) {
      shape.message(1, new ProtoWriter().number(1, extent));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, ElementType.FLOAT.code()).message(2, shape);
    return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  /** The whole file. */
  byte[] toBytes(Map<String, String> properties) {
    ProtoWriter model = new ProtoWriter().number(1, IR_VERSION).string(2, "tamis");
    if (!LIBRARY_VERSION.isEmpty()) {
      model.string(3, LIBRARY_VERSION);
    }
    model.message(7, graph).message(8, new ProtoWriter().string(1, "").number(2, OPSET));
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> model.message(14, new ProtoWriter().string(1, key).string(2, value)));
    return model.toBytes();
  }
}
