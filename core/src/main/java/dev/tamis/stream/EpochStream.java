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
  private final SeededGenerator augmentation;
  private final ShuffledIndices order;
  private long epoch;
  private int position;

  /**
   * A stream at its beginning.
   *
   * @param source at least one image
   * @param seed order and augmentation follow from it
   */
  public EpochStream(LabelledSource source, long seed) {
    this.source = source;
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
      order.shuffle();
    }
    batch.clear();
    while (batch.count() < batch.capacity() && position < order.count()) {
      int index = order.get(position++);
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
    order.saveState(out);
    out.writeLong(augmentation.state());
    out.writeLong(epoch);
    out.writeInt(position);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    order.restoreState(in);
    augmentation.restore(in.readLong());
    epoch = in.readLong();
    position = order.readPosition(in);
  }
}
