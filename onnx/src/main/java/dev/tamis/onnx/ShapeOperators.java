package dev.tamis.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that see the same values under other extents. */
final class ShapeOperators {
  static final Map<String, OperatorImport> ALL =
      Map.of(
          "Flatten", ShapeOperators::flatten,
          "Reshape", ShapeOperators::reshape,
          "Squeeze", ShapeOperators::squeeze,
          "Unsqueeze", ShapeOperators::unsqueeze,
          "Transpose", ShapeOperators::transpose,
          "Identity", (node, scope) -> scope.bind(node, scope.value(node, 0)),
          "Cast", ShapeOperators::cast,
          "Pad", ShapeOperators::pad);

  private ShapeOperators() {}

  private static void flatten(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    int[] dims = value instanceof Constant c ? c.dims() : withBatch(seen(node, value, scope));
    long given = node.number("axis", 1);
    int axis = given == dims.length ? dims.length : Axes.index(given, dims.length, node, scope);
    if (value instanceof Constant constant) {
      int rows = Dims.size(Arrays.copyOf(dims, axis));
      int columns = Dims.size(Arrays.copyOfRange(dims, axis, dims.length));
      scope.bind(node, constant.reshaped(rows, columns));
      return;
    }
    int size = seen(node, value, scope).shape().size();
    int rows = axis == 0 ? 0 : Dims.size(Arrays.copyOfRange(dims, 1, axis));
    if (rows != 1) {
      throw scope.refuse(
          node,
          "flattens instances into one another (axis "
              + given
              + "): only axis 1 keeps them"
              + " apart");
    }
    bindView(node, scope, value, size);
  }

  /** The feature map that a value is, or is made of. */
  private static Feature seen(NodeProto node, Value value, ImportScope scope) throws OnnxException {
    return value instanceof ActivatedFeature activated
        ? activated.logits()
        : scope.feature(node, 0);
  }

  /** Binds the same values under other extents; a softmax over all of them stays one. */
  private static void bindView(NodeProto node, ImportScope scope, Value value, int... dims)
      throws OnnxException {
    Feature view = seen(node, value, scope).withDims(dims);
    scope.bind(
        node,
        value instanceof ActivatedFeature activated
            ? new ActivatedFeature(view, activated.activation())
            : view);
  }

  /** Extents with a 1 in front for the batch. */
  private static int[] withBatch(Feature feature) {
    int[] dims = new int[feature.dims().length + 1];
    dims[0] = 1;
    System.arraycopy(feature.dims(), 0, dims, 1, feature.dims().length);
    return dims;
  }

  private static void reshape(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    // Before version 5 the shape was an attribute.
    long[] target =
        node.inputs().size() > 1
            ? scope.constant(node, 1, "shape").integers()
            : node.numbers("shape");
    if (target.length > 16) {
      throw scope.refuse(node, "has " + target.length + " dimensions" + ReadBudget.REMEDY);
    }
    boolean copiesZeros = node.number("allowzero", 0) == 0;
    if (value instanceof Constant constant) {
      scope.bind(
          node,
          constant.reshaped(
              resolve(node, scope, target, constant.dims(), constant.size(), copiesZeros)));
      return;
    }
    Feature feature = seen(node, value, scope);
    if (target.length == 0 || !keepsBatch(target, feature, scope)) {
      throw scope.refuse(
          node,
          "reshapes "
              + feature.text()
              + " to "
              + Arrays.toString(target)
              + ", which mixes instances: let the first dimension stay the batch");
    }
    long[] rest = Arrays.copyOfRange(target, 1, target.length);
    int size = feature.shape().size();
    bindView(node, scope, value, resolve(node, scope, rest, feature.dims(), size, copiesZeros));
  }

  /** Whether the first extent of a target is the batch, given that the others are an instance. */
  private static boolean keepsBatch(long[] target, Feature feature, ImportScope scope) {
    long first = target[0];
    if (first == Constant.BATCH || first == 0) {
      return true;
    }
    long rest = 1;
    boolean open = false;
    for (int i = 1; i < target.length; i++) {
      open |= target[i] == -1;
      long extent =
          target[i] == 0 && i - 1 < feature.dims().length ? feature.dims()[i - 1] : target[i];
      rest = target[i] == -1 ? rest : Math.min(Math.abs(rest * extent), Integer.MAX_VALUE);
    }
    int size = feature.shape().size();
    if (first == -1) {
      return rest == size && !open;
    }
    boolean fixed = first == scope.input().batch() || (first == 1 && scope.input().batch() < 1);
    return fixed && (open || rest == size);
  }

