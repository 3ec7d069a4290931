package dev.tamis.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's messages. Messages nest five deep at most, for graphs inside nodes are passed
 * over: their operators are refused anyway.
 */
final class ModelReader {
  private static final List<String> OWN_DOMAINS = List.of("", "ai.onnx");

  private final String source;
  private final ExternalData external;
  private final Map<String, String> properties = new HashMap<>();
  private int opset;
  private String producer = "";
  private @Nullable GraphProto graph;

  ModelReader(String source, ExternalData external) {
    this.source = source;
    this.external = external;
  }

  ModelFile read(byte[] bytes, String sha256) throws OnnxException {
    ProtoReader in = new ProtoReader(bytes, "ModelProto", new ReadBudget(source));
    while (in.next()) {
      switch (in.field()) {
        case 2 -> producer = in.string();
        case 7 -> graph(in);
        case 8 -> opset(in.message("OperatorSetIdProto"));
        case 14 -> {
          StringEntry entry = StringEntry.read(in.message("StringStringEntryProto"));
          properties.put(entry.key(), entry.value());
        }
        default -> in.skip();
      }
    }
    if (graph == null) {
      throw new OnnxException(source + " has no graph: it is no ONNX model, or an empty one");
    }
    // Before versions of operators were recorded there was one.
    return new ModelFile(source, sha256, Math.max(opset, 1), producer, graph, properties);
  }

  private void opset(ProtoReader in) throws OnnxException {
    String domain = "";
    int version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.string();
        case 2 -> version = in.smallNumber("the version of the operators");
        default -> in.skip();
      }
    }
    if (OWN_DOMAINS.contains(domain)) {
      opset = version;
    }
  }

  private void graph(ProtoReader in) throws OnnxException {
    if (graph != null) {
      throw in.damaged("there are two graphs");
    }
    graph = readGraph(in.message("GraphProto"));
  }

  private GraphProto readGraph(ProtoReader in) throws OnnxException {
    String name = "";
    List<NodeProto> nodes = new ArrayList<>();
    Map<String, Tensor> initializers = new HashMap<>();
    List<ValueInfo> inputs = new ArrayList<>();
    List<ValueInfo> outputs = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> nodes.add(node(in.message("NodeProto")));
        case 2 -> name = in.string();
        case 5 -> {
          Tensor tensor = TensorReader.read(in.message("TensorProto"), external);
          if (initializers.put(tensor.name(), tensor) != null) {
            throw in.damaged("two initializers are named '" + tensor.name() + "'");
          }
        }
        case 11 -> inputs.add(valueInfo(in.message("ValueInfoProto")));
        case 12 -> outputs.add(valueInfo(in.message("ValueInfoProto")));
        case 15 ->
            throw new OnnxException(
                source + " has sparse weights, which are not read: export it with dense ones");
        default -> in.skip();
      }
    }
    inputs.removeIf(input -> initializers.containsKey(input.name()));
    return new GraphProto(name, nodes, initializers, inputs, outputs);
  }

  private NodeProto node(ProtoReader in) throws OnnxException {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<Attribute> attributes = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> inputs.add(in.string());
        case 2 -> outputs.add(in.string());
        case 3 -> name = in.string();
        case 4 -> operator = in.string();
        case 5 -> attributes.add(attribute(in.message("AttributeProto")));
        case 7 -> domain = in.string();
        default -> in.skip();
      }
    }
    String full = OWN_DOMAINS.contains(domain) ? operator : domain + "." + operator;
    return new NodeProto(name, full, inputs, outputs, attributes);
  }

  private Attribute attribute(ProtoReader in) throws OnnxException {
    String name = "";
    float real = 0;
    long number = 0;
    Slice text = null;
    Tensor tensor = null;
    List<Slice> reals = new ArrayList<>();
    LongList numbers = new LongList();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.string();
        case 2 -> real = in.fixed(Float.BYTES).buffer().getFloat();
        case 3 -> number = in.number();
        case 4 -> text = in.bytes();
        case 5 -> tensor = TensorReader.read(in.message("TensorProto"), external);
        case 7 -> reals.add(in.isBytes() ? in.bytes() : in.fixed(Float.BYTES));
        case 8 -> in.numbers(numbers);
        default -> in.skip();
      }
    }
    return new Attribute(name, real, number, text, tensor, floats(reals, in), numbers.toArray());
  }

  private static float[] floats(List<Slice> runs, ProtoReader in) throws OnnxException {
    int count = 0;
    for (Slice run : runs) {
      if (run.length() % Float.BYTES != 0) {
        throw in.damaged("a list of floats ends in the middle of one");
      }
      count += run.length() / Float.BYTES;
    }
    float[] values = new float[count];
    int at = 0;
    for (Slice run : runs) {
      ByteBuffer bytes = run.buffer();
      while (bytes.hasRemaining()) {
        values[at++] = bytes.getFloat();
      }
    }
    return values;
  }

  private static ValueInfo valueInfo(ProtoReader in) throws OnnxException {
    String name = "";
    int type = 0;
    long[] dims = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.string();
        case 2 -> {
          ProtoReader typeIn = in.message("TypeProto");
          while (typeIn.next()) {
            if (typeIn.field() == 1) {
              ProtoReader tensor = typeIn.message("TypeProto.Tensor");
              while (tensor.next()) {
                switch (tensor.field()) {
                  case 1 -> type = tensor.smallNumber("the element type");
                  case 2 -> dims = shape(tensor.message("TensorShapeProto"));
                  default -> tensor.skip();
                }
              }
            } else {
              typeIn.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    return new ValueInfo(name, type, dims);
  }

  private static long[] shape(ProtoReader in) throws OnnxException {
    LongList dims = new LongList();
    while (in.next()) {
      if (in.field() == 1) {
        ProtoReader dimension = in.message("TensorShapeProto.Dimension");
        long extent = -1;
        while (dimension.next()) {
          if (dimension.field() == 1) {
            extent = dimension.number();
          } else {
            dimension.skip();
          }
        }
        dims.add(extent <= 0 ? -1 : extent);
      } else {
        in.skip();
      }
    }
    return dims.toArray();
  }
}
