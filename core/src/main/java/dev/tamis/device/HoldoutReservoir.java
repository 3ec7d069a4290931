package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Labelled instances that are never trained on and judge new weights. One half holds recent ones,
 * where the oldest of the most frequent class goes first; what goes may enter the other half, a
 * balanced sample of all that went before. So a stretch of bad labels faces what was known before
 * it. Of every row it is noted whether the served and the trained network are right, and what
 * probability they give its label.
 */
final class HoldoutReservoir {
  private static final int SERVED_RIGHT = 1;
  private static final int TRAINED_RIGHT = 2;
  private static final int TRAINED_KNOWN = 4;

  /** The network that was served when the row came was right; stays as it is. */
  private static final int FIRST_RIGHT = 8;

  /** Drawn from all instances of the stream alike; stays as it is. */
  private static final int UNIFORM = 16;

  /** Whether {@link #FIRST_RIGHT} is about the row as one of the older half; stays as it is. */
  private static final int FIRST_AS_OLD = 1 << 25;

  private static final int LASTING = FIRST_RIGHT | UNIFORM | FIRST_AS_OLD;

  /** Probabilities of the label are kept in thousandths, beside the flags. */
  private static final int PROBABILITY_MASK = 0x3ff;

  private static final float PROBABILITY_SCALE = 1000;
  private static final int SERVED_SHIFT = 5;
  private static final int TRAINED_SHIFT = 15;

  private final InstanceStore recent;
  private final int[] recentRows;
  private final BalancedSample old;
  private int compared;
  private int gained;

  HoldoutReservoir(int imageSize, int classes, int capacity, long seed) {
    recent = new InstanceStore(imageSize, capacity - capacity / 2);
    recentRows = new int[classes];
    old =
        new BalancedSample(
            imageSize, classes, capacity / 2, SeededGenerator.split(seed, "device.reservoir.old"));
  }

  /** Rows, recent ones first. */
  int count() {
    return recent.count() + old.store().count();
  }

  /** Rows of the recent half. */
  int recentCount() {
    return recent.count();
  }

  /** The older half. */
  InstanceStore old() {
    return old.store();
  }

  /** Rows of the older half. */
  int oldCount() {
    return old.store().count();
  }

  boolean isOld(int row) {
    return row >= recent.count();
  }

  /** Rows of a class in both halves. */
  int rows(int label) {
    return recentRows[label] + old.rows(label);
  }

  /**
   * Adds a recent instance.
   *
   * @param uniform whether it was drawn from all instances alike
   */
  void add(long id, int label, boolean servedRight, boolean uniform, float[] from, int at) {
    int mark = firstMark(servedRight) | (uniform ? UNIFORM : 0);
    if (!recent.isFull()) {
      recent.append(id, label, mark, from, at);
    } else {
      int row = oldestOf(ClassCounts.largest(recentRows));
      int left = recent.label(row);
      old.add(recent.id(row), left, recent.marks(row), recent.images(), recent.offset(row));
      recentRows[left]--;
      recent.put(row, id, label, mark, from, at);
    }
    recentRows[label]++;
  }

  /**
   * Adds an instance from before the stream to the older half. What is lost of these counts as
   * forgotten; how the stream is they do not tell.
   */
  void addOld(long id, int label, boolean servedRight, float[] from, int at) {
    old.add(id, label, firstMark(servedRight) | FIRST_AS_OLD, from, at);
  }

  private static int firstMark(boolean servedRight) {
    return servedRight ? SERVED_RIGHT | FIRST_RIGHT : 0;
  }

  private static int thousandths(float probability) {
    return Math.round(probability * PROBABILITY_SCALE);
  }

  /** Rise of the label's probability from the served to the trained network, in [-1,1]. */
  double rise(int row) {
    int marks = store(row).marks(place(row));
    int trained = (marks >> TRAINED_SHIFT) & PROBABILITY_MASK;
    int served = (marks >> SERVED_SHIFT) & PROBABILITY_MASK;
    return (trained - served) / (double) PROBABILITY_SCALE;
  }

