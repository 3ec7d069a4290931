package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

  /** All threads of a pool, each held in a task until every one has come. */
  private static Set<Thread> threads(Workers workers) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch arrived = new CountDownLatch(workers.threads());
    workers.run(
        workers.threads(),
        (from, to, scratch) -> {
          seen.add(Thread.currentThread());
          arrived.countDown();
          await(arrived);
        });
    return seen;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not all threads came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyItemIsDoneOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int items = 0; items < 100; items++) {
        int[] done = new int[items];
        workers.run(
            items,
            (from, to, scratch) -> {
              assertThat(from).isLessThan(to);
              for (int i = from; i < to; i++) {
                done[i]++;
              }
            });
        int[] once = new int[items];
        Arrays.fill(once, 1);
        assertThat(done).as("%d items", items).isEqualTo(once);
      }
    }
  }

  @Test
  void allThreadsWorkEachWithItsOwnScratch() {
    try (Workers workers = new Workers(3)) {
      workers.reserveScratch(10);
      Set<float[]> memories = ConcurrentHashMap.newKeySet();
      CountDownLatch arrived = new CountDownLatch(3);
      workers.run(
          3,
          (from, to, scratch) -> {
            memories.add(scratch);
            arrived.countDown();
            await(arrived);
          });

      assertThat(memories).hasSize(3).allMatch(memory -> memory.length == 10);
      assertThat(workers.scratchBytes()).isEqualTo(3 * 10 * 4);
      workers.reserveScratch(4);
      assertThat(workers.scratchBytes()).isEqualTo(3 * 10 * 4);
      assertThat(threads(workers)).hasSize(3).contains(Thread.currentThread());
    }
  }

  @Test
  void tenThousandTinyRunsFinish() {
    try (Workers workers = new Workers(2)) {
      int[] sums = new int[2];
      for (int run = 0; run < 10_000; run++) {
        workers.run(
            2,
            (from, to, scratch) -> {
              for (int i = from; i < to; i++) {
                sums[i]++;
              }
            });
      }
      assertThat(sums).containsExactly(10_000, 10_000);
    }
  }

  /** Long enough apart that the threads have gone to sleep. */
  @Test
  void sleepingThreadsAreWoken() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      for (int run = 0; run < 10; run++) {
        Thread.sleep(20);
        assertThat(threads(workers)).hasSize(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void exceptionsAndErrorsReachTheCallerAndThePoolStaysUsable(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int bad = 0; bad < 20; bad++) {
        int failing = bad;
        RuntimeException exception = new IllegalStateException("item " + bad);
        assertThatThrownBy(() -> workers.run(20, failAt(failing, exception, null)))
            .isSameAs(exception);
        Error error = new AssertionError("item " + bad);
        assertThatThrownBy(() -> workers.run(20, failAt(failing, null, error))).isSameAs(error);

        AtomicInteger sum = new AtomicInteger();
        workers.run(20, (from, to, scratch) -> sum.addAndGet(to - from));
        assertThat(sum).hasValue(20);
      }
      assertThat(threads(workers)).hasSize(threads);
    }
  }

  private static RangeTask failAt(int item, RuntimeException exception, Error error) {
    return (from, to, scratch) -> {
      if (from <= item && item < to) {
        if (exception != null) {
          throw exception;
        }
        throw error;
      }
    };
  }

  /** Thrown by a thread of the pool for certain: the caller waits in its own item. */
  @Test
  void exceptionOfAnotherThreadReachesTheCaller() {
    try (Workers workers = new Workers(2)) {
      Thread caller = Thread.currentThread();
      CountDownLatch arrived = new CountDownLatch(2);

      assertThatThrownBy(
              () ->
                  workers.run(
                      2,
                      (from, to, scratch) -> {
                        arrived.countDown();
                        await(arrived);
                        if (Thread.currentThread() != caller) {
                          throw new IllegalArgumentException("of another thread");
                        }
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of another thread");
      assertThat(threads(workers)).hasSize(2);
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Workers workers = new Workers(4);
    Set<Thread> threads = threads(workers);
    threads.remove(Thread.currentThread());
    assertThat(threads).hasSize(3).allMatch(Thread::isDaemon);
    workers.close();
    workers.close();

    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThatThrownBy(() -> workers.run(4, (from, to, scratch) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closingEndsThreadsThatSleep() throws InterruptedException {
    Workers workers = new Workers(2);
    Set<Thread> threads = threads(workers);
    threads.remove(Thread.currentThread());
    Thread.sleep(50);
    workers.close();

    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  /** Twice the chunks fill one of 32 bits. */
  @Test
  void manyItemsDoNotOverflow() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger done = new AtomicInteger();
      workers.run(Integer.MAX_VALUE, (from, to, scratch) -> done.addAndGet(to - from));
      assertThat(done).hasValue(Integer.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025, Integer.MIN_VALUE})
  void numberOfThreadsIsChecked(int threads) {
    assertThatThrownBy(() -> new Workers(threads).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(threads + " threads");
  }
}
