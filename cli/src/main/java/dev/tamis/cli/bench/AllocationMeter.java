package dev.tamis.cli.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * Bytes that this thread and the workers alive at its making have allocated on the heap; what the
 * JVM's own threads do meanwhile is not the step's. Reading it allocates nothing.
 */
final class AllocationMeter {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long[] ids;

  AllocationMeter(String workerName) {
    LongStream workers =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(Objects::nonNull)
            .filter(thread -> thread.getThreadName().startsWith(workerName))
            .mapToLong(ThreadInfo::getThreadId);
    ids = LongStream.concat(LongStream.of(Thread.currentThread().getId()), workers).toArray();
  }

  long total() {
    long sum = 0;
    for (long id : ids) {
      sum += Math.max(0, threads.getThreadAllocatedBytes(id));
    }
    return sum;
  }
}
