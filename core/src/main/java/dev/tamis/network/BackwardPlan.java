package dev.tamis.network;

import java.util.function.Predicate;

/**
 * Which nodes are trained and, from that, where error maps are needed: known before the forward
 * pass, so that nothing is saved or computed in vain.
 */
public final class BackwardPlan {
  private final boolean[] trained;
  private final boolean[] carriesError;
  private final long errorMacs;
  private final long weightMacs;

  private BackwardPlan(NetworkSpec spec, Predicate<String> trains) {
    int size = spec.nodes().size();
    trained = new boolean[size];
    carriesError = new boolean[size];
    long errors = 0;
    long weights = 0;
    for (int i = 0; i < size; i++) {
      NodeSpec node = spec.nodes().get(i);
      trained[i] =
          !node.layer().parameters(spec.inputShapes(i)).isEmpty() && trains.test(node.name());
      boolean fromBelow = false;
      for (int from : node.inputs()) {
        fromBelow |= from != NetworkSpec.IMAGES && carriesError[from];
      }
      carriesError[i] = trained[i] || fromBelow;
      errors += fromBelow ? spec.forwardMacs(i) : 0;
      weights += trained[i] ? spec.forwardMacs(i) : 0;
    }
    errorMacs = errors;
    weightMacs = weights;
  }

  /** Every node with parameters is trained. */
  public static BackwardPlan all(NetworkSpec spec) {
    return new BackwardPlan(spec, name -> true);
  }

  /** Nodes whose name matches are trained. */
  public static BackwardPlan training(NetworkSpec spec, Predicate<String> trains) {
    return new BackwardPlan(spec, trains);
  }

  /** Whether node i's parameters get gradients. */
  public boolean trains(int i) {
    return trained[i];
  }

  /** Whether the error of node i's output is needed: it, or something it depends on, is trained. */
  public boolean carriesError(int i) {
    return i != NetworkSpec.IMAGES && carriesError[i];
  }

  /** Multiply-accumulates of dense error propagation for one instance; none for the first layer. */
  public long errorMacs() {
    return errorMacs;
  }

  /** Multiply-accumulates of dense weight gradients for one instance. */
  public long weightMacs() {
    return weightMacs;
  }
}
