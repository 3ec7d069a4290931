package dev.tamis.onnx;

import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
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
    if (layer instanceof Concat) {
      return joined(i);
    }
    if (layer instanceof Conv2d || layer instanceof Linear || isPool(layer)) {
      return Order.CHANNELS_FIRST;
    }
    return ofInput(i, 0);
  }

  private static boolean isPool(LayerSpec layer) {
    return layer instanceof MaxPool2d
        || layer instanceof AveragePool2d
        || layer instanceof GlobalAveragePool;
  }

  private Order joined(int i) {
    List<Order> inputs = new ArrayList<>();
    for (int k = 0; k < spec.layer(i).inputCount(); k++) {
      inputs.add(ofInput(i, k));
    }
    boolean vectors = spec.shapes().get(i).pixels() == 1;
    return vectors ? Order.joined(inputs, spec.inputShapes(i)) : Order.CHANNELS_FIRST;
  }

  /**
   * Whether a node that goes value by value finds the values of its inputs in one order. Not so
   * where vectors that were maps meet others.
   */
  boolean agrees(int i) {
    LayerSpec layer = spec.layer(i);
    if (!(layer instanceof Add || layer instanceof Multiply)) {
      return true;
    }
    return ofInput(i, 0).isSame(ofInput(i, 1), spec.shapes().get(i));
  }
}
