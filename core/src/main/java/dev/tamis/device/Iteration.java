package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An iteration of the paper's rule: so many offered instances, and those of them that are labelled
 * only to teach the filter.
 */
final class Iteration {
  private final InstanceStore labelOnly;
  private int offered;

  /**
   * An iteration at its beginning.
   *
   * @param imageSize values of one image
   * @param length offered instances
   */
  Iteration(int imageSize, int length) {
    labelOnly = new InstanceStore(imageSize, length);
  }

  static long bytes(int imageSize, int length) {
    return InstanceStore.bytes(imageSize, length);
  }

  /** Counts an offered instance. */
  void offer() {
    offered++;
  }

  /** Whether all of its instances were offered. */
  boolean isComplete() {
    return offered >= labelOnly.capacity();
  }

  /** Instances that are labelled only to teach the filter; late labels may fill it. */
  InstanceStore labelOnly() {
    return labelOnly;
  }

  /** Begins the next one. */
  void restart() {
    offered = 0;
    labelOnly.clear();
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(offered);
    labelOnly.saveState(out);
  }

  void restoreState(DataInput in) throws IOException {
    offered = in.readInt();
    labelOnly.restoreState(in);
  }
}
