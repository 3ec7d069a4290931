package dev.tamis.onnx;

import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that make maps smaller. */
final class PoolOperators {
  static final Map<String, OperatorImport> ALL =
      Map.of(
          "MaxPool", PoolOperators::maxPool,
          "AveragePool", PoolOperators::averagePool,
          "GlobalAveragePool", PoolOperators::globalAveragePool,
          "GlobalMaxPool", PoolOperators::globalMaxPool,
          "ReduceMean", PoolOperators::reduceMean);

  private PoolOperators() {}

  private static void maxPool(NodeProto node, ImportScope scope) throws OnnxException {
    Padding around = Padding.NONE;
    Feature input;
    if (scope.value(node, 0) instanceof PaddedFeature padded) {
      input = scope.requireMap(node, padded.inside());
      around = padded.padding();
      boolean positive =
          input.node() != NetworkSpec.IMAGES
              && scope.draft().node(input.node()).layer() instanceof Relu;
      if (!positive) {
        throw scope.refuse(
            node,
            "reads zeros of a Pad, which may win against negative values: use its own pads"
                + " instead");
      }
    } else {
      input = scope.map(node, 0);
    }
    Window w = window(node, scope, input, around);
    LayerSpec layer =
        new MaxPool2d(
            w.height(),
            w.width(),
            w.strideHeight(),
            w.strideWidth(),
            w.padding().top(),
            w.padding().left(),
            w.padding().bottom(),
            w.padding().right());
    bindMap(node, scope, layer, input);
  }

  private static Window window(NodeProto node, ImportScope scope, Feature input, Padding around)
      throws OnnxException {
    Window plain = Window.of(node, scope, node.numbers("kernel_shape"), input.shape(), around);
    if (node.numbers("kernel_shape").length != input.dims().length - 1) {
      throw scope.refuse(
          node,
          "has a window of other dimensions than its map, " + input.text() + ReadBudget.REMEDY);
    }
    return node.number("ceil_mode", 0) == 0 ? plain : plain.roundedUp(input.shape());
  }

  private static void averagePool(NodeProto node, ImportScope scope) throws OnnxException {
    Padding around = Padding.NONE;
    Feature input;
    if (scope.value(node, 0) instanceof PaddedFeature padded) {
      input = scope.requireMap(node, padded.inside());
      around = padded.padding();
    } else {
      input = scope.map(node, 0);
    }
    boolean counts = node.number("count_include_pad", 0) != 0;
    Window own = Window.of(node, scope, node.numbers("kernel_shape"), input.shape(), Padding.NONE);
    Window w = window(node, scope, input, around);
    if (!around.isNone()) {
      if (!own.padding().isNone() && !counts) {
        throw scope.refuse(
            node,
            "counts the padding of a Pad but not its own: let it count both"
                + " (count_include_pad), or none");
      }
      counts = true;
    }
    boolean rounds = !w.padding().equals(own.padding().plus(around));
    if (rounds && counts) {
      throw scope.refuse(
          node,
          "rounds its extents up (ceil_mode) and counts padding, for which exporters mean"
              + " different things: use one of both");
    }
    LayerSpec layer =
        new AveragePool2d(
            w.height(),
            w.width(),
            w.strideHeight(),
            w.strideWidth(),
            w.padding().top(),
            w.padding().left(),
            w.padding().bottom(),
            w.padding().right(),
            counts);
    bindMap(node, scope, layer, input);
  }

  private static void bindMap(NodeProto node, ImportScope scope, LayerSpec layer, Feature input)
      throws OnnxException {
    int added = scope.emit(node, layer, List.of(input), NodeValues.NONE, List.of());
    scope.bindNew(node, Feature.map(added, scope.draft().shape(added), input.dims().length));
  }

  private static void globalAveragePool(NodeProto node, ImportScope scope) throws OnnxException {
    bindMap(node, scope, new GlobalAveragePool(), scope.map(node, 0));
  }

  private static void globalMaxPool(NodeProto node, ImportScope scope) throws OnnxException {
    Feature input = scope.map(node, 0);
    int height = input.shape().height();
    int width = input.shape().width();
    bindMap(node, scope, new MaxPool2d(height, width, 1, 1, 0, 0, 0, 0), input);
  }

  private static void reduceMean(NodeProto node, ImportScope scope) throws OnnxException {
    Feature input = scope.feature(node, 0);
    int rank = input.dims().length + 1;
    Constant given = scope.optional(node, 1, "axes");
    long[] axes = given == null ? node.numbers("axes") : given.integers();
    boolean[] reduced = new boolean[rank];
    for (long axis : axes) {
      reduced[Axes.index(axis, rank, node, scope)] = true;
    }
    boolean last = input.isChannelsLastMap() && !input.isMap();
    boolean[] space = new boolean[rank];
    Arrays.fill(space, 1, rank, true);
    space[Math.min(rank - 1, last ? rank - 1 : 1)] = false;
    boolean isMap = (last || input.isMap()) && rank > 2;
    if (!isMap || !Arrays.equals(reduced, space)) {
      throw scope.refuse(
          node,
          "takes the mean of "
              + input.text()
              + " over the axes "
              + Arrays.toString(axes)
              + ", but only a mean over rows and columns can be trained: use a global average"
              + " pool");
    }
    int added =
        scope.emit(node, new GlobalAveragePool(), List.of(input), NodeValues.NONE, List.of());
    Shape shape = scope.draft().shape(added);
    int[] dims = new int[] {shape.channels()};
    if (node.number("keepdims", 1) != 0) {
      dims = new int[rank - 1];
      Arrays.fill(dims, 1);
      dims[last ? rank - 2 : 0] = shape.channels();
    }
    scope.bindNew(node, Feature.map(added, shape, 1).withDims(dims));
  }
}
