package dev.tamis.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Named sections of bytes in one file: 8 bytes of magic, format version, number of sections, each
 * section as name, length and bytes, and a CRC-32C of all before it. Big endian.
 */
public final class Checkpoint {
  /** Version this library writes; it reads this and all before. */
  public static final int FORMAT_VERSION = 1;

  private static final System.Logger LOG = System.getLogger(Checkpoint.class.getName());
  private static final byte[] MAGIC = {'T', 'A', 'M', 'I', 'S', 'C', 'P', '\n'};
  private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES;
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int MAX_SECTIONS = 1000;

  private final Map<String, byte[]> sections = new LinkedHashMap<>();

  /** A checkpoint without sections. */
  public Checkpoint() {}

  /** Adds or replaces a section. */
  public void put(String name, SectionWriter writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.write(out);
    }
    sections.put(name, bytes.toByteArray());
  }

  /** Whether there is such a section. */
  public boolean has(String name) {
    return sections.containsKey(name);
  }

  /**
   * Reads a section to its end.
   *
   * @throws CheckpointException if it is missing, shorter or longer than the reader expects
   */
  public void get(String name, SectionReader reader) throws IOException {
    byte[] bytes = sections.get(name);
    if (bytes == null) {
      throw new CheckpointException("the checkpoint has no section '" + name + "'");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      reader.read(in);
    } catch (EOFException e) {
      throw new CheckpointException("section '" + name + "' of the checkpoint is too short", e);
    }
    if (in.available() > 0) {
      throw new CheckpointException(
          "section '" + name + "' of the checkpoint has " + in.available() + " bytes too many");
    }
  }

  /**
   * Writes the file so that a failure at any instant leaves either the previous file or the whole
   * new one: to a sibling first, forced to disk, then renamed.
   *
   * @throws CheckpointException if it cannot be written; the previous file is as it was
   */
  public void write(Path file) throws CheckpointException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(encode());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(file);
    } catch (IOException e) {
      CheckpointException failure =
          new CheckpointException(
              "cannot write checkpoint "
                  + file
                  + " ("
                  + e.getMessage()
                  + "): free some space or choose another folder; the previous checkpoint is"
                  + " untouched",
              e);
      try {
        Files.deleteIfExists(part);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** So that the new name outlives a loss of power, where folders can be opened for that. */
  private static void syncFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException e) {
        // The file itself is whole and in its place.
        LOG.log(
            System.Logger.Level.WARNING,
            "folder "
                + folder
                + " cannot be forced to the disk: after a loss of power the previous checkpoint may"
                + " be back",
            e);
      }
    }
  }

  byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    out.writeInt(FORMAT_VERSION);
    out.writeInt(sections.size());
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      out.writeUTF(section.getKey());
      out.writeInt(section.getValue().length);
      out.write(section.getValue());
    }
    out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Reads a file whole and checks it before anything is used.
   *
   * @throws CheckpointException if it is missing, not a checkpoint, of a newer version, truncated
   *     or damaged
   */
  public static Checkpoint read(Path file) throws CheckpointException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CheckpointException("there is no checkpoint " + file, e);
    } catch (IOException | OutOfMemoryError e) {
      throw new CheckpointException("cannot read checkpoint " + file + ": " + e.getMessage(), e);
    }
    return decode(bytes, file);
  }

  /** Whether a file starts as checkpoints do. */
  public static boolean isCheckpoint(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }
  }

  private static Checkpoint decode(byte[] bytes, Path file) throws CheckpointException {
    if (bytes.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw new CheckpointException(file + " is not a Tamis checkpoint: its first bytes differ");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).position(MAGIC.length);
    if (bytes.length >= HEADER_BYTES && in.getInt(MAGIC.length) > FORMAT_VERSION) {
      throw new CheckpointException(
          "checkpoint "
              + file
              + " has format "
              + in.getInt(MAGIC.length)
              + ", this version of Tamis reads up to "
              + FORMAT_VERSION
              + ": update Tamis");
    }
    int end = bytes.length - CHECKSUM_BYTES;
    if (end < HEADER_BYTES || in.getInt(end) != checksum(bytes, end)) {
      throw new CheckpointException(
          "checkpoint "
              + file
              + " is truncated or damaged (its checksum is wrong): use an older one");
    }
    int version = in.getInt();
    if (version < 1) {
      throw new CheckpointException(
          "checkpoint " + file + " has format " + version + ", which never was");
    }
    int count = in.getInt();
    if (count < 0 || count > MAX_SECTIONS) {
      throw new CheckpointException("checkpoint " + file + " claims " + count + " sections");
    }
    return sections(bytes, in.position(), end, count, file);
  }

  private static Checkpoint sections(byte[] bytes, int from, int to, int count, Path file)
      throws CheckpointException {
    Checkpoint checkpoint = new Checkpoint();
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes, from, to - from));
    try {
      for (int i = 0; i < count; i++) {
        String name = data.readUTF();
        int length = data.readInt();
        if (length < 0 || length > data.available()) {
          throw new EOFException("section '" + name + "' claims " + length + " bytes");
        }
        if (checkpoint.sections.put(name, data.readNBytes(length)) != null) {
          throw new IOException("section '" + name + "' occurs twice");
        }
      }
      if (data.available() > 0) {
        throw new IOException(data.available() + " bytes follow its last section");
      }
    } catch (IOException e) {
      throw new CheckpointException("checkpoint " + file + " is malformed: " + e.getMessage(), e);
    }
    return checkpoint;
  }
}
