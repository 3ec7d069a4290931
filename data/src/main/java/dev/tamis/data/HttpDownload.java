package dev.tamis.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Downloads one file over https into a part file, going on where an earlier attempt stopped. Plain
 * http is allowed to the own machine alone.
 *
 * <p>Uses {@link HttpURLConnection} because it can give up on a host that stops sending in the
 * middle of a file; java.net.http bounds the wait for the headers only.
 */
final class HttpDownload {
  private static final int MAX_REDIRECTS = 5;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> WORTH_RETRYING = Set.of(408, 429, 500, 502, 503, 504);
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/.*");

  private final int attempts;
  private final Duration pause;
  private final Duration timeout;
  private final FetchProgress progress;

  /**
   * How to download.
   *
   * @param attempts how often to try, at least 1
   * @param pause how long to wait after the first failure; after the n-th, n times as long
   * @param timeout how long a host may take to answer, or to send more
   */
  HttpDownload(int attempts, Duration pause, Duration timeout, FetchProgress progress) {
    this.attempts = attempts;
    this.pause = pause;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Downloads a file.
   *
   * @param part receives it; what it holds already is taken for the file's beginning
   * @param fileName what the progress is told
   * @param maxBytes the largest size that is accepted
   * @throws IOException if it fails; {@code part} keeps what has arrived
   */
  void fetch(URI source, Path part, String fileName, long maxBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, part);
      for (int attempt = 1; !isFetched(source, channel, fileName, maxBytes, attempt); attempt++) {
        waitBeforeRetry(source, attempt);
      }
    }
  }

  private static void lock(FileChannel channel, Path part) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(part + ": someone else is fetching it; wait until that is done.");
    }
  }

  /** One attempt; false if it failed in a way that another may not. */
  private boolean isFetched(
      URI source, FileChannel channel, String fileName, long maxBytes, int attempt)
      throws IOException {
    try {
      transfer(source, channel, fileName, maxBytes);
      return true;
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      if (attempt < attempts) {
        return false;
      }
      throw new IOException(
          source
              + ": could not be fetched in "
              + attempts
              + " attempts ("
              + (e.getMessage() == null ? e : e.getMessage())
              + "); check the network and fetch again, which goes on from byte "
              + channel.size()
              + ".",
          e);
    }
  }

  private void waitBeforeRetry(URI source, int attempt) throws RefusedException {
    try {
      Thread.sleep(pause.multipliedBy(attempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(source);
    }
  }

  private void transfer(URI source, FileChannel channel, String fileName, long maxBytes)
      throws IOException {
    HttpURLConnection connection = connect(source, channel.size());
    try {
      long start = startOfBody(source, connection, channel.size());
      if (start < 0) {
        // The host cannot go on from there: another attempt starts afresh.
        channel.truncate(0);
        throw new IOException("the host does not go on from where the last attempt stopped");
      }
      channel.truncate(start).position(start);
      long length = connection.getContentLengthLong();
      long total = length < 0 ? -1 : start + length;
      requireAtMost(maxBytes, total, source);
      try (InputStream in = connection.getInputStream()) {
        copy(in, channel, source, fileName, total, maxBytes);
      }
      if (total >= 0 && channel.size() != total) {
        throw new IOException("it ended at byte " + channel.size() + " of " + total);
      }
    } finally {
      connection.disconnect();
    }
  }

  /** Where in the file the body begins, or -1 if the host refuses to go on. */
  private static long startOfBody(URI source, HttpURLConnection connection, long present)
      throws IOException {
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_OK) {
      return 0;
    }
    if (status == RANGE_NOT_SATISFIABLE && present > 0) {
      return -1;
    }
    if (status == PARTIAL_CONTENT) {
      String range = connection.getHeaderField("Content-Range");
      Matcher matcher = CONTENT_RANGE.matcher(range == null ? "" : range);
      return matcher.matches() && matcher.group(1).equals(Long.toString(present)) ? present : -1;
    }
    if (WORTH_RETRYING.contains(status)) {
      throw new IOException("the host answers with status " + status);
    }
    throw new RefusedException(
        source
            + ": the host answers with status "
            + status
            + "; the file may have moved, so get it elsewhere and put it into the data folder.");
  }

  private void copy(
      InputStream in, FileChannel channel, URI source, String fileName, long total, long maxBytes)
      throws IOException {
    // Closing this stream would close the channel, which the caller still needs.
    OutputStream out = Channels.newOutputStream(channel);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      requireAtMost(maxBytes, channel.position() + read, source);
      out.write(buffer, 0, read);
      progress.received(fileName, channel.position(), total);
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(source);
      }
    }
  }

  private static void requireAtMost(long maxBytes, long bytes, URI source) throws RefusedException {
    if (bytes > maxBytes) {
      throw new RefusedException(
          source
              + ": sends "
              + bytes
              + " bytes or more where at most "
              + maxBytes
              + " are expected; the file may have changed, so get it elsewhere.");
    }
  }

  /** Follows redirects here, because each hop must be safe. */
  private HttpURLConnection connect(URI source, long present) throws IOException {
    URI target = source;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = open(target, source, present);
      if (!REDIRECTS.contains(connection.getResponseCode())) {
        return connection;
      }
      String location = connection.getHeaderField("Location");
      connection.disconnect();
      if (location == null) {
        throw new RefusedException(target + ": redirects to nowhere; get the file elsewhere.");
      }
      target = resolve(target, location);
    }
    throw new RefusedException(
        source + ": redirects more than " + MAX_REDIRECTS + " times; get the file elsewhere.");
  }

  private static URI resolve(URI target, String location) throws RefusedException {
    try {
      return target.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          target
              + ": redirects to '"
              + location
              + "', which is no address; get the file"
              + " elsewhere.");
    }
  }

  private HttpURLConnection open(URI target, URI source, long present) throws IOException {
    requireSafe(target, source);
    URLConnection connection = target.toURL().openConnection();
    if (!(connection instanceof HttpURLConnection http)) {
      throw new RefusedException(target + ": is no web address; give one that starts with https.");
    }
    http.setInstanceFollowRedirects(false);
    http.setConnectTimeout((int) timeout.toMillis());
    http.setReadTimeout((int) timeout.toMillis());
    http.setUseCaches(false);
    http.setRequestProperty("User-Agent", "tamis");
    if (present > 0) {
      http.setRequestProperty("Range", "bytes=" + present + "-");
    }
    return http;
  }

  private static void requireSafe(URI target, URI source) throws RefusedException {
    String host = target.getHost() == null ? "" : target.getHost();
    boolean safe =
        "https".equalsIgnoreCase(target.getScheme())
            || ("http".equalsIgnoreCase(target.getScheme()) && LOOPBACK.matcher(host).matches());
    if (!safe) {
      throw new RefusedException(
          source
              + ": "
              + (target.equals(source) ? "is" : "redirects to " + target + ", which is")
              + " not https, so others could change what arrives; give an https address.");
    }
  }

  private static RefusedException interrupted(URI source) {
    return new RefusedException(
        source + ": fetching was interrupted; fetch again, which goes on from where it stopped.");
  }

  /** A failure that another attempt cannot mend. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
