package dev.tamis.onnx;

import dev.tamis.tensor.Shape;
import java.util.Arrays;

/**
 * A feature map of the network, and how the file sees it.
 *
 * @param node number of the node that gives it, in the draft
 * @param shape its shape, as Tamis has it
 * @param order in what order the file has its values
 * @param dims its extents in the file, without the batch
 * @param sole whether nothing but the node at hand reads it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Feature(int node, Shape shape, Order order, int[] dims, boolean sole) implements Value {

  /** A map as ONNX's operators give it: C x H x W, as many dimensions as {@code rank} says. */
  static Feature map(int node, Shape shape, int rank) {
    return new Feature(node, shape, Order.CHANNELS_FIRST, naturalDims(shape, rank), false);
  }

  /** Extents of a map in the file: C, C x W or C x H x W. */
  static int[] naturalDims(Shape shape, int rank) {
    return switch (rank) {
      case 1 -> new int[] {shape.channels()};
      case 2 -> new int[] {shape.channels(), shape.width()};
      default -> new int[] {shape.channels(), shape.height(), shape.width()};
    };
  }

  Feature withDims(int... newDims) {
    return new Feature(node, shape, order, newDims, sole);
  }

  Feature withSole(boolean newSole) {
    return new Feature(node, shape, order, dims, newSole);
  }

  /** The same values in the same order, from another node. */
  Feature from(int newNode) {
    return new Feature(newNode, shape, order, dims, false);
  }

  /** Whether operators on maps can read it: C x H x W, or with fewer dimensions C x W or C. */
  boolean isMap() {
    return order.isFirst(shape)
        && dims.length <= 3
        && Dims.size(dims) == shape.size()
        && Arrays.equals(dims, naturalDims(shape, dims.length));
  }

  /** Whether it is H x W x C. */
  boolean isChannelsLastMap() {
    int[] last = {shape.height(), shape.width(), shape.channels()};
    return (order.channelsLast() || order.isOurs(shape)) && Arrays.equals(dims, last);
  }

  /** Whether the file has it as one vector. */
  boolean isFlat() {
    return dims.length == 1;
  }

  /** Extents with the batch, as in "Nx3x32x32". */
  String text() {
    return "N" + (dims.length == 0 ? "" : "x" + Dims.text(dims));
  }
}
