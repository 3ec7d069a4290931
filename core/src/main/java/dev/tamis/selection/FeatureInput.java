package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;

/**
 * The first nodes of the main network, as it is now, with running statistics. They are computed
 * again in the main forward pass of the kept: in training it normalises by other statistics.
 */
final class FeatureInput implements FilterInput {
  private final Network first;
  private final Workspace workspace;
  private final long macs;

  FeatureInput(Network main, int nodes, int capacity) {
    this.first = main.prefix(nodes);
    this.workspace = first.inferenceWorkspace(capacity);
    this.macs = first.spec().forwardMacs();
  }

  @Override
  public Shape shape() {
    return first.spec().output();
  }

  @Override
  public FeatureMap of(FeatureMap images, ComputeCost cost) {
    long start = System.nanoTime();
    FeatureMap features = first.forward(images, workspace);
    int instances = images.instances();
    cost.add(
        Phase.FILTER_FORWARD,
        macs * instances,
        first.bits().forwardBitMacs() * instances,
        System.nanoTime() - start);
    return features;
  }

  @Override
  public long macs() {
    return macs;
  }

  @Override
  public long bytes() {
    return workspace.bytes();
  }
}
