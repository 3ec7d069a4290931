package dev.tamis.network;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * Which passes over memory are joined, known from the spec alone. A ReLU that is the only reader of
 * a batch norm or an addition is applied by it; an addition is applied by a batch norm that stands
 * right before it and has no other reader; a convolution whose output a batch norm reads next takes
 * that norm's statistics; and backward, what comes next works on every instance while it is in the
 * cache. The values are the same as without.
 */
public final class FusionPlan {
  private final NetworkSpec spec;
  private final boolean[] rectifies;
  private final boolean[] adds;
  private final boolean[] folded;
  private final boolean enabled;

  private FusionPlan(NetworkSpec spec, boolean enabled) {
    int size = spec.nodes().size();
    this.spec = spec;
    this.enabled = enabled;
    rectifies = new boolean[size];
    adds = new boolean[size];
    folded = new boolean[size];
    for (int i = 0; enabled && i < size; i++) {
      foldRelu(i);
    }
    for (int i = 1; enabled && i < size; i++) {
      foldAdd(i);
    }
  }

  /** All that can be joined. */
  public static FusionPlan of(NetworkSpec spec) {
    return new FusionPlan(spec, true);
  }

  /** Nothing is joined: every layer runs by itself. The reference for what is. */
  public static FusionPlan none(NetworkSpec spec) {
    return new FusionPlan(spec, false);
  }

  private void foldRelu(int i) {
    if (!(spec.layer(i) instanceof Relu)) {
      return;
    }
    int from = input(i, 0);
    if (from >= 0
        && spec.consumers(from).size() == 1
        && (spec.layer(from) instanceof BatchNorm || spec.layer(from) instanceof Add)) {
      rectifies[from] = true;
      folded[i] = true;
    }
  }

  private void foldAdd(int i) {
    int norm = i - 1;
    boolean reads = input(i, 0) == norm || (spec.layer(i) instanceof Add && input(i, 1) == norm);
    if (spec.layer(i) instanceof Add
        && reads
        && spec.layer(norm) instanceof BatchNorm
        && spec.consumers(norm).size() == 1
        && addend(i) >= 0) {
      adds[norm] = true;
      folded[i] = true;
    }
  }

  private int input(int i, int k) {
    return spec.nodes().get(i).inputs().get(k);
  }

  private int addend(int add) {
    return input(add, 0) == add - 1 ? input(add, 1) : input(add, 0);
  }

  /** Whether node i applies the ReLU behind it. */
  public boolean rectifies(int i) {
    return rectifies[i];
  }

  /** Whether batch norm i applies the addition behind it. */
  public boolean adds(int i) {
    return adds[i];
  }

  /** Whether node i's forward pass is done by another node. */
  public boolean folded(int i) {
    return folded[i];
  }

  /** The node whose output batch norm i adds to its own. */
  int addedTo(int i) {
    return addend(i + 1);
  }

  /** Whether convolution i takes the statistics of node i + 1. */
  public boolean takesStatistics(int i) {
    return enabled
        && i + 1 < rectifies.length
        && spec.layer(i) instanceof Conv2d
        && spec.layer(i + 1) instanceof BatchNorm
        && input(i + 1, 0) == i;
  }

  /**
   * The node whose backward work follows node i's, instance by instance: it reads an error that i
   * is the last to write. -1 if none does.
   */
  public int follower(int i) {
    if (!enabled || !(spec.layer(i) instanceof Conv2d || spec.layer(i) instanceof Add)) {
      return -1;
    }
    int next = i - 1;
    while (next > 0 && foldedRelu(next) && input(next, 0) == next - 1) {
      next--;
    }
    boolean joins = next >= 0 && (spec.layer(next) instanceof BatchNorm || takesAdd(i, next));
    return joins && writesLast(i, next) ? next : -1;
  }

  private boolean takesAdd(int i, int next) {
    return spec.layer(next) instanceof Add && spec.layer(i) instanceof Conv2d;
  }

  /** Nodes run backward in descending order: the first reader of a value writes its error last. */
  private boolean writesLast(int i, int node) {
    int value = node;
    if (rectifies[value]) {
      value = spec.consumers(value).get(0);
    }
    List<Integer> consumers = spec.consumers(value);
    return !consumers.isEmpty() && consumers.get(0) == i;
  }

  private boolean foldedRelu(int i) {
    return folded[i] && spec.layer(i) instanceof Relu;
  }

  /** What node i does besides its own work, in words; empty if nothing. */
  public String describe(int i) {
    List<String> parts = new ArrayList<>();
    if (takesStatistics(i)) {
      parts.add("batch statistics");
    }
    if (adds[i]) {
      parts.add("addition");
    }
    if (rectifies[i] || (adds[i] && rectifies[i + 1])) {
      parts.add("ReLU");
    }
    return folded[i] ? "in " + spec.nodes().get(owner(i)).name() : String.join(", ", parts);
  }

  private int owner(int i) {
    int owner = i;
    while (folded[owner]) {
      owner = spec.layer(owner) instanceof Relu ? input(owner, 0) : owner - 1;
    }
    return owner;
  }
}
