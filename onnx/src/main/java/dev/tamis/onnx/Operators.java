package dev.tamis.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operators that are read. */
final class Operators {
  private static final Map<String, OperatorImport> ALL = new TreeMap<>();

  static {
    ALL.putAll(ProductOperators.ALL);
    ALL.putAll(PoolOperators.ALL);
    ALL.putAll(ElementwiseOperators.ALL);
    ALL.putAll(ShapeOperators.ALL);
    ALL.putAll(ConstantOperators.ALL);
  }

  private Operators() {}

  /** Names of the operators, sorted. */
  static Set<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  static void run(NodeProto node, ImportScope scope) throws OnnxException {
    OperatorImport operator = ALL.get(node.operator());
    if (operator == null) {
      throw scope.refuse(
          node,
          "has an operator that Tamis cannot train: replace it, or export the network without it;"
              + " known are "
              + String.join(", ", names()));
    }
    operator.run(node, scope);
  }
}
