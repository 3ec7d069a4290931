package dev.tamis.device;

import dev.tamis.stream.LabelSource;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Offered instances and labels on their way to the thread that learns; bounded. */
final class OfferQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final float[][] images;
  private final @Nullable LabelSource[] sources;
  private final long[] ids;
  private final int[] labels;
  private int first;
  private int count;
  private boolean busy;
  private boolean closed;
  private long overflowed;
  private long nextId;

  OfferQueue(int imageSize, int capacity) {
    images = new float[capacity][imageSize];
    sources = new LabelSource[capacity];
    ids = new long[capacity];
    labels = new int[capacity];
  }

  static long bytes(int imageSize, int capacity) {
    // One image more: the one that is being learnt from.
    return (capacity + 1L) * imageSize * Float.BYTES + capacity * (2L * Long.BYTES + Integer.BYTES);
  }

  /** Adds an instance under the next id: -1 - id where there is no room. */
  long offer(float[] image, LabelSource source) {
    lock.lock();
    try {
      long id = nextId++;
      int at = claim();
      if (at < 0) {
        overflowed++;
        return -1 - id;
      }
      System.arraycopy(image, 0, images[at], 0, images[at].length);
      ids[at] = id;
      sources[at] = source;
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a label; false where there is no room. */
  boolean label(long id, int label) {
    lock.lock();
    try {
      int at = claim();
      if (at < 0) {
        return false;
      }
      ids[at] = id;
      labels[at] = label;
      sources[at] = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private int claim() {
    if (count == ids.length || closed) {
      return -1;
    }
    int at = (first + count) % ids.length;
    count++;
    filled.signal();
    return at;
  }

  /** One entry, taken out by the thread that learns; refilled in place. */
  static final class Entry {
    private final float[] image;
    private @Nullable LabelSource source;
    private long id;
    private int label;

    Entry(int imageSize) {
      image = new float[imageSize];
    }

    float[] image() {
      return image;
    }

    /** Null for a label that comes later. */
    @Nullable LabelSource source() {
      return source;
    }

    long id() {
      return id;
    }

    int label() {
      return label;
    }
  }

  /** Waits for the next entry; false once the queue is closed. */
  boolean take(Entry entry) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      busy = false;
      if (count == 0) {
        idle.signalAll();
      }
      while (count == 0 && !closed) {
        filled.await();
      }
      if (closed) {
        return false;
      }
      entry.id = ids[first];
      entry.label = labels[first];
      entry.source = sources[first];
      if (entry.source != null) {
        System.arraycopy(images[first], 0, entry.image, 0, entry.image.length);
      }
      sources[first] = null;
      first = (first + 1) % ids.length;
      count--;
      busy = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is learnt from, or the queue is closed. */
  void awaitIdle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while ((count > 0 || busy) && !closed) {
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is taken out any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      Arrays.fill(sources, null);
      filled.signalAll();
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Entries that it can hold. */
  int capacity() {
    return ids.length;
  }

  /** Id of the next instance. */
  long nextId() {
    lock.lock();
    try {
      return nextId;
    } finally {
      lock.unlock();
    }
  }

  /** Continues from saved numbers. */
  void restore(long savedNextId, long savedOverflowed) {
    lock.lock();
    try {
      nextId = savedNextId;
      overflowed = savedOverflowed;
    } finally {
      lock.unlock();
    }
  }

  /** Counts an instance, or a label, that was taken out and could not be learnt from. */
  void drop() {
    lock.lock();
    try {
      overflowed++;
    } finally {
      lock.unlock();
    }
  }

  /** Instances that found no room. */
  long overflowed() {
    lock.lock();
    try {
      return overflowed;
    } finally {
      lock.unlock();
    }
  }
}
