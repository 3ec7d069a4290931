package dev.tamis.data;

import dev.tamis.data.FileStatus.State;
import dev.tamis.data.KnownDataSet.Layout;
import dev.tamis.data.TarGzExtractor.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches known data sets from the hosts that publish them, and verifies what is on disk.
 *
 * <p>Downloads are over https, go on where an earlier one stopped, and take their place only when
 * their checksum is right. Immutable: the {@code with} methods give a changed copy.
 */
public final class DataSetFetcher {
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  // gzip adds a few bytes to each block of what it cannot compress.
  private static final long GZIP_OVERHEAD_BYTES = 1 << 20;
  private static final long MAX_EXTRA_FILE_BYTES = 1 << 16;

  private final DataRoot root;
  private final FetchProgress progress;
  private final @Nullable URI mirror;
  private final Duration pause;
  private final Duration timeout;

  private DataSetFetcher(
      DataRoot root,
      FetchProgress progress,
      @Nullable URI mirror,
      Duration pause,
      Duration timeout) {
    this.root = root;
    this.progress = progress;
    this.mirror = mirror;
    this.pause = pause;
    this.timeout = timeout;
  }

  /** Fetches into this root. */
  public DataSetFetcher(DataRoot root) {
    this(root, (fileName, receivedBytes, totalBytes) -> {}, null, PAUSE, TIMEOUT);
  }

  /** Tells {@code newProgress} how far it is. */
  public DataSetFetcher withProgress(FetchProgress newProgress) {
    return new DataSetFetcher(root, newProgress, mirror, pause, timeout);
  }

  /**
   * Fetches from a mirror instead of the original hosts: {@code mirror/folder/file.gz} for a file
   * of its own and {@code mirror/archive.tar.gz} for an archive, with the catalogue's names.
   *
   * @param newMirror an https address, or http on the own machine
   */
  public DataSetFetcher withMirror(URI newMirror) {
    String text = newMirror.toString();
    URI base = text.endsWith("/") ? newMirror : URI.create(text + "/");
    return new DataSetFetcher(root, progress, base, pause, timeout);
  }

  /** Other waits, for tests. */
  DataSetFetcher withWaits(Duration newPause, Duration newTimeout) {
    return new DataSetFetcher(root, progress, mirror, newPause, newTimeout);
  }

  /**
   * Makes a data set complete: fetches what is missing or corrupt and leaves the rest. Nothing is
   * fetched of one that ships or is complete already.
   *
   * @return the folder it is in; for one that ships, the folder it would be in
   * @throws MissingDataException if no host is known to have it
   * @throws InvalidDataException if what arrives is not the known content; it is thrown away
   * @throws IOException if fetching or writing fails; the message names address and remedy
   */
  public Path fetch(KnownDataSet set) throws IOException {
    List<KnownFile> wanted =
        verify(set).stream()
            .filter(status -> status.state() != State.OK)
            .map(FileStatus::file)
            .toList();
    if (wanted.isEmpty()) {
      return root.locate(set).orElse(root.folderOf(set));
    }
    Path folder = root.folderOf(set);
    if (!set.isFetchable()) {
      throw new MissingDataException(
          "The data set "
              + set.name()
              + " cannot be fetched, as no host is known to have it; put "
              + String.join(", ", wanted.stream().map(KnownFile::name).toList())
              + " (or the same with .gz) into "
              + folder
              + ".");
    }
    Files.createDirectories(folder);
    if (set.archive().isPresent()) {
      fetchArchive(set, set.archive().get(), folder);
    } else {
      for (KnownFile file : wanted) {
        fetchFile(set, file, folder);
      }
    }
    return folder;
  }

  /**
   * Compares every file of a data set with its known checksum.
   *
   * @return one status a file, in the catalogue's order
   * @throws IOException if reading fails
   */
  public List<FileStatus> verify(KnownDataSet set) throws IOException {
    Path folder = root.locate(set).orElse(root.folderOf(set));
    List<FileStatus> statuses = new ArrayList<>();
    for (KnownFile file : set.files()) {
      statuses.add(
          set.layout() == Layout.SHIPPED ? shippedStatus(set, file, folder) : status(file, folder));
    }
    return statuses;
  }

  private static FileStatus status(KnownFile file, Path folder) throws IOException {
    Optional<Path> path = file.in(folder);
    if (path.isEmpty()) {
      return new FileStatus(file, folder.resolve(file.fetchedName()), State.MISSING);
    }
    boolean ok = Checksums.matches(DataSource.file(path.get()), file);
    return new FileStatus(file, path.get(), ok ? State.OK : State.CORRUPT);
  }

