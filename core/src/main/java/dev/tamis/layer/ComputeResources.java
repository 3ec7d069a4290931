package dev.tamis.layer;

import dev.tamis.kernels.KernelChoice;
import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.Workers;

/**
 * What computes: the kernels this JVM chose and a fixed pool of threads, shared by all networks of
 * one training. Networks that share it must not run at the same time.
 */
public final class ComputeResources implements AutoCloseable {
  private final Kernels kernels;

  /**
   * Starts the threads.
   *
   * @param threads threads that compute, the caller included, 1 to 1024
   * @throws IllegalArgumentException if out of range
   */
  public ComputeResources(int threads) {
    this.kernels = new Kernels(new Workers(threads));
  }

  /** Threads that compute, the caller included. */
  public int threads() {
    return kernels.workers().threads();
  }

  /** "scalar" or "vector". */
  public String kernelsName() {
    return kernels.name();
  }

  /** Why these kernels were chosen, in one sentence. */
  public String kernelsReason() {
    return KernelChoice.current().reason();
  }

  /**
   * Independent multiply-adds in registers on the calling thread, to be timed: what a product is
   * measured against.
   *
   * @param rounds how often
   * @param sink receives a value, so that the work cannot be left out; at least 64 floats
   * @return floating-point operations done, two a multiply-add
   */
  public long multiplyAdd(int rounds, float[] sink) {
    return kernels.multiplyAdd(rounds, sink);
  }

  /**
   * Makes room for maps that are stored as bytes while they are worked on.
   *
   * @param instanceSize elements of the largest map of one instance
   */
  public void reserveStage(int instanceSize) {
    kernels.workers().reserveStage(Math.multiplyExact(3, instanceSize));
  }

  /** Bytes of the threads' working memory. */
  public long scratchBytes() {
    return kernels.workers().scratchBytes();
  }

  Kernels kernels() {
    return kernels;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    kernels.workers().close();
  }
}
