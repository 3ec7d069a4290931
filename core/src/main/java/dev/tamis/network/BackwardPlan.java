package dev.tamis.network;

import java.util.function.Predicate;

/**
 * Which nodes are trained and, from that, where error maps are needed: known before the forward
 * pass, so that nothing is saved or computed in vain. A batch norm that is not trained normalises
 * by its running statistics and leaves them alone.
 */
public final class BackwardPlan {
  private final NetworkSpec spec;
  private final boolean freezesStatistics;
  private final boolean[] trained;
  private final boolean[] carriesError;
  private final long errorMacs;
  private final long weightMacs;

  private BackwardPlan(NetworkSpec spec, Predicate<String> trains) {
    int size = spec.nodes().size();
    this.spec = spec;
    freezesStatistics = false;
    trained = new boolean[size];
    carriesError = new boolean[size];
    long errors = 0;
    long weights = 0;
    for (int i = 0; i < size; i++) {
      NodeSpec node = spec.nodes().get(i);
      trained[i] = hasParameters(spec, i) && trains.test(node.name());
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

  private BackwardPlan(BackwardPlan plan) {
    spec = plan.spec;
    freezesStatistics = true;
    trained = plan.trained;
    carriesError = plan.carriesError;
    errorMacs = plan.errorMacs;
    weightMacs = plan.weightMacs;
  }

  /** Every node with parameters is trained. */
  public static BackwardPlan all(NetworkSpec spec) {
    return new BackwardPlan(spec, name -> true);
  }

  /** Nodes whose name matches are trained. */
  public static BackwardPlan training(NetworkSpec spec, Predicate<String> trains) {
    return new BackwardPlan(spec, trains);
  }

  /**
   * The same, but also batch norms that are trained normalise by their running statistics, which
   * stay as they are; their scales and shifts get exact gradients.
   */
  public BackwardPlan withFrozenStatistics() {
    return new BackwardPlan(this);
  }

  /** Whether there is anything to train. */
  public boolean trainsAny() {
    return carriesError[carriesError.length - 1];
  }

  /** Whether node i is a batch norm that normalises by its running statistics. */
  public boolean freezesStatistics(int i) {
    boolean isNorm =
        !spec.layer(i).statistics(spec.inputShapes(i)).isEmpty() && hasParameters(spec, i);
    return isNorm && (freezesStatistics || !trained[i]);
  }

  /**
   * Whether node i's backward pass reads its input: a product only for its weight gradient, a batch
   * norm also for statistics of the batch.
   */
  boolean readsInput(int i) {
    boolean forGradient = !hasParameters(spec, i) || trained[i];
    boolean forStatistics =
        !spec.layer(i).statistics(spec.inputShapes(i)).isEmpty() && !freezesStatistics(i);
    return carriesError[i] && spec.layer(i).savesInput() && (forGradient || forStatistics);
  }

  private static boolean hasParameters(NetworkSpec spec, int i) {
    return !spec.layer(i).parameters(spec.inputShapes(i)).isEmpty();
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