  private static FileStatus shippedStatus(KnownDataSet set, KnownFile file, Path folder)
      throws IOException {
    String resource = set.folder() + "/" + file.name() + ".gz";
    boolean ok = Checksums.matches(DataSource.resource(resource), file);
    return new FileStatus(file, folder.resolve(file.name()), ok ? State.OK : State.CORRUPT);
  }

  private void fetchFile(KnownDataSet set, KnownFile file, Path folder) throws IOException {
    URI original = file.source().orElseThrow();
    URI source = mirrored(original, set.folder() + "/" + file.fetchedName());
    Path target = folder.resolve(file.fetchedName());
    Path part = folder.resolve(file.fetchedName() + ".part");
    fetchVerified(
        source,
        part,
        file.contentBytes() + GZIP_OVERHEAD_BYTES,
        () -> Checksums.matches(DataSource.file(part), file));
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void fetchArchive(KnownDataSet set, KnownArchive archive, Path folder)
      throws IOException {
    String fileName = fileName(archive.source());
    Path part = root.path().resolve(fileName + ".part");
    fetchVerified(
        mirrored(archive.source(), fileName),
        part,
        archive.bytes(),
        () -> Checksums.ofFile(part).equals(archive.sha256()));
    unpack(set, archive, part, folder);
    Files.delete(part);
  }

  /** Every member is written beside its place, verified, and only then moved there. */
  private static void unpack(KnownDataSet set, KnownArchive archive, Path packed, Path folder)
      throws IOException {
    Map<String, Target> targets = new LinkedHashMap<>();
    long totalBytes = archive.bytes() + GZIP_OVERHEAD_BYTES;
    for (KnownFile file : set.files()) {
      Path part = folder.resolve(file.name() + ".part");
      targets.put(archive.folder() + "/" + file.name(), new Target(part, file.contentBytes()));
      totalBytes += file.contentBytes();
    }
    for (String name : archive.extraFiles()) {
      Path part = folder.resolve(name + ".part");
      targets.put(archive.folder() + "/" + name, new Target(part, MAX_EXTRA_FILE_BYTES));
    }
    try {
      Set<String> found = new TarGzExtractor(packed).extract(targets, totalBytes);
      for (KnownFile file : set.files()) {
        Path part = folder.resolve(file.name() + ".part");
        if (!found.contains(archive.folder() + "/" + file.name())
            || !Checksums.matches(DataSource.file(part), file)) {
          throw new InvalidDataException(
              packed
                  + ": "
                  + file.name()
                  + " in it is missing or not the known one; report this,"
                  + " as the archive itself is the known one.");
        }
      }
      for (String member : found) {
        Path part = Objects.requireNonNull(targets.get(member), member).path();
        String partName = Objects.requireNonNull(part.getFileName(), member).toString();
        String name = partName.substring(0, partName.length() - ".part".length());
        Files.move(part, part.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      for (Target target : targets.values()) {
        Files.deleteIfExists(target.path());
      }
    }
  }

  /**
   * Downloads and checks. What was begun by an earlier run may be of another version of the file,
   * so if the whole is wrong it is fetched once more from its first byte.
   */
  private void fetchVerified(URI source, Path part, long maxBytes, Check check) throws IOException {
    String fileName = fileName(source);
    HttpDownload download = new HttpDownload(ATTEMPTS, pause, timeout, progress);
    boolean resumed = Files.exists(part);
    // A part of full size may only wait for its check: the host could not go on from its end.
    if (resumed && check.passes()) {
      return;
    }
    download.fetch(source, part, fileName, maxBytes);
    if (check.passes()) {
      return;
    }
    Files.delete(part);
    if (resumed) {
      download.fetch(source, part, fileName, maxBytes);
      if (check.passes()) {
        return;
      }
      Files.delete(part);
    }
    throw new InvalidDataException(
        source
            + ": what arrived has another SHA-256 than the known file, so it was thrown away;"
            + " fetch again, or get the file elsewhere and put it into "
            + part.getParent()
            + ".");
  }

  /** Whether what arrived is the known file. */
  @FunctionalInterface
  private interface Check {
    boolean passes() throws IOException;
  }

  private URI mirrored(URI original, String pathOnMirror) {
    return mirror == null ? original : mirror.resolve(pathOnMirror);
  }

  private static String fileName(URI source) {
    String path = source.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
