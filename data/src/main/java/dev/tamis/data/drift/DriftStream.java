package dev.tamis.data.drift;

import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.InstanceStream;
import dev.tamis.stream.MiniBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A generated stream offered once, in its order; after its last instance there are no more. */
public final class DriftStream implements InstanceStream {
  private final DriftSource source;
  private final SeededGenerator unused = new SeededGenerator(0);
  private int position;

  /** A stream at its beginning. */
  public DriftStream(DriftSource source) {
    this.source = source;
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return new MiniBatch(source.shape(), source.classes(), capacity, source);
  }

  @Override
  public boolean next(MiniBatch batch) {
    batch.clear();
    while (batch.count() < batch.capacity() && position < source.count()) {
      int at = batch.append(position);
      source.read(position, unused, batch.images().data(), at);
      position++;
    }
    return batch.count() > 0;
  }

  /** Instances offered so far, so the id of the next one. */
  public int position() {
    return position;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    out.writeInt(source.fingerprint());
    out.writeInt(position);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    if (in.readInt() != source.fingerprint()) {
      throw new IOException(
          "the saved stream was another one than '"
              + source.schedule()
              + "' of these images with this seed; give the same data, stream and seed as before");
    }
    int saved = in.readInt();
    if (saved < 0 || saved > source.count()) {
      throw new IOException("the saved stream position " + saved + " is out of range");
    }
    position = saved;
  }
}
