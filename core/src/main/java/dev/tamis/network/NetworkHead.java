package dev.tamis.network;

import dev.tamis.layer.Activation;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.Relu;
import dev.tamis.tensor.ParameterBlock;
import java.util.ArrayList;
import java.util.List;

/** The layer that makes the logits of a network, and how to give it another number of classes. */
public final class NetworkHead {
  private NetworkHead() {}

  /**
   * Number of the linear layer (or convolution, where the mean of its map is the output) that makes
   * the logits.
   *
   * @throws IllegalArgumentException if the output is not made by one
   */
  public static int node(NetworkSpec spec) {
    int at = spec.nodes().size() - 1;
    while (at != NetworkSpec.IMAGES && keepsChannels(spec, at)) {
      at = spec.nodes().get(at).inputs().get(0);
    }
    boolean makes =
        at != NetworkSpec.IMAGES
            && (spec.layer(at) instanceof Linear || spec.layer(at) instanceof Conv2d);
    if (!makes) {
      throw new IllegalArgumentException(
          "the output of "
              + spec.name()
              + " does not come from a linear layer or convolution that could be replaced");
    }
    return at;
  }

  private static boolean keepsChannels(NetworkSpec spec, int i) {
    LayerSpec layer = spec.layer(i);
    boolean flattensPixel = layer instanceof Flatten && spec.inputShapes(i).get(0).pixels() == 1;
    return flattensPixel
        || layer instanceof GlobalAveragePool
        || layer instanceof Relu
        || layer instanceof Activation
        || layer instanceof Dropout;
  }

  /**
   * The same network with another number of classes.
   *
   * @param classes at least 1
   * @throws IllegalArgumentException if no layer can be given another number of outputs
   */
  public static NetworkSpec withClasses(NetworkSpec spec, int classes) {
    int head = node(spec);
    NodeSpec node = spec.nodes().get(head);
    List<NodeSpec> nodes = new ArrayList<>(spec.nodes());
    nodes.set(head, new NodeSpec(node.name(), resized(node.layer(), classes), node.inputs()));
    return new NetworkSpec(spec.name(), spec.input(), nodes);
  }

  private static LayerSpec resized(LayerSpec layer, int classes) {
    if (layer instanceof Linear linear) {
      return new Linear(classes, linear.bias());
    }
    Conv2d c = (Conv2d) layer;
    return new Conv2d(
        classes,
        c.kernelHeight(),
        c.kernelWidth(),
        c.strideHeight(),
        c.strideWidth(),
        c.padTop(),
        c.padLeft(),
        c.padBottom(),
        c.padRight(),
        c.groups(),
        c.bias());
  }

  /**
   * Copies all parameters and running statistics but the head's, which keeps its own.
   *
   * @param from of a network that differs from the other in the number of classes alone
   * @param to its head stays as it is
   * @throws IllegalArgumentException if the networks differ in more than that
   */
  public static void copyBody(Network from, Network to) {
    int head = node(to.spec());
    if (!withClasses(from.spec(), to.spec().output().size()).nodes().equals(to.spec().nodes())) {
      throw new IllegalArgumentException(
          "networks "
              + from.spec().name()
              + " and "
              + to.spec().name()
              + " differ in more than the number of classes");
    }
    for (int i = 0; i < to.spec().nodes().size(); i++) {
      if (i != head) {
        copy(from.parameters().trained(i), to.parameters().trained(i));
        copy(from.parameters().statistics(i), to.parameters().statistics(i));
      }
    }
    to.parameters().trained().markChanged();
    to.parameters().statistics().markChanged();
  }

  private static void copy(List<ParameterBlock> from, List<ParameterBlock> to) {
    for (int b = 0; b < to.size(); b++) {
      ParameterBlock source = from.get(b);
      ParameterBlock target = to.get(b);
      System.arraycopy(
          source.data(), source.offset(), target.data(), target.offset(), target.length());
    }
  }
}
