package dev.tamis.data;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files of some folders changed, where the file system does; elsewhere it only waits.
 * One thread waits, any may close.
 */
final class FolderNotices implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Path> registered = new HashSet<>();
  private volatile @Nullable WatchService service;

  /**
   * Not registered for any folder.
   *
   * @param service of the file system, or null where there is none
   */
  FolderNotices(@Nullable WatchService service) {
    this.service = service;
  }

  /** Whether changes are told at all. */
  boolean active() {
    return service != null;
  }

  /**
   * Wants to be told of changes in a folder.
   *
   * @throws IOException if the file system does not tell; then it never will
   */
  void register(Path folder) throws IOException {
    WatchService current = service;
    if (current == null || isClosed() || registered.contains(folder)) {
      return;
    }
    try {
      folder.register(
          current, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      registered.add(folder);
    } catch (ClosedWatchServiceException e) {
      closed.countDown();
    } catch (IOException e) {
      service = null;
      current.close();
      throw e;
    }
  }

  /**
   * Waits for changes.
   *
   * @param nanos how long at most
   * @param changed told every file or folder that appeared or was written
   * @return false if more may have changed than was told
   */
  boolean await(long nanos, Consumer<Path> changed) throws InterruptedException {
    WatchService current = service;
    if (current == null) {
      closed.await(nanos, TimeUnit.NANOSECONDS);
      return true;
    }
    boolean complete = true;
    try {
      for (WatchKey key = current.poll(nanos, TimeUnit.NANOSECONDS);
          key != null;
          key = current.poll()) {
        complete &= tell(key, changed);
      }
    } catch (ClosedWatchServiceException e) {
      closed.countDown();
    }
    return complete;
  }

  private boolean tell(WatchKey key, Consumer<Path> changed) {
    boolean complete = true;
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        changed.accept(folder.resolve(name));
      } else {
        complete = false;
      }
    }
    if (!key.reset()) {
      registered.remove(folder);
      complete = false;
    }
    return complete;
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Ends a wait that is under way; later ones end at once. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    WatchService current = service;
    if (current != null) {
      current.close();
    }
  }
}
