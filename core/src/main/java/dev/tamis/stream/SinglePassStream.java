package dev.tamis.stream;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A labelled source offered once, in shuffled order: what a device sees that keeps nothing. After
 * its last image, in a mini-batch that may be short, there are no more.
 */
public final class SinglePassStream implements InstanceStream {
  private final LabelledSource source;
  private final SeededGenerator augmentation;
  private final ShuffledIndices order;
  private int position;

  /**
   * A stream at its beginning.
   *
   * @param source at least one image
   * @param seed order and augmentation follow from it
   */
  public SinglePassStream(LabelledSource source, long seed) {
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
    batch.clear();
    while (batch.count() < batch.capacity() && position < order.count()) {
      int index = order.get(position++);
      int at = batch.append(index);
      source.read(index, augmentation, batch.images().data(), at);
    }
    batch.requireFinite();
    return batch.count() > 0;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    order.saveState(out);
    out.writeLong(augmentation.state());
    out.writeInt(position);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    order.restoreState(in);
    augmentation.restore(in.readLong());
    position = order.readPosition(in);
  }
}
