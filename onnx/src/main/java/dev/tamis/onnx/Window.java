package dev.tamis.onnx;

import dev.tamis.tensor.Shape;
import java.util.Locale;

/**
 * A window that moves over a map: kernel, stride and padding of a convolution or pool, with one
 * dimension taken as an image of one row.
 *
 * @param height rows
 * @param width columns
 * @param strideHeight rows between windows
 * @param strideWidth columns between windows
 * @param padding padding
 */
record Window(int height, int width, int strideHeight, int strideWidth, Padding padding) {
  private static final int MOST = 1 << 20;

  /**
   * Reads a node's attributes.
   *
   * @param kernel extents of the window, one or two
   * @param input shape of the map
   * @param around padding that comes from a node before
   */
  static Window of(NodeProto node, ImportScope scope, long[] kernel, Shape input, Padding around)
      throws OnnxException {
    int rank = kernel.length;
    if (rank < 1 || rank > 2) {
      throw scope.refuse(
          node,
          "has a window of "
              + rank
              + " dimensions, but images have two: it cannot be trained"
              + " here");
    }
    long[] ones = rank == 1 ? new long[] {1} : new long[] {1, 1};
    int[] size = pair(node, scope, "kernel_shape", kernel, 1, rank, 1);
    int[] stride = pair(node, scope, "strides", node.numbers("strides", ones), 1, rank, 1);
    int[] dilation = pair(node, scope, "dilations", node.numbers("dilations", ones), 1, rank, 1);
    if ((dilation[0] != 1 && size[0] > 1) || (dilation[1] != 1 && size[1] > 1)) {
      throw scope.refuse(
          node,
          "has the dilations "
              + dilation[0]
              + " and "
              + dilation[1]
              + ", but only 1 can be trained: replace it by a layer without");
    }
    Padding padding =
        padding(
            node,
            scope,
            rank,
            size,
            stride,
            new int[] {
              input.height() + around.top() + around.bottom(),
              input.width() + around.left() + around.right()
            });
    return new Window(size[0], size[1], stride[0], stride[1], padding.plus(around));
  }

  private static Padding padding(
      NodeProto node, ImportScope scope, int rank, int[] size, int[] stride, int[] input)
      throws OnnxException {
    String auto = node.text("auto_pad", "NOTSET").toUpperCase(Locale.ROOT);
    switch (auto) {
      case "NOTSET", "" -> {
        long[] pads = node.numbers("pads", new long[2 * rank]);
        if (pads.length != 2 * rank) {
          throw scope.refuse(node, "has " + pads.length + " pads" + ReadBudget.REMEDY);
        }
        for (long pad : pads) {
          if (pad < 0 || pad > MOST) {
            throw scope.refuse(
                node, "has a padding of " + pad + ": crop or pad images before they are fed");
          }
        }
        return rank == 1
            ? new Padding(0, (int) pads[0], 0, (int) pads[1])
            : new Padding((int) pads[0], (int) pads[1], (int) pads[2], (int) pads[3]);
      }
      case "VALID" -> {
        return Padding.NONE;
      }
      case "SAME_UPPER", "SAME_LOWER" -> {
        int vertical = same(input[0], size[0], stride[0]);
        int horizontal = same(input[1], size[1], stride[1]);
        int up = vertical / 2;
        int left = horizontal / 2;
        return auto.equals("SAME_UPPER")
            ? new Padding(up, left, vertical - up, horizontal - left)
            : new Padding(vertical - up, horizontal - left, up, left);
      }
      default -> throw scope.refuse(node, "has the auto_pad '" + auto + "'" + ReadBudget.REMEDY);
    }
  }

  /** Padding with which there are as many windows as the stride divides the input into. */
  private static int same(int input, int kernel, int stride) {
    int windows = (input + stride - 1) / stride;
    return Math.max(0, (windows - 1) * stride + kernel - input);
  }

  private static int[] pair(
      NodeProto node, ImportScope scope, String key, long[] values, int least, int rank, int first)
      throws OnnxException {
    if (values.length != rank) {
      throw scope.refuse(
          node,
          "has "
              + values.length
              + " "
              + key
              + " for a window of "
              + rank
              + " dimensions"
              + ReadBudget.REMEDY);
    }
    int[] pair = {first, first};
    for (int i = 0; i < rank; i++) {
      if (values[i] < least || values[i] > MOST) {
        throw scope.refuse(node, "has " + key + " " + values[i] + ReadBudget.REMEDY);
      }
      pair[2 - rank + i] = (int) values[i];
    }
    return pair;
  }

  /** The same with the padding that has windows begin wherever there is still input. */
  Window roundedUp(Shape input) {
    int bottom =
        missing(
            input.height() + padding.top() + padding.bottom(),
            height,
            strideHeight,
            input.height() + padding.top());
    int right =
        missing(
            input.width() + padding.left() + padding.right(),
            width,
            strideWidth,
            input.width() + padding.left());
    return new Window(
        height, width, strideHeight, strideWidth, padding.plus(new Padding(0, 0, bottom, right)));
  }

  private static int missing(int padded, int kernel, int stride, int inside) {
    int rest = (padded - kernel) % stride;
    if (padded < kernel || rest == 0) {
      return 0;
    }
    int nextStart = padded - kernel - rest + stride;
    return nextStart < inside ? stride - rest : 0;
  }
}
