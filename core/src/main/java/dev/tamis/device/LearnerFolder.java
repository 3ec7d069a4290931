package dev.tamis.device;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.stream.LabelSource;
import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * Those of this process: the operating system's locks tell processes apart, and closing the file
   * once more would give up the first one's.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path model;
  private final FileChannel lock;
  private final int checkpointInstances;
  private final int syncInstances;
  private final Asking asking = new Asking();
  private @Nullable OnDeviceLearner saved;
  private @Nullable Journal journal;
  private long generation;
  private long modelBytes;
  private int modelChecksum;
  private int since;

  /** Whether a call has begun that is not recorded yet. */
  private boolean inCall;

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
    Path real = Files.createDirectories(path).toRealPath();
    if (!HELD.add(real)) {
      throw inUse(path);
    }
    try {
      return new LearnerFolder(real, model, lock(real), config);
    } catch (IOException | RuntimeException | Error e) {
      HELD.remove(real);
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(path);
      }
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static IOException inUse(Path path) {
    return new IOException(
        "folder " + path + " is in use by another learner: close that first, or choose another");
  }

  /** Whether a learner has lived here before. */
  boolean isInhabited() {
    return Files.exists(checkpointFile());
  }

  Path checkpointFile() {
    return path.resolve("learner.tamis");
  }

  /**
   * Gives what happened since the checkpoint, or makes the first one.
   *
   * @param learner as of the checkpoint, or new
   * @throws IOException if the folder is of another model, or its files do not belong together
   */
  void begin(OnDeviceLearner learner, int imageSize, Journal.Replay replay) throws IOException {
    saved = learner;
    boolean inhabited = isInhabited();
    if (inhabited) {
      restoreState();
      requireModel();
    } else {
      generation = 0;
      fingerprint();
    }
    Journal opened = Journal.open(path.resolve("journal"), imageSize, syncInstances);
    journal = opened;
    if (!inhabited) {
      if (opened.generation() >= 0) {
        throw new CheckpointException(
            "folder "
                + path
                + " has a journal, but not the checkpoint it follows: put "
                + checkpointFile()
                + " back, or move the journal away to begin anew");
      }
      checkpoint();
    } else if (opened.generation() == generation) {
      since = (int) Math.min(checkpointInstances, opened.replay(replay));
    } else if (opened.generation() < generation) {
      opened.begin(generation);
    } else {
      throw new CheckpointException(
          "the journal in "
              + path
              + " follows a later checkpoint than "
              + checkpointFile()
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
  void checkpoint() throws IOException {
    requireBegun(saved).save(checkpointFile(), Map.of(SECTION, this::saveNext));
    generation++;
    since = 0;
    inCall = false;
    journal().begin(generation);
  }

  /**
   * A call is about to change the learner, and {@link #endCall} is to follow.
   *
   * @throws UncheckedIOException if the journal lacks something already
   */
  void beginCall() {
    if (inCall) {
      journal().fail("a call before ended with an error");
    }
    journal().requireWhole();
    inCall = true;
  }

  /** Records the call, as {@link Journal#append}. */
  void endCall(
      JournalEntry.Kind kind,
      long id,
      int label,
      long predictions,
      boolean predicted,
      float[] image) {
    journal().append(kind, id, label, predictions, predicted, image);
    inCall = false;
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
    return requireBegun(journal);
  }

  private <T> T requireBegun(@Nullable T thing) {
    if (thing == null) {
      throw new IllegalStateException("the folder " + path + " was not begun");
    }
    return thing;
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

  private void restoreState() throws IOException {
    try {
      Checkpoint.read(checkpointFile()).get(SECTION, this::restoreState);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          "folder "
              + path
              + " is not of a learner that is kept there ("
              + e.getMessage()
              + "): choose another folder",
          e);
    }
  }

  private void restoreState(DataInput in) throws IOException {
    generation = in.readLong();
    modelBytes = in.readLong();
    modelChecksum = in.readInt();
  }

  @Override
  public void close() throws IOException {
    if (!lock.isOpen()) {
      return;
    }
    try (lock) {
      if (journal != null) {
        journal.close();
      }
    } finally {
      HELD.remove(path);
    }
  }
}
