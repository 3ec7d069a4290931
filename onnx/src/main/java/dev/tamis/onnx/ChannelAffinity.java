package dev.tamis.onnx;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Constants that are added to the channels of a map or multiply them: taken over by the layer that
 * gives the map, where that can be and nothing else reads it, else a layer of their own.
 */
final class ChannelAffinity {
  private ChannelAffinity() {}

  /** Binds a node that does arithmetic on a map and a constant. */
  static void bind(
      Arithmetic.ToAffine operation,
      Constant constant,
      Feature input,
      NodeProto node,
      ImportScope scope)
      throws OnnxException {
    Feature feature = input.isFlat() && constant.size() > 1 ? scope.asVector(input) : input;
    float[] constants = perChannel(constant, feature, node, scope);
    int channels = feature.shape().channels();
    float[] factors = new float[channels];
    float[] terms = new float[channels];
    boolean scales = false;
    boolean shifts = false;
    for (int c = 0; c < channels; c++) {
      Arithmetic.Affine affine = operation.of(constants[c]);
      factors[c] = affine.factor();
      terms[c] = affine.term();
      scales |= affine.factor() != 1;
      shifts |= affine.term() != 0;
      if (!Float.isFinite(affine.factor()) || !Float.isFinite(affine.term())) {
        throw scope.refuse(
            node,
            "computes with " + constants[c] + ": the model was spoilt before it was exported");
      }
    }
    if (!scales && !shifts) {
      scope.bind(node, feature);
    } else if (feature.sole()
        && feature.node() != NetworkSpec.IMAGES
        && fold(feature.node(), factors, terms, scales, shifts, constant.name(), scope)) {
      scope.bind(node, feature);
    } else {
      NodeValues values = new NodeValues(List.of(), List.of(factors::clone, terms::clone));
      int added = scope.emit(node, new ChannelAffine(), List.of(feature), values, List.of());
      scope.bindNew(node, feature.from(added));
    }
  }

  /** One number for each channel as Tamis has them. */
  private static float[] perChannel(
      Constant constant, Feature feature, NodeProto node, ImportScope scope) throws OnnxException {
    int channels = feature.shape().channels();
    int rank = feature.dims().length + 1;
    int axis = 1;
    if (feature.isChannelsLastMap() && !feature.isMap()) {
      axis = rank - 1;
    }
    int[] dims = aligned(constant.dims(), rank, node);
    boolean fits = dims.length == rank && constant.size() <= channels;
    for (int i = 0; i < dims.length; i++) {
      fits &=
          dims[i] == 1
              || (i == axis
                  && dims[i] == channels
                  && rank > 1
                  && feature.dims()[axis - 1] == channels);
    }
    if (!fits || constant.size() == 0) {
      throw scope.refuse(
          node,
          "computes with "
              + feature.text()
              + " and a constant of "
              + Dims.text(constant.dims())
              + ", but only one number for each channel, or one for all, can be");
    }
    float[] values = constant.floats();
    if (values.length == 1) {
      float[] all = new float[channels];
      Arrays.fill(all, values[0]);
      return all;
    }
    int[] order = feature.order().indices();
    return WeightLayout.columnsFromFile(values, channels, order);
  }

  /** Extents with ones in front, or where old operators say so (axis) behind. */
  private static int[] aligned(int[] dims, int rank, NodeProto node) {
    if (dims.length >= rank) {
      return dims;
    }
    int[] all = new int[rank];
    Arrays.fill(all, 1);
    long axis = node.number("axis", (long) rank - dims.length);
    int from = axis >= 0 && axis + dims.length <= rank ? (int) axis : rank - dims.length;
    System.arraycopy(dims, 0, all, from, dims.length);
    return all;
  }

  private static boolean fold(
      int number,
      float[] factors,
      float[] terms,
      boolean scales,
      boolean shifts,
      String name,
      ImportScope scope) {
    NetworkDraft.Node node = scope.draft().node(number);
    LayerSpec layer = node.layer();
    if (layer instanceof ChannelAffine) {
      List<ValueSource> before = node.values().statistics();
      NodeValues both =
          new NodeValues(
              List.of(),
              List.of(
                  ValueSource.scaled(before.get(0), factors::clone),
                  ValueSource.sum(
                      ValueSource.scaled(before.get(1), factors::clone), terms::clone)));
      scope.draft().replace(number, node.with(layer, both, node.names()));
      return true;
    }
    ValueSource factor = factors::clone;
    ValueSource term = terms::clone;
    List<ValueSource> values = new ArrayList<>(node.values().trained());
    List<String> names = new ArrayList<>(node.names().parameters());
    if (layer instanceof BatchNorm2d || (values.size() == 2 && isProduct(layer))) {
      if (scales) {
        values.set(0, ValueSource.scaled(values.get(0), factor));
        values.set(1, ValueSource.scaled(values.get(1), factor));
      }
      values.set(1, ValueSource.sum(values.get(1), term));
    } else if (isProduct(layer)) {
      if (scales) {
        values.set(0, ValueSource.scaled(values.get(0), factor));
      }
      if (shifts) {
        values.add(term);
        names.add(name);
        layer = withBias(layer);
      }
    } else {
      return false;
    }
    scope
        .draft()
        .replace(
            number,
            node.with(
                layer,
                new NodeValues(values, node.values().statistics()),
                new OnnxNames(node.names().node(), node.names().output(), names)));
    return true;
  }

  private static boolean isProduct(LayerSpec layer) {
    return layer instanceof Conv2d || layer instanceof Linear;
  }

  private static LayerSpec withBias(LayerSpec layer) {
    if (layer instanceof Conv2d c) {
      return new Conv2d(
          c.outputChannels(),
          c.kernelHeight(),
          c.kernelWidth(),
          c.strideHeight(),
          c.strideWidth(),
          c.padTop(),
          c.padLeft(),
          c.padBottom(),
          c.padRight(),
          c.groups(),
          true);
    }
    return layer instanceof Linear l ? new Linear(l.outputFeatures(), true) : layer;
  }
}
