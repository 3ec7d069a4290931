package dev.tamis.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Takes known files out of a tar.gz. Names in the archive never become paths: a member is written
 * only if its name is one of those asked for, under the path given for it, up to the size allowed
 * for it. Everything else is passed over.
 */
final class TarGzExtractor {
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_OFFSET = 0;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_OFFSET = 156;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String REMEDY = "fetch it again";

  private final Path archive;

  TarGzExtractor(Path archive) {
    this.archive = archive;
  }

  /** Where a member goes, and how large it may be. */
  record Target(Path path, long maxBytes) {}

  /**
   * Extracts the members that are asked for.
   *
   * @param targets by full name in the archive, without a leading {@code ./}
   * @param maxTotalBytes give up on an archive that unpacks to more
   * @return the names of those found
   * @throws InvalidDataException if it is no tar.gz, truncated, too large, or a member asked for is
   *     too large, no plain file, or there twice
   * @throws IOException if reading or writing fails
   */
  Set<String> extract(Map<String, Target> targets, long maxTotalBytes) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), BUFFER_BYTES)) {
      return extract(in, targets, maxTotalBytes);
    } catch (EOFException | ZipException e) {
      InvalidDataException failure =
          new InvalidDataException(
              archive + ": the tar.gz is broken or its end is missing; " + REMEDY + ".");
      failure.initCause(e);
      throw failure;
    }
  }

  private Set<String> extract(InputStream in, Map<String, Target> targets, long maxTotalBytes)
      throws IOException {
    Set<String> found = new HashSet<>();
    long position = 0;
    byte[] header = in.readNBytes(BLOCK_BYTES);
    while (!isEnd(header, position)) {
      requireChecksum(header, position);
      String name = name(header);
      long size = octal(header, SIZE_OFFSET, SIZE_BYTES, position);
      if (position + BLOCK_BYTES + size > maxTotalBytes) {
        throw bad(position, "it unpacks to more than " + maxTotalBytes + " bytes");
      }
      long paddedSize = (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
      Target target = targets.get(name);
      if (target == null) {
        in.skipNBytes(paddedSize);
      } else {
        requireWanted(header, name, size, target, found.add(name), position);
        write(in, size, target.path(), position + BLOCK_BYTES);
        in.skipNBytes(paddedSize - size);
      }
      position += BLOCK_BYTES + paddedSize;
      header = in.readNBytes(BLOCK_BYTES);
    }
    return found;
  }

  /** The end is a block of zeros; some writers leave it out. */
  private boolean isEnd(byte[] header, long position) throws InvalidDataException {
    if (header.length == 0) {
      if (position == 0) {
        throw bad(0, "the archive is empty");
      }
      return true;
    }
    if (header.length < BLOCK_BYTES) {
      throw bad(position, "the archive ends inside a header");
    }
    for (byte value : header) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own place taken for blanks. */
  private void requireChecksum(byte[] header, long position) throws InvalidDataException {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      boolean own = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_BYTES;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, CHECKSUM_OFFSET, CHECKSUM_BYTES, position)) {
      throw bad(position, "this is no tar header");
    }
  }

  private void requireWanted(
      byte[] header, String name, long size, Target target, boolean first, long position)
      throws InvalidDataException {
    byte type = header[TYPE_OFFSET];
    if (type != '0' && type != 0) {
      throw bad(position, name + " is no plain file");
    }
    if (size > target.maxBytes()) {
      throw bad(
          position, name + " has " + size + " bytes where " + target.maxBytes() + " are allowed");
    }
    if (!first) {
      throw bad(position, name + " is there twice");
    }
  }

  private void write(InputStream in, long size, Path path, long position) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = size;
    try (OutputStream out = Files.newOutputStream(path)) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw bad(position + size - left, "the archive ends inside " + path.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static String name(byte[] header) {
    int length = 0;
    while (length < NAME_BYTES && header[NAME_OFFSET + length] != 0) {
      length++;
    }
    String name = new String(header, NAME_OFFSET, length, StandardCharsets.ISO_8859_1);
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private long octal(byte[] header, int offset, int length, long position)
      throws InvalidDataException {
    String text =
        new String(header, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!text.matches("[0-7]{1,11}")) {
      throw bad(position, "a number in the tar header is not octal");
    }
    return Long.parseLong(text, 8);
  }

  private InvalidDataException bad(long position, String problem) {
    return InvalidDataException.at(archive.toString(), position, problem, REMEDY);
  }
}
