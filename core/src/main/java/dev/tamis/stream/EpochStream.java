package dev.tamis.stream;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A labelled source repeated for ever, shuffled anew for each epoch. A mini-batch ends with its
 * epoch, so the last one of an epoch may be short.
 */
public final class EpochStream implements InstanceStream {
  private final LabelledSource source;
  private final SeededGenerator shuffling;
  private final SeededGenerator augmentation;
  private final int[] order;
  private long shuffleState;
  private long epoch;
  private int position;

  /**
   * A stream at its beginning.
   *
   * @param source at least one image
   * @param seed order and augmentation follow from it
   */
  public EpochStream(LabelledSource source, long seed) {
    if (source.count() < 1) {
      throw new IllegalArgumentException("a stream needs at least one image");
    }
    this.source = source;
    this.shuffling = SeededGenerator.split(seed, "stream.shuffle");
    this.augmentation = SeededGenerator.split(seed, "stream.augmentation");
    this.order = new int[source.count()];
    shuffle();
  }

  private void shuffle() {
    shuffleState = shuffling.state();
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    shuffling.shuffle(order, order.length);
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return new MiniBatch(source.shape(), source.classes(), capacity, source);
  }

  @Override
  public boolean next(MiniBatch batch) {
    if (position == order.length) {
      epoch++;
      position = 0;
      shuffle();
    }
    batch.clear();
    while (batch.count() < batch.capacity() && position < order.length) {
      int index = order[position++];
      int at = batch.append(index);
      source.read(index, augmentation, batch.images().data(), at);
    }
    batch.requireFinite();
    return true;
  }

  /** Epochs begun before the current one. */
  public long epoch() {
    return epoch;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    out.writeInt(order.length);
    out.writeLong(shuffleState);
    out.writeLong(augmentation.state());
    out.writeLong(epoch);
    out.writeInt(position);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    int count = in.readInt();
    if (count != order.length) {
      throw new IOException(
          "the saved stream had " + count + " images, this one has " + order.length);
    }
    shuffling.restore(in.readLong());
    augmentation.restore(in.readLong());
    epoch = in.readLong();
    int savedPosition = in.readInt();
    if (savedPosition < 0 || savedPosition > order.length) {
      throw new IOException("the saved stream position " + savedPosition + " is out of range");
    }
    position = savedPosition;
    shuffle();
  }
}