  private static int[] resolve(
      NodeProto node, ImportScope scope, long[] target, int[] dims, int size, boolean copiesZeros)
      throws OnnxException {
    long[] resolved = target.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < resolved.length; i++) {
      if (resolved[i] == 0 && copiesZeros && i < dims.length) {
        resolved[i] = dims[i];
      }
      if (resolved[i] == -1 && open < 0) {
        open = i;
      } else {
        known = resolved[i] < 0 || resolved[i] > Integer.MAX_VALUE ? -1 : known * resolved[i];
      }
      if (known < 0 || known > Integer.MAX_VALUE) {
        break;
      }
    }
    if (open >= 0 && known > 0 && size % known == 0) {
      resolved[open] = size / known;
      known = size;
    }
    if (known != size) {
      throw scope.refuse(
          node,
          "cannot reshape "
              + Dims.text(dims)
              + " to "
              + Arrays.toString(target)
              + ReadBudget.REMEDY);
    }
    return Dims.checked(resolved, node.place());
  }

  /** Axes from an input, or before version 13 from an attribute. */
  private static long[] axes(NodeProto node, ImportScope scope) throws OnnxException {
    Constant given = scope.optional(node, 1, "axes");
    return given == null ? node.numbers("axes") : given.integers();
  }

  private static void squeeze(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    int[] dims = value instanceof Constant c ? c.dims() : withBatch(seen(node, value, scope));
    long[] axes = axes(node, scope);
    boolean[] dropped = new boolean[dims.length];
    for (long axis : axes) {
      dropped[Axes.index(axis, dims.length, node, scope)] = true;
    }
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      boolean isBatch = i == 0 && !(value instanceof Constant);
      boolean drop = axes.length == 0 ? dims[i] == 1 && !isBatch : dropped[i];
      if (drop && (isBatch || dims[i] != 1)) {
        throw scope.refuse(
            node,
            isBatch
                ? "squeezes the batch away: let it stay"
                : "squeezes an extent of " + dims[i] + ReadBudget.REMEDY);
      }
      if (!drop) {
        left.add(dims[i]);
      }
    }
    bindDims(node, scope, value, left);
  }

  private static void unsqueeze(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    int[] dims = value instanceof Constant c ? c.dims() : withBatch(seen(node, value, scope));
    long[] axes = axes(node, scope);
    int rank = dims.length + axes.length;
    if (rank > 16) {
      throw scope.refuse(node, "has " + rank + " dimensions" + ReadBudget.REMEDY);
    }
    boolean[] added = new boolean[rank];
    for (long axis : axes) {
      int at = Axes.index(axis, rank, node, scope);
      if (added[at]) {
        throw scope.refuse(node, "names the axis " + axis + " twice" + ReadBudget.REMEDY);
      }
      added[at] = true;
    }
    if (added.length > 0 && added[0] && !(value instanceof Constant)) {
      throw scope.refuse(node, "puts a dimension before the batch: let the batch be the first");
    }
    List<Integer> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      all.add(added[i] ? 1 : dims[next++]);
    }
    bindDims(node, scope, value, all);
  }

  private static void bindDims(
      NodeProto node, ImportScope scope, Value value, List<Integer> withBatch)
      throws OnnxException {
    int[] dims = withBatch.stream().mapToInt(Integer::intValue).toArray();
    if (value instanceof Constant constant) {
      scope.bind(node, constant.reshaped(dims));
    } else {
      bindView(node, scope, value, Arrays.copyOfRange(dims, 1, dims.length));
    }
  }

  private static void transpose(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    int rank =
        value instanceof Constant c ? c.dims().length : seen(node, value, scope).dims().length + 1;
    int[] order = order(node, scope, rank);
    if (value instanceof Constant constant) {
      scope.bind(node, transposed(constant, order));
      return;
    }
    Feature feature = seen(node, value, scope);
    int[] dims = withBatch(feature);
    int[] result = new int[rank - 1];
    for (int i = 1; i < rank; i++) {
      result[i - 1] = dims[order[i]];
    }
    boolean isLast = Arrays.equals(order, new int[] {0, 2, 3, 1}) && feature.isMap();
    boolean isFirst = Arrays.equals(order, new int[] {0, 3, 1, 2}) && feature.isChannelsLastMap();
    Feature seen;
    if (leavesOrder(order, dims)) {
      seen = feature.withDims(result);
    } else if (isLast || isFirst) {
      Order now = isLast ? Order.CHANNELS_LAST : Order.CHANNELS_FIRST;
      seen = new Feature(feature.node(), feature.shape(), now, result, feature.sole());
    } else {
      throw scope.refuse(
          node,
          "transposes "
              + feature.text()
              + " by "
              + Arrays.toString(order)
              + ", but only changes between channels first and channels last can be trained");
    }
    if (value instanceof ActivatedFeature) {
      throw scope.refuse(node, "transposes a softmax: export the network up to its logits");
    }
    scope.bind(node, seen);
  }

  private static int[] order(NodeProto node, ImportScope scope, int rank) throws OnnxException {
    long[] given = node.numbers("perm");
    int[] order = new int[rank];
    boolean[] seen = new boolean[rank];
    for (int i = 0; i < rank; i++) {
      order[i] =
          node.has("perm") && i < given.length
              ? Axes.index(given[i], rank, node, scope)
              : rank - 1 - i;
      if (seen[order[i]] || (node.has("perm") && given.length != rank)) {
        throw scope.refuse(
            node,
            "permutes " + rank + " dimensions by " + Arrays.toString(given) + ReadBudget.REMEDY);
      }
      seen[order[i]] = true;
    }
    return order;
  }

  /** Whether only extents of 1 change places, so that the values stay where they are. */
  private static boolean leavesOrder(int[] order, int[] dims) {
    int last = -1;
    for (int i = 0; i < order.length; i++) {
      boolean counts = order[i] == 0 || dims[order[i]] != 1;
      if (counts && (order[i] < last || (order[i] == 0 && i > 0))) {
        return false;
      }
      last = counts ? order[i] : last;
    }
    return true;
  }

  private static Constant transposed(Constant constant, int[] order) throws OnnxException {
    int[] dims = constant.dims();
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    int[] result = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      result[i] = dims[order[i]];
    }
    if (!constant.isReal()) {
      long[] from = constant.integers();
      long[] to = new long[from.length];
      for (int k = 0; k < to.length; k++) {
        to[k] = from[source(k, result, strides, order)];
      }
      return Constant.ofIntegers(result, to);
    }
    return constant.mapped(
        result,
        from -> {
          float[] to = new float[from.length];
          for (int k = 0; k < to.length; k++) {
            to[k] = from[source(k, result, strides, order)];
          }
          return to;
        });
  }

  private static int source(int k, int[] result, int[] strides, int[] order) {
    int rest = k;
    int at = 0;
    for (int i = result.length - 1; i >= 0; i--) {
      at += rest % result[i] * strides[order[i]];
      rest /= result[i];
    }
    return at;
  }

  private static void cast(NodeProto node, ImportScope scope) throws OnnxException {
    int to = (int) node.number("to", 0);
    Value value = scope.value(node, 0);
    if (value instanceof Constant constant) {
      boolean real = ElementType.of(to, node.place()).isReal();
      if (real == constant.isReal()) {
        scope.bind(node, constant);
      } else if (real) {
        scope.bind(node, Constant.ofFloats(constant.dims(), constant.floats()));
      } else {
        scope.bind(node, Constant.ofIntegers(constant.dims(), constant.integers()));
      }
    } else if (to == ElementType.FLOAT.code()) {
      scope.bind(node, value);
    } else {
      throw scope.refuse(
          node,
          "turns a feature map into elements of type number "
              + to
              + ", but training is done in float32: export the model in it");
    }
  }

  private static void pad(NodeProto node, ImportScope scope) throws OnnxException {
    Value value = scope.value(node, 0);
    Feature input = value instanceof PaddedFeature p ? p.inside() : scope.feature(node, 0);
    Padding before = value instanceof PaddedFeature p ? p.padding() : Padding.NONE;
    boolean inputs = scope.opset() >= 11;
    Constant given = inputs ? scope.constant(node, 1, "padding") : null;
    long[] pads = given != null ? given.integers() : node.numbers("pads", node.numbers("paddings"));
    Constant fill = inputs ? scope.optional(node, 2, "fill value") : null;
    float filler = fill == null ? node.real("value", 0) : fill.floats()[0];
    int rank = input.dims().length + 1;
    boolean isZero = node.text("mode", "constant").equals("constant") && filler == 0;
    boolean space = pads.length == 2 * rank && (rank == 3 || rank == 4) && input.isMap();
    for (int i = 0; i < pads.length && space; i++) {
      int axis = i % rank;
      space = axis < 2 ? pads[i] == 0 : pads[i] >= 0 && pads[i] <= 1 << 16;
    }
    if (pads.length == 2 * rank && Arrays.stream(pads).allMatch(pad -> pad == 0)) {
      scope.bind(node, value);
      return;
    }
    if (!isZero
        || !space
        || (fill != null && fill.size() != 1)
        || !scope.optionalIsAbsent(node, 3)) {
      throw scope.refuse(
          node,
          "pads "
              + input.text()
              + " by "
              + Arrays.toString(pads)
              + " (mode "
              + node.text("mode", "constant")
              + ", value "
              + filler
              + "), but only zeros around rows and columns can be taken over");
    }
    Padding padding =
        rank == 3
            ? new Padding(0, (int) pads[2], 0, (int) pads[5])
            : new Padding((int) pads[2], (int) pads[3], (int) pads[6], (int) pads[7]);
    scope.bind(node, new PaddedFeature(input, before.plus(padding)));
  }
}