  private int oldestOf(int label) {
    int oldest = -1;
    for (int row = 0; row < recent.count(); row++) {
      if (recent.label(row) == label && (oldest < 0 || recent.id(row) < recent.id(oldest))) {
        oldest = row;
      }
    }
    return oldest;
  }

  private InstanceStore store(int row) {
    return isOld(row) ? old.store() : recent;
  }

  private int place(int row) {
    return isOld(row) ? row - recent.count() : row;
  }

  int label(int row) {
    return store(row).label(place(row));
  }

  long id(int row) {
    return store(row).id(place(row));
  }

  void copyImage(int row, float[] destination, int at, int imageSize) {
    InstanceStore store = store(row);
    System.arraycopy(store.images(), store.offset(place(row)), destination, at, imageSize);
  }

  boolean servedRight(int row) {
    return (store(row).marks(place(row)) & SERVED_RIGHT) != 0;
  }

  /** Whether the network that was served when the row came was right about it. */
  boolean firstRight(int row) {
    return (store(row).marks(place(row)) & FIRST_RIGHT) != 0;
  }

  boolean isUniform(int row) {
    return (store(row).marks(place(row)) & UNIFORM) != 0;
  }

  boolean trainedRight(int row) {
    return (store(row).marks(place(row)) & TRAINED_RIGHT) != 0;
  }

  /** The trained network is about to be judged on all rows. */
  void beginTrial() {
    compared = 0;
    gained = 0;
  }

  /** Rise of the trained network's accuracy since the trial before, on rows that were in both. */
  double gain() {
    return compared == 0 ? 0 : (double) gained / compared;
  }

  void noteTrained(int row, boolean right, float probability) {
    int marks = store(row).marks(place(row));
    if ((marks & TRAINED_KNOWN) != 0) {
      compared++;
      gained += (right ? 1 : 0) - ((marks & TRAINED_RIGHT) != 0 ? 1 : 0);
    }
    int before = marks & (SERVED_RIGHT | LASTING | (PROBABILITY_MASK << SERVED_SHIFT));
    int now = thousandths(probability) << TRAINED_SHIFT;
    store(row).mark(place(row), before | now | TRAINED_KNOWN | (right ? TRAINED_RIGHT : 0));
  }

  /**
   * The served network is judged again.
   *
   * @param anew whether it normalises by something else than when the row came, or came into the
   *     older half; then so is what it first said of it
   */
  void noteServed(int row, boolean right, float probability, boolean anew) {
    int marks = store(row).marks(place(row));
    int said = right ? SERVED_RIGHT : 0;
    int lost = SERVED_RIGHT | (PROBABILITY_MASK << SERVED_SHIFT);
    if (anew && (marks & FIRST_AS_OLD) == 0) {
      lost |= FIRST_RIGHT;
      said |= (right ? FIRST_RIGHT : 0) | (isOld(row) ? FIRST_AS_OLD : 0);
    }
    int probabilityBits = thousandths(probability) << SERVED_SHIFT;
    store(row).mark(place(row), (marks & ~lost) | said | probabilityBits);
  }

  /** The trained weights are served from now on. */
  void serveTrained() {
    for (int row = 0; row < count(); row++) {
      become(row, trainedRight(row), TRAINED_SHIFT);
    }
  }

  /** The served weights are trained from now on. */
  void trainServed() {
    for (int row = 0; row < count(); row++) {
      become(row, servedRight(row), SERVED_SHIFT);
    }
  }

  private void become(int row, boolean right, int probabilityShift) {
    int marks = store(row).marks(place(row));
    int probability = (marks >> probabilityShift) & PROBABILITY_MASK;
    store(row)
        .mark(
            place(row),
            (marks & LASTING)
                | (probability << SERVED_SHIFT)
                | (probability << TRAINED_SHIFT)
                | TRAINED_KNOWN
                | (right ? SERVED_RIGHT | TRAINED_RIGHT : 0));
  }

  void saveState(DataOutput out) throws IOException {
    recent.saveState(out);
    old.saveState(out);
  }

  void restoreState(DataInput in) throws IOException {
    recent.restoreState(in);
    ClassCounts.count(recent, recentRows);
    old.restoreState(in);
  }
}
