package dev.tamis.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small fixed pool: the calling thread and {@code threads - 1} daemons. Items are claimed in
 * chunks, so an uneven load evens out; since every item writes its own place, the result does not
 * depend on who did it. A call returns when its items are done: a worker that was not running
 * meanwhile is not waited for. One caller at a time.
 */
public final class Workers implements AutoCloseable {
  private static final int SPINS = 20_000;

  /** Many, so that the last chunk is a small part of the whole; few, so that claiming is cheap. */
  private static final int CHUNKS_PER_WORKER = 16;

  private final Thread[] threads;
  private final float[][] scratch;
  private float[] shared = new float[0];
  private int scratchFloats;
  private int stageFloats;

  /** Number of the run in the upper half, its next unclaimed chunk in the lower. */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger chunksLeft = new AtomicInteger();
  private volatile int generation;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;

  // Stable while a chunk is claimed and not done: read only by whoever holds one.
  private @Nullable RangeTask task;
  private int items;
  private int chunk;
  private volatile int chunks;

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
    scratchFloats = Math.max(scratchFloats, floats);
    growScratch();
  }

  /**
   * Makes sure that behind its scratch memory every worker has a stage of at least this many
   * floats: where maps that are stored as bytes are floats while they are worked on. Call it when
   * planning.
   */
  public void reserveStage(int floats) {
    stageFloats = Math.max(stageFloats, floats);
    growScratch();
  }

  private void growScratch() {
    for (int i = 0; i < scratch.length; i++) {
      if (scratch[i].length < scratchFloats + stageFloats) {
        scratch[i] = new float[Math.addExact(scratchFloats, stageFloats)];
      }
    }
  }

  /** Where in a worker's scratch memory the stage begins. */
  int stageAt() {
    return scratchFloats;
  }

  /** Floats of the stage. */
  public int stageFloats() {
    return stageFloats;
  }

  /**
   * Makes sure that the memory which all workers share has at least this many floats; call it when
   * planning.
   */
  public void reserveShared(int floats) {
    if (shared.length < floats) {
      shared = new float[floats];
    }
  }

  /** Memory for partial results of one task: each item writes its own place in it. */
  public float[] shared() {
    return shared;
  }

  /** Bytes of all scratch and shared memory. */
  public long scratchBytes() {
    return ((long) scratch.length * scratch[0].length + shared.length) * Float.BYTES;
  }

  /**
   * Runs a task over items 0..items-1 on all threads and returns when all are done.
   *
   * @throws IllegalStateException if the pool is closed
   */
  public void run(int itemCount, RangeTask work) {
    run(itemCount, 1, work);
  }

  /**
   * The same, in ranges of at least so many items (the last may be shorter): for work that reads
   * something large anew in every range.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the one caller writes the generation
  public void run(int itemCount, int leastChunk, RangeTask work) {
    if (closed) {
      throw new IllegalStateException("the worker pool is closed");
    }
    if (threads.length == 0 || itemCount <= leastChunk) {
      if (itemCount > 0) {
        work.run(0, itemCount, scratch[0]);
      }
      return;
    }
    int run = generation + 1;
    task = work;
    items = itemCount;
    chunk = Math.max(leastChunk, itemCount / (scratch.length * CHUNKS_PER_WORKER));
    chunks = (itemCount - 1) / chunk + 1;
    failure = null;
    waiting = Thread.currentThread();
    chunksLeft.set(chunks);
    ticket.set((long) run << Integer.SIZE);
    generation = run;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    work(run, scratch[0]);
    for (int spin = 0; chunksLeft.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    // A worker that comes late finds nothing to claim, also while the next run is being set up.
    ticket.set((long) run << Integer.SIZE | Integer.MAX_VALUE);
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
      work(seen, scratch[worker]);
    }
  }

  private void work(int run, float[] memory) {
    for (int claimed = claim(run); claimed >= 0; claimed = claim(run)) {
      try {
        RangeTask current = task;
        if (failure == null && current != null) {
          int from = claimed * chunk;
          current.run(from, from + Math.min(items - from, chunk), memory);
        }
      } catch (RuntimeException | Error e) {
        // The caller rethrows it; chunks that are not begun are abandoned.
        failure = e;
      }
      if (chunksLeft.decrementAndGet() == 0) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** An unclaimed chunk of this run; -1 where none is left or the run is over. */
  private int claim(int run) {
    while (true) {
      long next = ticket.get();
      if ((int) (next >>> Integer.SIZE) != run || (int) next >= chunks) {
        return -1;
      }
      if (ticket.compareAndSet(next, next + 1)) {
        return (int) next;
      }
    }
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
