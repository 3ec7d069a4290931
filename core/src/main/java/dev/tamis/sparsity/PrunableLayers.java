package dev.tamis.sparsity;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.network.NetworkSpec;
import java.util.List;

/**
 * Which layers are pruned unless a user says otherwise: every convolution except the network's
 * first and the 1x1 convolutions on shortcuts (the paper's figures imply 48 of ResNet-110's 54
 * blocks).
 */
public final class PrunableLayers {
  private PrunableLayers() {}

  /** Whether node {@code node} is pruned. */
  public static boolean isPrunable(NetworkSpec spec, int node) {
    if (!(spec.layer(node) instanceof Conv2d convolution)) {
      return false;
    }
    boolean pointwise = convolution.kernelHeight() == 1 && convolution.kernelWidth() == 1;
    return !isFirst(spec, node) && !(pointwise && isShortcut(spec, node));
  }

  /** Whether only layers without kernels (a pooled stem, say) lie between it and the images. */
  private static boolean isFirst(NetworkSpec spec, int node) {
    boolean[] followsKernels = new boolean[node + 1];
    for (int i = 0; i <= node; i++) {
      for (int from : spec.nodes().get(i).inputs()) {
        followsKernels[i] |=
            from != NetworkSpec.IMAGES && (followsKernels[from] || hasKernels(spec.layer(from)));
      }
    }
    return !followsKernels[node];
  }

  private static boolean hasKernels(LayerSpec layer) {
    return layer instanceof Conv2d || layer instanceof Linear;
  }

  /**
   * A convolution that starts where its block forks and runs, through a batch norm at most, into an
   * addition.
   */
  private static boolean isShortcut(NetworkSpec spec, int node) {
    int from = spec.nodes().get(node).inputs().get(0);
    if (spec.consumers(from).size() < 2) {
      return false;
    }
    int end = soleConsumer(spec, node);
    if (end >= 0 && spec.layer(end) instanceof BatchNorm) {
      end = soleConsumer(spec, end);
    }
    return end >= 0 && spec.layer(end) instanceof Add;
  }

  private static int soleConsumer(NetworkSpec spec, int node) {
    List<Integer> consumers = spec.consumers(node);
    return consumers.size() == 1 ? consumers.get(0) : -1;
  }
}
