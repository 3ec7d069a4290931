package dev.tamis.device;

import java.io.IOException;
import java.util.Arrays;

/** Rows per class. */
final class ClassCounts {
  private ClassCounts() {}

  /** The class with most rows; the lowest of equals. */
  static int largest(int[] rows) {
    int largest = 0;
    for (int label = 1; label < rows.length; label++) {
      largest = rows[label] > rows[largest] ? label : largest;
    }
    return largest;
  }

  /** Counts a restored store anew. */
  static void count(InstanceStore store, int[] rows) throws IOException {
    Arrays.fill(rows, 0);
    for (int row = 0; row < store.count(); row++) {
      int label = store.label(row);
      if (label < 0 || label >= rows.length) {
        throw new IOException(
            "a saved instance has label "
                + label
                + ", but there are only the classes 0 to "
                + (rows.length - 1));
      }
      rows[label]++;
    }
  }
}
