package dev.tamis.onnx;

import dev.tamis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In what order a file has the values of one instance, which Tamis has channels last.
 *
 * @param channelsLast whether as Tamis does
 * @param indices index in the file of each value of a vector, where neither order says it; else
 *     null
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by isSame.
record Order(boolean channelsLast, int @Nullable [] indices) {
  /** C x H x W, as ONNX's operators have it. */
  static final Order CHANNELS_FIRST = new Order(false, null);

  /** H x W x C, as TensorFlow has it. */
  static final Order CHANNELS_LAST = new Order(true, null);

  /** An order of a vector. */
  static Order of(int[] indices) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] != i) {
        return new Order(false, indices);
      }
    }
    return CHANNELS_FIRST;
  }

  /** Of vectors behind one another. */
  static Order joined(List<Order> orders, List<Shape> shapes) {
    int size = 0;
    for (Shape shape : shapes) {
      size += shape.size();
    }
    int[] all = new int[size];
    int from = 0;
    for (int i = 0; i < orders.size(); i++) {
      int[] part = orders.get(i).indices(shapes.get(i));
      for (int k = 0; k < part.length; k++) {
        all[from + k] = from + part[k];
      }
      from += part.length;
    }
    return of(all);
  }

  /** Index in the file of each value of ours. */
  int[] indices(Shape shape) {
    if (indices != null) {
      return indices;
    }
    int[] all = new int[shape.size()];
    for (int k = 0; k < all.length; k++) {
      int pixel = k / shape.channels();
      all[k] = channelsLast ? k : k % shape.channels() * shape.pixels() + pixel;
    }
    return all;
  }

  /** Whether the file has the order of Tamis. */
  boolean isOurs(Shape shape) {
    return indices == null && (channelsLast || shape.pixels() == 1 || shape.channels() == 1);
  }

  /** Whether it is C x H x W. */
  boolean isFirst(Shape shape) {
    return indices == null && (!channelsLast || isOurs(shape));
  }

  boolean isSame(Order other, Shape shape) {
    return Arrays.equals(indices, other.indices)
        && (channelsLast == other.channelsLast || isOurs(shape));
  }
}
