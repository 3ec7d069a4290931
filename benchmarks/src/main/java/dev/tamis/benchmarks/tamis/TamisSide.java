package dev.tamis.benchmarks.tamis;

import dev.tamis.benchmarks.Side;
import dev.tamis.benchmarks.Task;
import dev.tamis.layer.ComputeResources;

/**
 * Tamis: plain steps, or those of a trainer with an early instance filter where the task has one.
 */
public final class TamisSide implements Side {
  private final ComputeResources resources;
  private final Steps steps;

  /** Holds the network of a task. */
  public TamisSide(Task task) {
    resources = new ComputeResources(task.threads());
    steps =
        task.keepInstances() < 1
            ? new FilteredSteps(task, resources)
            : new PlainSteps(task, resources);
  }

  @Override
  public String description() {
    return "Tamis, "
        + resources.kernelsName()
        + " kernels ("
        + resources.kernelsReason()
        + ")"
        + steps.description();
  }

  @Override
  public long parameterCount() {
    return steps.parameterCount();
  }

  @Override
  public double step() {
    return steps.step();
  }

  @Override
  public long macs() {
    return steps.macs();
  }

  @Override
  public void close() {
    resources.close();
  }

  /** One way of stepping; see {@link Side}. */
  sealed interface Steps permits PlainSteps, FilteredSteps {
    String description();

    long parameterCount();

    double step();

    long macs();
  }
}
