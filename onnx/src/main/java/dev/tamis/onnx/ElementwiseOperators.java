package dev.tamis.onnx;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.ActivationFunction.Sigmoid;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.Relu;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that work on each value by itself, and those at the very end. */
final class ElementwiseOperators {
  static final Map<String, OperatorImport> ALL =
      Map.ofEntries(
          Map.entry(
              "Relu",
              (node, scope) -> scope.bindElementwise(node, new Relu(), scope.feature(node, 0))),
          Map.entry("Add", (node, scope) -> arithmetic(Arithmetic.ADD, node, scope)),
          Map.entry("Sub", (node, scope) -> arithmetic(Arithmetic.SUBTRACT, node, scope)),
          Map.entry("Mul", (node, scope) -> arithmetic(Arithmetic.MULTIPLY, node, scope)),
          Map.entry("Div", (node, scope) -> arithmetic(Arithmetic.DIVIDE, node, scope)),
          Map.entry("Sum", ElementwiseOperators::sum),
          Map.entry("LeakyRelu", activation(ElementwiseOperators::leakyRelu)),
          Map.entry("Clip", activation(ElementwiseOperators::clip)),
          Map.entry("Sigmoid", activation((node, scope) -> new Activation(new Sigmoid()))),
          Map.entry("HardSigmoid", activation(ElementwiseOperators::hardSigmoid)),
          Map.entry("HardSwish", activation((node, scope) -> new Activation(new HardSwish()))),
          Map.entry("Concat", ElementwiseOperators::concat),
          Map.entry("Dropout", ElementwiseOperators::dropout),
          Map.entry("Softmax", (node, scope) -> softmax(OutputActivation.SOFTMAX, node, scope)),
          Map.entry(
              "LogSoftmax", (node, scope) -> softmax(OutputActivation.LOG_SOFTMAX, node, scope)));

  private ElementwiseOperators() {}

  private static void arithmetic(Arithmetic operation, NodeProto node, ImportScope scope)
      throws OnnxException {
    Value a = scope.value(node, 0);
    Value b = scope.value(node, 1);
    if (a instanceof Constant x && b instanceof Constant y) {
      scope.bind(node, operation.ofConstants(x, y, node, scope));
    } else if (b instanceof Constant constant) {
      ChannelAffinity.bind(
          operation.rightConstant(), constant, scope.feature(node, 0), node, scope);
    } else if (a instanceof Constant constant) {
      ChannelAffinity.bind(
          operation.leftConstant(node, scope), constant, scope.feature(node, 1), node, scope);
    } else {
      join(
          operation.layer(node, scope),
          scope.feature(node, 0),
          scope.feature(node, 1),
          node,
          scope);
    }
  }

  private static void join(LayerSpec layer, Feature a, Feature b, NodeProto node, ImportScope scope)
      throws OnnxException {
    boolean same =
        a.shape().equals(b.shape())
            && a.order().isSame(b.order(), a.shape())
            && Arrays.equals(a.dims(), b.dims());
    if (layer instanceof Multiply && !same && isGate(b, a)) {
      scope.bindElementwise(node, layer, a, b);
    } else if (layer instanceof Multiply && !same && isGate(a, b)) {
      scope.bindElementwise(node, layer, b, a);
    } else if (same) {
      scope.bindElementwise(node, layer, a, b);
    } else {
      throw scope.refuse(
          node,
          "joins "
              + a.text()
              + " and "
              + b.text()
              + ", whose extents or orders differ: only maps of one shape can be, and a map with"
              + " one factor for each channel");
    }
  }

  /** Whether there is one value for each channel of a map, where the map has its channels. */
  private static boolean isGate(Feature gate, Feature map) {
    int channels = map.shape().channels();
    boolean first = map.isMap();
    if (!(first || map.isChannelsLastMap())
        || gate.shape().pixels() != 1
        || !gate.order().isOurs(gate.shape())) {
      return false;
    }
    int[] dims = new int[map.dims().length];
    Arrays.fill(dims, 1);
    dims[first ? 0 : dims.length - 1] = channels;
    return Arrays.equals(gate.dims(), dims);
  }

  private static void sum(NodeProto node, ImportScope scope) throws OnnxException {
    if (node.inputs().size() != 2) {
      throw scope.refuse(
          node,
          "adds " + node.inputs().size() + " maps, but two at a time can be trained: use Add");
    }
    arithmetic(Arithmetic.ADD, node, scope);
  }

  private static OperatorImport activation(Function function) {
    return (node, scope) -> {
      Feature input = scope.feature(node, 0);
      LayerSpec layer;
      try {
        layer = function.of(node, scope);
      } catch (IllegalArgumentException e) {
        throw scope.refuse(node, e);
      }
      scope.bindElementwise(node, layer, input);
    };
  }

