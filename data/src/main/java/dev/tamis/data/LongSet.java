package dev.tamis.data;

import java.util.Arrays;

/** A set of longs in one array, by linear probing. */
final class LongSet {
  private static final int SMALLEST = 64;

  private long[] slots = new long[SMALLEST];
  private boolean hasZero;
  private int count;

  int count() {
    return count + (hasZero ? 1 : 0);
  }

  boolean contains(long value) {
    return value == 0 ? hasZero : slots[slot(slots, value)] == value;
  }

  void add(long value) {
    if (value == 0) {
      hasZero = true;
      return;
    }
    int slot = slot(slots, value);
    if (slots[slot] == value) {
      return;
    }
    slots[slot] = value;
    count++;
    if (2 * count > slots.length) {
      long[] larger = new long[2 * slots.length];
      for (long kept : slots) {
        if (kept != 0) {
          larger[slot(larger, kept)] = kept;
        }
      }
      slots = larger;
    }
  }

  /** Where a value is, or would be put. */
  private static int slot(long[] slots, long value) {
    int slot = (int) (value ^ (value >>> 32)) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != value) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** All values, ascending. */
  long[] sorted() {
    long[] values = Arrays.stream(slots).filter(value -> value != 0).toArray();
    if (hasZero) {
      values = Arrays.copyOf(values, values.length + 1);
    }
    Arrays.sort(values);
    return values;
  }
}
