package dev.tamis.onnx;

import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Relu;
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
    if (!a.shape().equals(b.shape())
        || !a.order().isSame(b.order(), a.shape())
        || !java.util.Arrays.equals(a.dims(), b.dims())) {
      throw scope.refuse(
          node,
          "joins "
              + a.text()
              + " and "
              + b.text()
              + ", whose extents or orders differ: only maps of one shape can be");
    }
    scope.bindElementwise(node, layer, a, b);
  }

  private static void sum(NodeProto node, ImportScope scope) throws OnnxException {
    if (node.inputs().size() != 2) {
      throw scope.refuse(
          node,
          "adds " + node.inputs().size() + " maps, but two at a time can be trained: use Add");
    }
    arithmetic(Arithmetic.ADD, node, scope);
  }

  private static void dropout(NodeProto node, ImportScope scope) throws OnnxException {
    scope.bind(node, scope.value(node, 0));
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
