package dev.tamis.stream;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Near-duplicate bursts, as a camera gives them: every image comes several times in a row, each
 * time varied by the source's augmentation. An epoch offers as many instances as the source has
 * images, so only one in {@code burstLength} of them; the following epochs continue with the
 * others, and when all were used they are shuffled anew. A mini-batch ends with its epoch, as does
 * a burst, so the last ones of an epoch may be short.
 */
public final class BurstStream implements InstanceStream {
  private final LabelledSource source;
  private final int burstLength;
  private final SeededGenerator augmentation;
  private final ShuffledIndices order;
  private int used;
  private long epoch;
  private int position;

  /**
   * A stream at its beginning.
   *
   * @param source at least one image; without augmentation the instances of a burst are equal
   * @param burstLength instances in a row that show the same image, at least 1
   * @param seed order and augmentation follow from it
   */
  public BurstStream(LabelledSource source, int burstLength, long seed) {
    if (burstLength < 1) {
      throw new IllegalArgumentException(
          "a burst has at least one instance, not " + burstLength + "; use 1 for no bursts");
    }
    this.source = source;
    this.burstLength = burstLength;
    this.order = new ShuffledIndices(source.count(), seed);
    this.augmentation = SeededGenerator.split(seed, "stream.augmentation");
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return new MiniBatch(source.shape(), source.classes(), capacity, source);
  }

  @Override
  public boolean next(MiniBatch batch) {
    if (position == order.count()) {
      epoch++;
      position = 0;
    }
    batch.clear();
    while (batch.count() < batch.capacity() && position < order.count()) {
      if (position % burstLength == 0) {
        beginBurst();
      }
      position++;
      int index = order.get(used - 1);
      int at = batch.append(index);
      source.read(index, augmentation, batch.images().data(), at);
    }
    batch.requireFinite();
    return true;
  }

  private void beginBurst() {
    if (used == order.count()) {
      used = 0;
      order.shuffle();
    }
    used++;
  }

  /** Epochs begun before the current one. */
  public long epoch() {
    return epoch;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    order.saveState(out);
    out.writeInt(burstLength);
    out.writeInt(used);
    out.writeLong(augmentation.state());
    out.writeLong(epoch);
    out.writeInt(position);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    order.restoreState(in);
    int savedLength = in.readInt();
    if (savedLength != burstLength) {
      throw new IOException(
          "the saved stream had bursts of " + savedLength + ", this one has " + burstLength);
    }
    used = order.readPosition(in);
    augmentation.restore(in.readLong());
    epoch = in.readLong();
    position = order.readPosition(in);
    if (used == 0 && position > 0) {
      throw new IOException("the saved stream is within a burst of no image");
    }
  }
}
