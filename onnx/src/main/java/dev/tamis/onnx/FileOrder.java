package dev.tamis.onnx;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * In what order files have the values of a network's nodes. Maps are channels first there, so
 * vectors made of maps are in another order than those of Tamis, and so are weights that read them.
 */
final class FileOrder {
  private final NetworkSpec spec;
  private final List<Order> orders = new ArrayList<>();

  FileOrder(NetworkSpec spec) {
    this.spec = spec;
    for (int i = 0; i < spec.nodes().size(); i++) {
      orders.add(order(i));
    }
  }

  /** Of the output of a node, or of the images. */
  Order of(int node) {
    return node == NetworkSpec.IMAGES ? Order.CHANNELS_FIRST : orders.get(node);
  }

  /** Of input k of a node. */
  Order ofInput(int node, int k) {
    return of(spec.nodes().get(node).inputs().get(k));
  }

  private Order order(int i) {
    LayerSpec layer = spec.layer(i);
    if (layer instanceof Flatten) {
      Shape from = spec.inputShapes(i).get(0);
      Order before = ofInput(i, 0);
      return before.isOurs(from) ? Order.CHANNELS_FIRST : Order.of(before.indices(from));
    }
    return keepsOrder(layer) ? ofInput(i, 0) : Order.CHANNELS_FIRST;
  }

  private static boolean keepsOrder(LayerSpec layer) {
    return layer instanceof BatchNorm2d || layer instanceof Relu || layer instanceof Add;
  }
}
