package dev.tamis.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a binary file, gzip-compressed or not (decided by its first two bytes), keeping count of
 * the place. Memory grows with what was really read, never with what a header promises.
 */
final class BinaryInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FIRST_CHUNK_BYTES = 1 << 20;
  private static final String TRUNCATED_REMEDY = "copy or fetch the file again";

  private final InputStream in;
  private final String source;
  private long position;

  private BinaryInput(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  static BinaryInput open(DataSource source) throws IOException {
    InputStream raw = new BufferedInputStream(source.open(), BUFFER_BYTES);
    try {
      return new BinaryInput(uncompressed(raw), source.name());
    } catch (EOFException | ZipException e) {
      raw.close();
      throw badGzip(source.name(), 0, e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream uncompressed(InputStream raw) throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
  }

  String source() {
    return source;
  }

  /** The place of the next byte, counted from 0 in the uncompressed content. */
  long position() {
    return position;
  }

  /** Reads a big-endian 32-bit integer; {@code what} names it in errors. */
  int readInt(String what) throws IOException {
    byte[] bytes = readBytes(Integer.BYTES, what);
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  /** Reads exactly {@code count} bytes; {@code what} names them in errors. */
  byte[] readBytes(int count, String what) throws IOException {
    byte[] bytes = new byte[Math.min(count, FIRST_CHUNK_BYTES)];
    int filled = 0;
    while (filled < count) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * bytes.length));
      }
      int read = read(bytes, filled, bytes.length - filled);
      if (read < 0) {
        throw InvalidDataException.at(
            source,
            position,
            position == 0
                ? "the file is empty"
                : "the file ends where " + (count - filled) + " more bytes of " + what + " belong",
            TRUNCATED_REMEDY);
      }
      filled += read;
    }
    return bytes;
  }

  /** Reads up to {@code length} bytes, at least one; -1 at the end. */
  int read(byte[] destination, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(destination, offset, length);
    } catch (EOFException | ZipException e) {
      throw badGzip(source, position, e);
    }
    position += Math.max(read, 0);
    return read;
  }

  /** Refuses bytes after the end of what the header promised. */
  void expectEnd() throws IOException {
    if (read(new byte[1], 0, 1) > 0) {
      throw InvalidDataException.at(
          source,
          position - 1,
          "bytes follow after everything the header promises",
          "check that the header and the file belong together");
    }
  }

  private static InvalidDataException badGzip(String source, long position, IOException cause) {
    String reason =
        cause instanceof EOFException || cause.getMessage() == null
            ? "its end is missing"
            : cause.getMessage().toLowerCase(Locale.ROOT);
    InvalidDataException failure =
        InvalidDataException.at(
            source, position, "the gzip data is broken (" + reason + ")", TRUNCATED_REMEDY);
    failure.initCause(cause);
    return failure;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
