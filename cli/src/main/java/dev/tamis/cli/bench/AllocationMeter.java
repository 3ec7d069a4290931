package dev.tamis.cli.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Bytes that all threads alive at its making have allocated on the heap. */
final class AllocationMeter {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long[] ids = threads.getAllThreadIds();
  private final long ownBytes;

  AllocationMeter() {
    total();
    long before = total();
    ownBytes = total() - before;
  }

  /** Bytes allocated since {@code before}, without the two readings' own. */
  long since(long before) {
    return Math.max(0, total() - before - ownBytes);
  }

  long total() {
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum();
  }
}
