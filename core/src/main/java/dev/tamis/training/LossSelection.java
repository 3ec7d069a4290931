package dev.tamis.training;

import dev.tamis.loss.LossResult;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.selection.LossSelector;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;

/** What is left of a forwarded mini-batch after a choice by loss. */
final class LossSelection {
  private final LossSelector selector;
  private final MiniBatch batch;
  private final FeatureMap logits;

  LossSelection(LossSelector selector, Network network, MiniBatch like, int capacity) {
    this.selector = selector;
    this.batch = like.sibling(capacity);
    this.logits = FeatureMap.allocate(network.spec().output(), capacity);
  }

  LossSelector selector() {
    return selector;
  }

  InstanceSet select(LossResult loss) {
    return selector.select(loss);
  }

  /**
   * Takes over the chosen ones of a forward pass; the workspace's backward pass then costs these
   * alone.
   */
  void retain(
      InstanceSet chosen,
      MiniBatch forwarded,
      FeatureMap allLogits,
      Network network,
      Workspace workspace) {
    forwarded.keep(chosen, batch);
    logits.resize(chosen.count());
    int size = logits.shape().size();
    for (int k = 0; k < chosen.count(); k++) {
      int from = allLogits.offset(chosen.get(k));
      System.arraycopy(allLogits.data(), from, logits.data(), logits.offset(k), size);
    }
    network.retain(workspace, chosen, batch.images());
  }

  FeatureMap logits() {
    return logits;
  }

  int[] labels() {
    return batch.labels();
  }

  long bytes() {
    return batch.bytes() + (long) logits.data().length * Float.BYTES;
  }
}
