package dev.tamis.data;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder and its sub-folders, each given out once when it is complete, which is when
 * its size and time stay the same for a while. A file written anew is given out again.
 *
 * <p>Remembers up to 64 bytes a file that is in the folder and was given out, and up to 4,096 names
 * of files that are not complete yet.
 */
final class WatchedFiles implements AutoCloseable {
  private static final int MAX_CANDIDATES = 4096;

  private final Path folder;
  private final Predicate<Path> wanted;
  private final Predicate<Path> watchedFolder;
  private final WatchTiming timing;
  private final int maxSeen;
  private final FolderNotices notices;
  private final Consumer<String> says;
  private final TreeMap<Path, Candidate> candidates = new TreeMap<>();
  private LongSet seen = new LongSet();
  private boolean moreThanCandidates;
  private boolean scanNeeded = true;
  private boolean complete;
  private long lastScan;

  /** A file that is not known to be complete. */
  private static final class Candidate {
    long size;
    long time;
    long since;
    boolean settled;

    Candidate(BasicFileAttributes attributes) {
      look(attributes);
    }

    /** Notes size and time; whether they are as they were. */
    boolean look(BasicFileAttributes attributes) {
      long newSize = attributes.size();
      long newTime = attributes.lastModifiedTime().toMillis();
      if (newSize == size && newTime == time) {
        return true;
      }
      size = newSize;
      time = newTime;
      since = System.nanoTime();
      settled = false;
      return false;
    }
  }

  /**
   * Nothing seen yet.
   *
   * @param wanted which files matter
   * @param watchedFolder which sub-folders the file system is asked to tell of; others are found
   *     when the folder is looked through
   * @param maxSeen how many files that were given out may be in the folder
   */
  WatchedFiles(
      Path folder,
      Predicate<Path> wanted,
      Predicate<Path> watchedFolder,
      WatchTiming timing,
      int maxSeen,
      FolderNotices notices,
      Consumer<String> says) {
    this.folder = folder;
    this.wanted = wanted;
    this.watchedFolder = watchedFolder;
    this.timing = timing;
    this.maxSeen = maxSeen;
    this.notices = notices;
    this.says = says;
  }

  /**
   * Looks for changes, waiting for them if there is nothing to give out.
   *
   * @param maxNanos how long to wait at most
   */
  void look(long maxNanos) throws IOException, InterruptedException {
    if (!notices.await(Math.min(maxNanos, waitNanos()), this::changed)) {
      scanNeeded = true;
    }
    if (notices.isClosed()) {
      return;
    }
    if (scanNeeded
        || System.nanoTime() - lastScan >= scanInterval()
        || (moreThanCandidates && candidates.isEmpty())) {
      scan();
    }
    settle();
  }

  private long scanInterval() {
    return (notices.active() ? timing.rescan() : timing.poll()).toNanos();
  }

  /** Until something is due without any change being told. */
  private long waitNanos() {
    if (scanNeeded || (moreThanCandidates && candidates.isEmpty())) {
      return 0;
    }
    long now = System.nanoTime();
    long due = lastScan + scanInterval() - now;
    for (Candidate candidate : candidates.values()) {
      if (candidate.settled) {
        return 0;
      }
      due = Math.min(due, candidate.since + timing.settle().toNanos() - now);
    }
    return Math.max(0, due);
  }

