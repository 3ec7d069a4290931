package dev.tamis.network;

import dev.tamis.layer.LayerSpec.InPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which values share memory. Time runs forward over nodes 0..n-1 and backward over times
 * n..2n-1; a value lives from the pass that writes it to the last that reads it. An output that may
 * overwrite its input, and an input error that may overwrite the output's, become one value with
 * it.
 */
final class WorkspacePlan {
  private final NetworkSpec spec;
  private final @Nullable BackwardPlan plan;
  private final FusionPlan fusion;
  private final int size;
  private final int[] outputValue;
  private final int[] errorValue;
  private final boolean[] saved;
  private final MemoryPlan memory = new MemoryPlan();
  private final int[] outputId;
  private final int[] errorId;

  WorkspacePlan(NetworkSpec spec, @Nullable BackwardPlan plan, FusionPlan fusion) {
    this.spec = spec;
    this.plan = plan;
    this.fusion = fusion;
    this.size = spec.nodes().size();
    outputValue = new int[size];
    errorValue = new int[size];
    saved = new boolean[size];
    outputId = new int[size];
    errorId = new int[size];
    shareOutputs();
    if (plan != null) {
      shareErrors(plan);
    }
    placeOutputs();
    if (plan != null) {
      placeErrors(plan);
    }
    memory.place();
  }

  private boolean runsBackward(int i) {
    return plan != null && plan.carriesError(i);
  }

  private boolean readsInput(int i) {
    return plan != null && plan.readsInput(i);
  }

  private int backwardTime(int i) {
    return 2 * size - 1 - i;
  }

  /** When node i writes the errors of its inputs: earlier where it follows another node. */
  private int writeTime(int i) {
    for (int leader = i + 1; leader < size; leader++) {
      if (fusion.follower(leader) == i) {
        return backwardTime(leader);
      }
    }
    return backwardTime(i);
  }

  private boolean savedOutput(int i) {
    if (runsBackward(i) && spec.layer(i).savesOutput()) {
      return true;
    }
    for (int consumer : spec.consumers(i)) {
      if (readsInput(consumer)) {
        return true;
      }
    }
    return false;
  }

  private void shareOutputs() {
    for (int i = 0; i < size; i++) {
      outputValue[i] = i;
      int from = spec.nodes().get(i).inputs().get(0);
      InPlace mode = spec.layer(i).forwardInPlace();
      if (mode != InPlace.NO && from != NetworkSpec.IMAGES && spec.consumers(from).size() == 1) {
        int value = outputValue[from];
        if (mode == InPlace.SAME_VALUES || !saved[value]) {
          outputValue[i] = value;
        }
      }
      saved[outputValue[i]] |= savedOutput(i);
    }
  }

  private void shareErrors(BackwardPlan backward) {
    for (int i = size - 1; i >= 0; i--) {
      errorValue[i] = i;
      List<Integer> consumers = spec.consumers(i);
      if (consumers.size() == 1 && backward.carriesError(i)) {
        int consumer = consumers.get(0);
        boolean first = spec.nodes().get(consumer).inputs().get(0) == i;
        if (first && spec.layer(consumer).backwardInPlace()) {
          errorValue[i] = errorValue[consumer];
        }
      }
    }
  }

  private void placeOutputs() {
    int[] first = new int[size];
    int[] last = new int[size];
    for (int i = 0; i < size; i++) {
      int value = outputValue[i];
      if (value == i) {
        // A batch norm that adds writes the sum's memory itself.
        first[i] = i > 0 && fusion.adds(i - 1) ? i - 1 : i;
      }
      last[value] = Math.max(last[value], i);
      for (int consumer : spec.consumers(i)) {
        int read = readsInput(consumer) ? backwardTime(consumer) : consumer;
        last[value] = Math.max(last[value], read);
      }
      boolean masks = spec.layer(i).savesOutput() || fusion.rectifies(i);
      if (runsBackward(i) && masks) {
        last[value] = Math.max(last[value], backwardTime(i));
      }
      if (i == size - 1) {
        last[value] = Math.max(last[value], size);
      }
    }
    for (int i = 0; i < size; i++) {
      if (outputValue[i] == i) {
        outputId[i] = memory.add(spec.shapes().get(i).size(), first[i], last[i]);
      }
    }
  }

  private void placeErrors(BackwardPlan backward) {
    int[] first = new int[size];
    int[] last = new int[size];
    for (int i = size - 1; i >= 0; i--) {
      if (!backward.carriesError(i)) {
        continue;
      }
      int value = errorValue[i];
      if (value == i) {
        List<Integer> consumers = spec.consumers(i);
        first[i] = consumers.isEmpty() ? size - 1 : writeTime(consumers.get(consumers.size() - 1));
      }
      last[value] = Math.max(last[value], backwardTime(i));
    }
    for (int i = 0; i < size; i++) {
      if (backward.carriesError(i) && errorValue[i] == i) {
        errorId[i] = memory.add(spec.shapes().get(i).size(), first[i], last[i]);
      }
    }
  }

  /** Floats per instance. */
  long floatsPerInstance() {
    return memory.size();
  }

  /** Where node i's output starts, in floats per instance. */
  long outputPlace(int i) {
    return memory.offset(outputId[outputValue[i]]);
  }

  /** Where the error of node i's output starts, in floats per instance. */
  long errorPlace(int i) {
    return memory.offset(errorId[errorValue[i]]);
  }

  /** Whether node i is the first of the nodes that share a value which the backward pass reads. */
  boolean ownsSavedOutput(int i) {
    return outputValue[i] == i && saved[i];
  }
}
