package dev.tamis.device;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.stream.LabelSource;
import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a learner lives: its last checkpoint, and a journal of what happened since. The checkpoint
 * is numbered and the journal says which it follows, so that being killed between the writing of
 * the two does no harm.
 */
final class LearnerFolder implements AutoCloseable {
  private static final String SECTION = "journal";
  private static final int COPY_BYTES = 1 << 16;

  private final Path path;
  private final Path model;
  private final FileChannel lock;
  private final int checkpointInstances;
  private final int syncInstances;
  private final Asking asking = new Asking();
  private @Nullable Journal journal;
  private long generation;
  private long modelBytes;
  private int modelChecksum;
  private int since;

  private LearnerFolder(Path path, Path model, FileChannel lock, AdaptationConfig config) {
    this.path = path;
    this.model = model;
    this.lock = lock;
    this.checkpointInstances = config.checkpointInstances();
    this.syncInstances = config.syncInstances();
  }

  /**
   * Takes a folder for one learner alone; it is made if it is missing.
   *
   * @param model the learner began or begins with
   * @throws IOException if it cannot be made or another learner has it
   */
  static LearnerFolder open(Path path, Path model, AdaptationConfig config) throws IOException {
    Files.createDirectories(path);
    FileChannel lock =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        return new LearnerFolder(path, model, lock, config);
      }
    } catch (OverlappingFileLockException e) {
      // By a learner of this process: as one of another.
      lock.close();
      throw new IOException(inUse(path), e);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
    lock.close();
    throw new IOException(inUse(path));
  }

  private static String inUse(Path path) {
    return "folder " + path + " is in use by another learner: close that first, or choose another";
  }

  /** Whether a learner has lived here before. */
  boolean isInhabited() {
    return Files.exists(checkpoint());
  }

  Path checkpoint() {
    return path.resolve("learner.tamis");
  }

  /**
   * Gives what happened since the checkpoint, or makes the first one.
   *
   * @param learner as of the checkpoint, or new
   * @throws IOException if the folder is of another model, or its files do not belong together
   */
  void begin(OnDeviceLearner learner, int imageSize, Journal.Replay replay) throws IOException {
    boolean inhabited = isInhabited();
    if (inhabited) {
      Checkpoint.read(checkpoint()).get(SECTION, this::restoreState);
      requireModel();
    } else {
      generation = 0;
      fingerprint();
    }
    Journal opened = Journal.open(path.resolve("journal"), imageSize, syncInstances);
    journal = opened;
    if (!inhabited) {
      checkpoint(learner);
    } else if (opened.generation() == generation) {
      since = (int) Math.min(checkpointInstances, opened.replay(replay));
    } else if (opened.generation() < generation) {
      opened.begin(generation);
    } else {
      throw new CheckpointException(
          "the journal in "
              + path
              + " follows a later checkpoint than "
              + checkpoint()
              + ": put the later one back, or move the journal away to lose what it holds");
    }
  }

  private void fingerprint() throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] bytes = new byte[COPY_BYTES];
    modelBytes = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(model))) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        checksum.update(bytes, 0, count);
        modelBytes += count;
      }
    }
    modelChecksum = (int) checksum.getValue();
  }

  private void requireModel() throws IOException {
    if (!Files.exists(model)) {
      return;
    }
    long began = modelBytes;
    int beganWith = modelChecksum;
    fingerprint();
    if (modelBytes != began || modelChecksum != beganWith) {
      throw new CheckpointException(
          "folder "
              + path
              + " holds a learner that began with another model than "
              + model
              + ": give that one, or another folder for this one");
    }
  }

  /** Makes a checkpoint; the journal begins anew. */
  void checkpoint(OnDeviceLearner learner) throws IOException {
    learner.save(checkpoint(), Map.of(SECTION, this::saveNext));
    generation++;
    since = 0;
    journal().begin(generation);
  }

  /** Counts a record; whether it is time for a checkpoint. */
  boolean isDue() {
    if (++since < checkpointInstances) {
      return false;
    }
    // The journal grows for as long again if it fails.
    since = 0;
    return true;
  }

  Journal journal() {
    if (journal == null) {
      throw new IllegalStateException("the folder " + path + " was not begun");
    }
    return journal;
  }

  /** Asks on behalf of the learner and remembers the answer. */
  LabelSource asking(LabelSource source) {
    asking.source = source;
    asking.answer = JournalEntry.NOT_ASKED;
    return asking;
  }

  /** What was answered; {@link JournalEntry#NOT_ASKED} if nothing was asked. */
  int answer() {
    asking.source = null;
    return asking.answer;
  }

  private static final class Asking implements LabelSource {
    private @Nullable LabelSource source;
    private int answer;

    @Override
    public int label(long id) {
      LabelSource asked = source;
      if (asked == null) {
        throw new IllegalStateException("no label source for instance " + id);
      }
      // Unless it answers.
      answer = OnDeviceLearner.NEVER;
      answer = asked.label(id);
      return answer;
    }
  }

  private void saveNext(DataOutput out) throws IOException {
    out.writeLong(generation + 1);
    out.writeLong(modelBytes);
    out.writeInt(modelChecksum);
  }

  private void restoreState(DataInput in) throws IOException {
    generation = in.readLong();
    modelBytes = in.readLong();
    modelChecksum = in.readInt();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      if (journal != null) {
        journal.close();
      }
    }
  }
}