  private void changed(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        scanNeeded = true;
      } else {
        consider(path, attributes);
      }
    } catch (IOException e) {
      // It is gone again, or cannot be looked at; the next scan says which.
      candidates.remove(path);
    }
  }

  private void consider(Path path, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()
        || attributes.size() == 0
        || !wanted.test(path)
        || seen.contains(key(path, attributes))) {
      return;
    }
    Candidate known = candidates.get(path);
    if (known != null) {
      known.look(attributes);
      return;
    }
    if (candidates.size() == MAX_CANDIDATES) {
      moreThanCandidates = true;
      if (path.compareTo(candidates.lastKey()) > 0) {
        return;
      }
      candidates.pollLastEntry();
    }
    candidates.put(path, new Candidate(attributes));
  }

  /** Looks through the folder, and forgets files that are no longer there if all could be seen. */
  private void scan() throws IOException {
    long begin = System.nanoTime();
    scanNeeded = false;
    moreThanCandidates = false;
    complete = true;
    LongSet present = new LongSet();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        2,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (!path.equals(folder) && isHidden(path)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (path.equals(folder) || watchedFolder.test(path)) {
              register(path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            long key = key(path, attributes);
            if (seen.contains(key)) {
              present.add(key);
            } else {
              consider(path, attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException problem)
              throws IOException {
            if (path.equals(folder)) {
              throw new IOException(
                  folder + ": the watched folder cannot be read (" + problem + "); check the path.",
                  problem);
            }
            complete = false;
            return FileVisitResult.CONTINUE;
          }
        });
    if (complete) {
      seen = present;
    }
    // Large folders take long: only from now on is no file looked at too early.
    long end = System.nanoTime();
    for (Candidate candidate : candidates.values()) {
      if (candidate.since - begin >= 0) {
        candidate.since = end;
      }
    }
    lastScan = end;
  }

  private static boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  private void register(Path path) {
    try {
      notices.register(path);
    } catch (IOException e) {
      says.accept(withoutNotices(folder, timing, e));
    }
  }

  static String withoutNotices(Path folder, WatchTiming timing, Exception problem) {
    return folder
        + " is looked through every "
        + timing.poll().toMillis()
        + " ms, because the file system does not tell of changes ("
        + problem.getMessage()
        + ")";
  }

  private void settle() throws IOException {
    long now = System.nanoTime();
    Iterator<Map.Entry<Path, Candidate>> all = candidates.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Path, Candidate> entry = all.next();
      Candidate candidate = entry.getValue();
      if (!candidate.settled && now - candidate.since >= timing.settle().toNanos()) {
        BasicFileAttributes attributes = attributes(entry.getKey());
        if (attributes == null || attributes.size() == 0) {
          all.remove();
        } else {
          candidate.settled = candidate.look(attributes);
        }
      }
    }
  }

  private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * The next complete file, in the order of their names.
   *
   * @throws IOException if the folder holds too many files that were given out
   */
  @Nullable Path take() throws IOException {
    for (Map.Entry<Path, Candidate> entry : candidates.entrySet()) {
      Candidate candidate = entry.getValue();
      if (candidate.settled) {
        if (seen.count() == maxSeen) {
          throw new IOException(
              folder
                  + ": holds more than "
                  + maxSeen
                  + " files that were offered already; move or delete some of them.");
        }
        Path path = entry.getKey();
        candidates.remove(path);
        seen.add(key(path, candidate.size, candidate.time));
        return path;
      }
    }
    return null;
  }

  /** Looks at a file again that was not noticed, or not wanted, when it was written. */
  void reconsider(Path path) {
    changed(path);
  }

  private long key(Path path, BasicFileAttributes attributes) {
    return key(path, attributes.size(), attributes.lastModifiedTime().toMillis());
  }

  /** A number that two different files hardly share. */
  private long key(Path path, long size, long time) {
    String text = folder.relativize(path) + "/" + size + "/" + time;
    return SeededGenerator.split(0, text).nextLong();
  }

  void saveState(DataOutput out) throws IOException {
    long[] keys = seen.sorted();
    out.writeInt(keys.length);
    for (long key : keys) {
      out.writeLong(key);
    }
  }

  void restoreState(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > maxSeen) {
      throw new IOException("the saved folder had " + count + " files, which cannot be");
    }
    seen = new LongSet();
    for (int i = 0; i < count; i++) {
      seen.add(in.readLong());
    }
    candidates.clear();
    scanNeeded = true;
  }

  boolean isClosed() {
    return notices.isClosed();
  }

  @Override
  public void close() throws IOException {
    notices.close();
  }
}
