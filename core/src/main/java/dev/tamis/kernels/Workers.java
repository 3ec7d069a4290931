package dev.tamis.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small fixed pool: the calling thread and {@code threads - 1} daemons. Items are claimed in
 * chunks, so an uneven load evens out; since every item writes its own place, the result does not
 * depend on who did it. One caller at a time.
 */
public final class Workers implements AutoCloseable {
  private static final int SPINS = 20_000;
  private static final int CHUNKS_PER_WORKER = 4;

  private final Thread[] threads;
  private final float[][] scratch;
  private final AtomicInteger nextChunk = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private volatile int generation;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;
  private @Nullable RangeTask task;
  private int items;
  private int chunk;

  /**
   * Starts the pool.
   *
   * @param threads the caller included, 1 to 1024
   */
  public Workers(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(threads + " threads: use 1 to 1024");
    }
    this.scratch = new float[threads][0];
    this.threads = new Thread[threads - 1];
    for (int i = 0; i < this.threads.length; i++) {
      int worker = i + 1;
      this.threads[i] = new Thread(() -> serve(worker), "tamis-worker-" + worker);
      this.threads[i].setDaemon(true);
      this.threads[i].start();
    }
  }

  /** Threads that work, the caller included. */
  public int threads() {
    return scratch.length;
  }

  /**
   * Makes sure that every worker's scratch memory has at least this many floats; call it when
   * planning.
   */
  public void reserveScratch(int floats) {
    for (int i = 0; i < scratch.length; i++) {
      if (scratch[i].length < floats) {
        scratch[i] = new float[floats];
      }
    }
  }

  /** Bytes of all scratch memory. */
  public long scratchBytes() {
    return (long) scratch.length * scratch[0].length * Float.BYTES;
  }

  /**
   * Runs a task over items 0..items-1 on all threads and returns when all are done.
   *
   * @throws IllegalStateException if the pool is closed
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the one caller writes the generation
  public void run(int itemCount, RangeTask work) {
    if (closed) {
      throw new IllegalStateException("the worker pool is closed");
    }
    if (threads.length == 0 || itemCount <= 1) {
      if (itemCount > 0) {
        work.run(0, itemCount, scratch[0]);
      }
      return;
    }
    task = work;
    items = itemCount;
    chunk = Math.max(1, itemCount / (scratch.length * CHUNKS_PER_WORKER));
    failure = null;
    nextChunk.set(0);
    waiting = Thread.currentThread();
    running.set(threads.length);
    generation = generation + 1;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    work(scratch[0]);
    for (int spin = 0; running.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    waiting = null;
    task = null;
    Throwable failed = failure;
    if (failed instanceof Error error) {
      throw error;
    }
    if (failed instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private void serve(int worker) {
    int seen = 0;
    while (true) {
      for (int spin = 0; generation == seen && !closed; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = generation;
      work(scratch[worker]);
      if (running.decrementAndGet() == 0) {
        LockSupport.unpark(waiting);
      }
    }
  }

  private void work(float[] memory) {
    RangeTask current = task;
    if (current == null) {
      return;
    }
    try {
      for (int from = claim(); from < items; from = claim()) {
        current.run(from, from + Math.min(items - from, chunk), memory);
      }
    } catch (RuntimeException | Error e) {
      // The caller rethrows it; the remaining items are abandoned.
      failure = e;
      nextChunk.set(items);
    }
  }

  /** First item of an unclaimed chunk; {@code items} or more where none is left. */
  private int claim() {
    return (int) Math.min(items, (long) nextChunk.getAndIncrement() * chunk);
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
