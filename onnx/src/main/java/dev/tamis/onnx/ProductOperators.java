package dev.tamis.onnx;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Linear;
import dev.tamis.tensor.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators with weights: convolutions, products with matrices, batch norms. */
final class ProductOperators {
  static final Map<String, OperatorImport> ALL =
      Map.of(
          "Conv", ProductOperators::conv,
          "Gemm", ProductOperators::gemm,
          "MatMul", ProductOperators::matMul,
          "BatchNormalization", ProductOperators::batchNorm);

  private ProductOperators() {}

  private static void conv(NodeProto node, ImportScope scope) throws OnnxException {
    Padding around = Padding.NONE;
    Feature input;
    if (scope.value(node, 0) instanceof PaddedFeature padded) {
      input = scope.requireMap(node, padded.inside());
      around = padded.padding();
    } else {
      input = scope.map(node, 0);
    }
    Constant weights = scope.constant(node, 1, "weights");
    Constant bias = scope.optional(node, 2, "bias");
    int[] dims = weights.dims();
    if (dims.length != input.dims().length + 1) {
      throw scope.refuse(
          node,
          "has weights of "
              + Dims.text(dims)
              + " for a map of "
              + input.text()
              + ReadBudget.REMEDY);
    }
    long[] kernel = new long[dims.length - 2];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = dims[i + 2];
    }
    if (!Arrays.equals(kernel, node.numbers("kernel_shape", kernel))) {
      throw scope.refuse(
          node,
          "claims another kernel_shape than its weights have, "
              + Dims.text(dims)
              + ReadBudget.REMEDY);
    }
    Window window = Window.of(node, scope, kernel, input.shape(), around);
    long groups = node.number("group", 1);
    int channels = input.shape().channels();
    if (groups < 1 || groups > channels || dims[1] * groups != channels || dims[0] < 1) {
      throw scope.refuse(
          node,
          "has weights of "
              + Dims.text(dims)
              + " and "
              + groups
              + " groups for "
              + channels
              + " channels"
              + ReadBudget.REMEDY);
    }
    Conv2d layer =
        new Conv2d(
            dims[0],
            window.height(),
            window.width(),
            window.strideHeight(),
            window.strideWidth(),
            window.padding().top(),
            window.padding().left(),
            window.padding().bottom(),
            window.padding().right(),
            (int) groups,
            bias != null);
    List<ValueSource> values = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of(weights.name()));
    values.add(() -> WeightLayout.kernelsFromFile(weights.floats(), dims[0], dims[1]));
    if (bias != null) {
      values.add(vector(bias, dims[0], node, scope));
      names.add(bias.name());
    }
    int added = scope.emit(node, layer, List.of(input), new NodeValues(values, List.of()), names);
    scope.bindNew(node, Feature.map(added, scope.draft().shape(added), input.dims().length));
  }

  /** A constant of one element per channel, or one for all. */
  static ValueSource vector(Constant constant, int length, NodeProto node, ImportScope scope)
      throws OnnxException {
    int[] dims = constant.dims();
    int size = constant.size();
    boolean isVector = size == 1 || (size == length && dims[dims.length - 1] == length);
    if (!isVector) {
      throw scope.refuse(
          node, "adds " + constant + " to " + length + " channels" + ReadBudget.REMEDY);
    }
    return () -> {
      float[] values = constant.floats();
      if (values.length == length) {
        return values;
      }
      float[] all = new float[length];
      Arrays.fill(all, values[0]);
      return all;
    };
  }

  private static void gemm(NodeProto node, ImportScope scope) throws OnnxException {
    if (node.number("transA", 0) != 0) {
      throw scope.refuse(
          node, "transposes the batch, which mixes instances: it cannot be trained here");
    }
    Feature input = scope.feature(node, 0);
    Constant weights = scope.constant(node, 1, "weights");
    Constant bias = scope.optional(node, 2, "bias");
    boolean transposed = node.number("transB", 0) != 0;
    linear(
        node, scope, input, weights, transposed, node.real("alpha", 1), bias, node.real("beta", 1));
  }

  private static void matMul(NodeProto node, ImportScope scope) throws OnnxException {
    Feature input = scope.feature(node, 0);
    linear(node, scope, input, scope.constant(node, 1, "weights"), false, 1, null, 1);
  }

  private static void linear(
      NodeProto node,
      ImportScope scope,
      Feature input,
      Constant weights,
      boolean transposed,
      float alpha,
      @Nullable Constant bias,
      float beta)
      throws OnnxException {
    int[] dims = weights.dims();
    int features = input.shape().size();
    int rank = input.dims().length;
    if (rank < 1 || input.dims()[rank - 1] != features || dims.length != 2) {
      throw scope.refuse(
          node,
          "multiplies "
              + input.text()
              + " by "
              + Dims.text(dims)
              + ", but only a product of vectors with a matrix can be trained: flatten the map"
              + " before it");
    }
    int inputs = dims[transposed ? 1 : 0];
    int outputs = dims[transposed ? 0 : 1];
    if (inputs != features || outputs < 1) {
      throw scope.refuse(
          node,
          "has weights of "
              + Dims.text(dims)
              + " for "
              + features
              + " features"
              + ReadBudget.REMEDY);
    }
    Feature vector = scope.asVector(input);
    int[] order = vector.order().isOurs(vector.shape()) ? null : vector.order().indices();
    List<ValueSource> values = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of(weights.name()));
    values.add(
        () -> {
          float[] rows =
              transposed
                  ? weights.floats()
                  : WeightLayout.transposed(weights.floats(), inputs, outputs);
          return multiplied(WeightLayout.columnsFromFile(rows, inputs, order), alpha);
        });
    if (bias != null) {
      ValueSource plain = vector(bias, outputs, node, scope);
      values.add(() -> multiplied(plain.values(), beta));
      names.add(bias.name());
    }
    int added =
        scope.emit(
            node,
            new Linear(outputs, bias != null),
            List.of(vector),
            new NodeValues(values, List.of()),
            names);
    int[] result = input.dims().clone();
    result[rank - 1] = outputs;
    scope.bindNew(node, Feature.map(added, Shape.vector(outputs), 1).withDims(result));
  }

  private static float[] multiplied(float[] values, float factor) {
    for (int i = 0; factor != 1 && i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static void batchNorm(NodeProto node, ImportScope scope) throws OnnxException {
    Feature input = scope.feature(node, 0);
    if (node.number("spatial", 1) != 1) {
      throw scope.refuse(
          node,
          "has statistics for each pixel (spatial 0), which cannot be trained: use one for"
              + " each channel");
    }
    boolean flat = input.isFlat();
    boolean map =
        input.order().isFirst(input.shape())
            && input.dims().length > 0
            && input.dims()[0] == input.shape().channels();
    if (!flat && !map) {
      throw scope.refuse(
          node,
          "normalises "
              + input.text()
              + ", whose channels are not where its layer put them:"
              + " leave out the reshape before it");
    }
    Feature feature = flat ? scope.asVector(input) : input;
    int channels = feature.shape().channels();
    int[] order =
        feature.order().isOurs(feature.shape()) || !flat ? null : feature.order().indices();
    List<ValueSource> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Constant constant = scope.constant(node, i, "scale, shift, mean or variance");
      if (constant.size() != channels) {
        throw scope.refuse(
            node, "normalises " + channels + " channels with " + constant + ReadBudget.REMEDY);
      }
      values.add(() -> WeightLayout.columnsFromFile(constant.floats(), channels, order));
      names.add(constant.name());
    }
    BatchNorm2d layer = new BatchNorm2d(epsilon(node, scope), momentum(node, scope));
    int added =
        scope.emit(
            node,
            layer,
            List.of(feature),
            new NodeValues(values.subList(0, 2), values.subList(2, 4)),
            names);
    scope.bindNew(node, feature.from(added));
  }

  private static float epsilon(NodeProto node, ImportScope scope) throws OnnxException {
    float epsilon = node.real("epsilon", 1e-5f);
    if (!(epsilon >= 0) || epsilon == Float.POSITIVE_INFINITY) {
      throw scope.refuse(node, "has an epsilon of " + epsilon + ReadBudget.REMEDY);
    }
    return Math.max(epsilon, Float.MIN_NORMAL);
  }

  /** ONNX counts the share of the old statistics, Tamis that of the new. */
  private static float momentum(NodeProto node, ImportScope scope) {
    float kept = node.real("momentum", 0.9f);
    if (kept >= 0 && kept < 1) {
      return complement(kept);
    }
    scope.note(
        node.place()
            + " never moves its running statistics (momentum "
            + kept
            + "): it is trained with 0.9");
    return complement(0.9f);
  }

  /** 1 - x among decimals, so that 0.9 gives 0.1 and 0.1 gives 0.9. */
  static float complement(float x) {
    return BigDecimal.ONE.subtract(new BigDecimal(Float.toString(x))).floatValue();
  }
}
