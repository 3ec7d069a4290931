package dev.tamis.device;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a learner since its last checkpoint, appended to one file: a header, then
 * records, each with a CRC-32C. A record is in the hands of the operating system before its call
 * returns, so that it outlives the process; every so many it is forced to the disk, so that it
 * outlives the power. A record that was cut off ends the journal. Big endian.
 */
final class Journal implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());
  private static final byte[] MAGIC = {'T', 'A', 'M', 'I', 'S', 'J', 'L', '\n'};
  private static final int FORMAT_VERSION = 1;
  private static final int HEADER_BYTES =
      MAGIC.length + 2 * Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** Kind, whether predicted, id, label, predictions. */
  private static final int FIELD_BYTES = 2 + 2 * Long.BYTES + Integer.BYTES;

  private static final int BUFFER_BYTES = 1 << 13;

  /** Bytes of its memory. */
  static final long MEMORY_BYTES = BUFFER_BYTES;

  private final Path file;
  private final int imageSize;
  private final int syncInstances;

  /** No channel: an interrupt of the caller's thread would close one. */
  private final RandomAccessFile out;

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final CRC32C checksum = new CRC32C();
  private long generation = -1;
  private int unsynced;
  private volatile @Nullable IOException failure;

  /** Receives records in order. */
  interface Replay {
    /** The next record; the entry is refilled for the one after. */
    void happened(JournalEntry entry);
  }

  private Journal(Path file, int imageSize, int syncInstances, RandomAccessFile out) {
    this.file = file;
    this.imageSize = imageSize;
    this.syncInstances = syncInstances;
    this.out = out;
  }

  /**
   * Opens a journal, or begins an empty one.
   *
   * @param syncInstances records after which they are forced to the disk
   * @throws IOException if it cannot be opened, or is not a journal of instances of this size
   */
  static Journal open(Path file, int imageSize, int syncInstances) throws IOException {
    RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
    try {
      Journal journal = new Journal(file, imageSize, syncInstances, out);
      journal.readHeader();
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      out.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    if (out.length() < HEADER_BYTES) {
      // Ended while it was begun: there is a checkpoint then, and nothing has happened since.
      return;
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    out.readFully(header.array());
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    int size = header.getInt();
    long follows = header.getLong();
    if (!Arrays.equals(magic, MAGIC)) {
      throw damaged(0);
    }
    if (version > FORMAT_VERSION) {
      throw new IOException(
          "journal "
              + file
              + " has format "
              + version
              + ", this version of Tamis reads "
              + FORMAT_VERSION
              + ": update Tamis");
    }
    if (header.getInt() != checksum(header.array(), HEADER_BYTES - Integer.BYTES)) {
      throw damaged(MAGIC.length);
    }
    if (size != imageSize) {
      throw new IOException(
          "journal "
              + file
              + " is of images of "
              + size
              + " values, the network takes "
              + imageSize
              + ": it belongs to another model");
    }
    generation = follows;
  }

  private IOException damaged(long at) {
    return new IOException(
        "journal "
            + file
            + " is damaged at byte "
            + at
            + ": move it away to go on from the last checkpoint without what was learnt since");
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Number of the checkpoint it follows; negative before the first. */
  long generation() {
    return generation;
  }

  /**
   * Gives what happened since the checkpoint, and goes on behind the last whole record.
   *
   * @return records
   * @throws IOException if it cannot be read, or more of it is damaged than a loss of power can
   *     explain
   */
  long replay(Replay replay) throws IOException {
    JournalEntry entry = new JournalEntry(imageSize);
    long end = HEADER_BYTES;
    long records = 0;
    out.seek(end);
    // Shares the position of the file, and is not closed, as that would close the file.
    CheckedInputStream checked =
        new CheckedInputStream(
            new BufferedInputStream(new FileInputStream(out.getFD()), BUFFER_BYTES), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    while (read(in, checked, entry)) {
      replay.happened(entry);
      records++;
      end += recordBytes(entry.kind());
    }
    long rest = out.length() - end;
    if (rest > (syncInstances + 1L) * recordBytes(JournalEntry.Kind.OFFER)) {
      throw damaged(end);
    }
    if (rest > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "journal {0}: the last {1} bytes are no whole record and are left out",
          file,
          rest);
    }
    out.setLength(end);
    out.seek(end);
    // What an ended process wrote may not be on the disk yet.
    out.getFD().sync();
    return records;
  }

  private long recordBytes(JournalEntry.Kind kind) {
    return FIELD_BYTES + (kind.hasImage() ? (long) imageSize * Float.BYTES : 0) + Integer.BYTES;
  }

  /** Whether another whole record was read. */
  private static boolean read(DataInputStream in, CheckedInputStream checked, JournalEntry entry)
      throws IOException {
    checked.getChecksum().reset();
    try {
      int ordinal = in.readByte();
      if (!JournalEntry.Kind.isKnown(ordinal)) {
        return false;
      }
      JournalEntry.Kind kind = JournalEntry.Kind.of(ordinal);
      boolean predicted = in.readByte() != 0;
      entry.set(kind, in.readLong(), in.readInt(), in.readLong(), predicted);
      if (kind.hasImage()) {
        for (int i = 0; i < entry.image().length; i++) {
          entry.image()[i] = in.readFloat();
        }
      }
      int sum = (int) checked.getChecksum().getValue();
      return in.readInt() == sum;
    } catch (EOFException e) {
      // The process ended within this record, so its call never returned.
      return false;
    }
  }

  /**
   * Forgets all records: there is a new checkpoint.
   *
   * @param follows its number
   */
  void begin(long follows) throws IOException {
    try {
      out.setLength(0);
      out.seek(0);
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      header.put(MAGIC).putInt(FORMAT_VERSION).putInt(imageSize).putLong(follows);
      header.putInt(checksum(header.array(), header.position()));
      out.write(header.array());
      out.getFD().sync();
    } catch (IOException e) {
      // What follows the older checkpoint would be left out.
      failure = e;
      throw e;
    }
    generation = follows;
    unsynced = 0;
    failure = null;
  }

  /** A call has changed the learner, and there will be no record of it. */
  void fail(String reason) {
    failure = new IOException(reason);
  }

  /**
   * Fails if a record is missing, so that nothing may follow it.
   *
   * @throws UncheckedIOException if so
   */
  void requireWhole() {
    IOException cause = failure;
    if (cause != null) {
      throw new UncheckedIOException(
          "journal "
              + file
              + " lacks what was just done ("
              + cause.getMessage()
              + "): nothing more is learnt until a checkpoint was made, which needs space on the"
              + " disk",
          cause);
    }
  }

  /**
   * Appends a record.
   *
   * @param image of kinds that have one
   * @throws UncheckedIOException if it cannot be written
   */
  void append(
      JournalEntry.Kind kind,
      long id,
      int label,
      long predictions,
      boolean predicted,
      float[] image) {
    requireWhole();
    try {
      checksum.reset();
      buffer.clear();
      buffer.put((byte) kind.ordinal()).put((byte) (predicted ? 1 : 0));
      buffer.putLong(id).putInt(label).putLong(predictions);
      if (kind.hasImage()) {
        for (float value : image) {
          if (buffer.remaining() < Float.BYTES) {
            drain();
          }
          buffer.putFloat(value);
        }
      }
      drain();
      buffer.putInt((int) checksum.getValue());
      out.write(buffer.array(), 0, buffer.position());
      if (++unsynced >= syncInstances) {
        out.getFD().sync();
        unsynced = 0;
      }
    } catch (IOException e) {
      failure = e;
      requireWhole();
    }
  }

  private void drain() throws IOException {
    checksum.update(buffer.array(), 0, buffer.position());
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    try (out) {
      out.getFD().sync();
    }
  }
}