  /** The layer of a node. */
  @FunctionalInterface
  private interface Function {
    LayerSpec of(NodeProto node, ImportScope scope) throws OnnxException;
  }

  private static LayerSpec leakyRelu(NodeProto node, ImportScope scope) {
    return new Activation(new LeakyRelu(node.real("alpha", 0.01f)));
  }

  private static LayerSpec hardSigmoid(NodeProto node, ImportScope scope) {
    return new Activation(new HardSigmoid(node.real("alpha", 0.2f), node.real("beta", 0.5f)));
  }

  /** Bounds are attributes before version 11, inputs since. */
  private static LayerSpec clip(NodeProto node, ImportScope scope) throws OnnxException {
    float low = bound(node, scope, 1, "min", Float.NEGATIVE_INFINITY);
    float high = bound(node, scope, 2, "max", Float.POSITIVE_INFINITY);
    return low == 0 && high == Float.POSITIVE_INFINITY
        ? new Relu()
        : new Activation(new Clip(low, high));
  }

  private static float bound(NodeProto node, ImportScope scope, int i, String key, float missing)
      throws OnnxException {
    Constant given = scope.optional(node, i, key);
    if (given != null && given.size() != 1) {
      throw scope.refuse(node, "has " + given.size() + " values as " + key + ReadBudget.REMEDY);
    }
    float bound = given == null ? node.real(key, missing) : given.floats()[0];
    // How exporters of old write an open bound.
    return Math.abs(bound) == Float.MAX_VALUE ? Math.copySign(missing, bound) : bound;
  }

  private static void dropout(NodeProto node, ImportScope scope) throws OnnxException {
    Constant given = scope.optional(node, 1, "ratio");
    float ratio = given == null ? node.real("ratio", 0.5f) : given.floats()[0];
    if (ratio == 0) {
      scope.bind(node, scope.feature(node, 0));
    } else {
      activation((n, s) -> new Dropout(ratio)).run(node, scope);
    }
  }

  private static void concat(NodeProto node, ImportScope scope) throws OnnxException {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      values.add(scope.value(node, i));
    }
    if (values.stream().allMatch(Constant.class::isInstance)) {
      ConstantOperators.concat(node, scope);
      return;
    }
    List<Feature> maps = new ArrayList<>();
    boolean first = true;
    boolean last = true;
    boolean flat = true;
    for (int i = 0; i < values.size(); i++) {
      Feature map = scope.feature(node, i);
      maps.add(map);
      first &= map.isMap() && map.dims().length > 1;
      last &= map.isChannelsLastMap();
      flat &= map.isFlat();
    }
    int rank = maps.get(0).dims().length + 1;
    int axis = Axes.index(node.number("axis", 1), rank, node, scope);
    if (maps.size() == 1) {
      scope.bind(node, maps.get(0));
    } else if (flat && axis == 1) {
      bindVectors(maps, node, scope);
    } else if ((first && axis == 1) || (last && axis == rank - 1)) {
      int added = scope.emit(node, new Concat(maps.size()), maps, NodeValues.NONE, List.of());
      Shape shape = scope.draft().shape(added);
      int[] dims = maps.get(0).dims().clone();
      dims[axis - 1] = shape.channels();
      scope.bindNew(node, new Feature(added, shape, maps.get(0).order(), dims, true));
    } else {
      throw scope.refuse(
          node,
          "joins "
              + maps.get(0).text()
              + " and others along axis "
              + axis
              + ", but only channels can be joined");
    }
  }

  private static void bindVectors(List<Feature> flat, NodeProto node, ImportScope scope)
      throws OnnxException {
    List<Feature> vectors = new ArrayList<>();
    List<Order> orders = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Feature feature : flat) {
      Feature vector = scope.asVector(feature);
      vectors.add(vector);
      orders.add(vector.order());
      shapes.add(vector.shape());
    }
    int added = scope.emit(node, new Concat(vectors.size()), vectors, NodeValues.NONE, List.of());
    Shape shape = scope.draft().shape(added);
    Order order = Order.joined(orders, shapes);
    scope.bindNew(node, new Feature(added, shape, order, new int[] {shape.size()}, true));
  }

  private static void softmax(OutputActivation activation, NodeProto node, ImportScope scope)
      throws OnnxException {
    Feature logits = scope.feature(node, 0);
    int rank = logits.dims().length + 1;
    boolean coerces = scope.opset() < 13;
    int axis = Axes.index(node.number("axis", coerces ? 1 : -1), rank, node, scope);
    int size = logits.shape().size();
    boolean whole = axis > 0 && (coerces ? axis == 1 : logits.dims()[axis - 1] == size);
    if (!whole) {
      throw scope.refuse(
          node,
          "is taken over axis "
              + axis
              + " of "
              + logits.text()
              + ", but the loss has one softmax over all values of an image: export the network up"
              + " to its logits");
    }
    scope.bind(node, new ActivatedFeature(logits, activation));
  }
}
