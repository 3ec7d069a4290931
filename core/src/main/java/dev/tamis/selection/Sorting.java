package dev.tamis.selection;

/** Sorting that allocates nothing; the JDK's leaves small arrays behind at every call. */
final class Sorting {
  private static final int[] GAPS = {1750, 701, 301, 132, 57, 23, 10, 4, 1};

  private Sorting() {}

  /** Sorts the first {@code count} values in place, ascending (Shell's sort, Ciura's gaps). */
  static void ascending(long[] values, int count) {
    for (int gap : GAPS) {
      for (int i = gap; i < count; i++) {
        long value = values[i];
        int j = i;
        for (; j >= gap && values[j - gap] > value; j -= gap) {
          values[j] = values[j - gap];
        }
        values[j] = value;
      }
    }
  }
}
