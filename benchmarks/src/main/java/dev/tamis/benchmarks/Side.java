package dev.tamis.benchmarks;

/**
 * One library that holds the network of a {@link Task} and trains it. Implementations have a public
 * constructor that takes the task and are named in {@link Library}.
 */
public interface Side extends AutoCloseable {

  /** Library, version and what is set, for people. */
  String description();

  /** Trained values of the network, as the library itself counts them. */
  long parameterCount();

  /**
   * One whole training step on the task's fixed mini-batch: forward, loss, backward, update.
   *
   * @return mean loss of the trained instances in nats, before the update
   */
  double step();

  /** Multiply-accumulates of the last step. */
  long macs();

  /** Gives memory and threads back. */
  @Override
  void close();
}
