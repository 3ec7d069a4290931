package dev.tamis.onnx;

import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The images, as the file takes them.
 *
 * @param name name
 * @param batch number of instances that the file fixes; -1 if it is open
 * @param feature the images as a value
 */
record InputBinding(String name, long batch, Feature feature) {
  private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};

  boolean channelsLast() {
    return feature.order().channelsLast();
  }

  static InputBinding of(ModelFile file, List<NodeProto> nodes) throws OnnxException {
    List<ValueInfo> inputs = file.graph().inputs();
    if (inputs.size() != 1) {
      List<String> names = inputs.stream().map(input -> "'" + input.name() + "'").toList();
      throw new OnnxException(
          file.source()
              + " has "
              + inputs.size()
              + " inputs "
              + names.subList(0, Math.min(8, names.size()))
              + ": a network here has one, the images; export it with its weights as constants");
    }
    ValueInfo input = inputs.get(0);
    String where = file.source() + ": input '" + input.name() + "'";
    if (input.elementType() != ElementType.FLOAT.code()) {
      throw new OnnxException(
          where
              + " has elements of type number "
              + input.elementType()
              + ", but images are fed as float32: export the model with such an input");
    }
    long[] dims = input.dims();
    if (dims == null || dims.length < 2) {
      throw new OnnxException(
          where + " has no shape of a batch of images: export the model with N x C x H x W");
    }
    int[] instance = new int[dims.length - 1];
    for (int i = 1; i < dims.length; i++) {
      if (dims[i] < 1) {
        throw new OnnxException(
            where
                + " leaves dimension "
                + i
                + " open, but only the batch may be: export the model"
                + " with the size of its images");
      }
      instance[i - 1] = (int) Math.min(dims[i], Integer.MAX_VALUE);
    }
    boolean channelsLast = dims.length == 4 && isTransposedAtOnce(input.name(), nodes);
    try {
      return new InputBinding(input.name(), dims[0], images(instance, channelsLast));
    } catch (IllegalArgumentException e) {
      throw new OnnxException(
          where
              + " is "
              + Arrays.toString(dims)
              + ": "
              + e.getMessage()
              + "; export the model with smaller images",
          e);
    }
  }

  private static Feature images(int[] dims, boolean channelsLast) {
    if (channelsLast) {
      Shape shape = new Shape(dims[0], dims[1], dims[2]);
      return new Feature(NetworkSpec.IMAGES, shape, Order.CHANNELS_LAST, dims, false);
    }
    int width = dims.length == 1 ? 1 : dims[dims.length - 1];
    long height = 1;
    for (int i = 1; i < dims.length - 1; i++) {
      height = Math.min(height * dims[i], Integer.MAX_VALUE);
    }
    Shape shape = new Shape((int) height, width, dims[0]);
    return new Feature(NetworkSpec.IMAGES, shape, Order.CHANNELS_FIRST, dims, false);
  }

  private static boolean isTransposedAtOnce(String name, List<NodeProto> nodes) {
    boolean found = false;
    for (NodeProto node : nodes) {
      if (node.inputs().contains(name)) {
        found = true;
        if (!node.operator().equals("Transpose")
            || !Arrays.equals(node.numbers("perm"), TO_CHANNELS_FIRST)) {
          return false;
        }
      }
    }
    return found;
  }
}
