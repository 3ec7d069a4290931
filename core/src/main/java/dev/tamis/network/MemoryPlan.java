package dev.tamis.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places values of known size and lifetime in one slab so that values alive at the same time do not
 * overlap: largest first, each at the lowest place that is free during its life.
 */
final class MemoryPlan {
  private final List<Value> values = new ArrayList<>();
  private long[] offsets = new long[0];
  private long size;

  private record Value(int id, long size, int firstUse, int lastUse) {
    boolean meets(Value other) {
      return firstUse <= other.lastUse && other.firstUse <= lastUse;
    }
  }

  /** Adds a value that is alive from its first to its last use, both inclusive; returns its id. */
  int add(long elements, int firstUse, int lastUse) {
    values.add(new Value(values.size(), elements, firstUse, lastUse));
    return values.size() - 1;
  }

  void place() {
    offsets = new long[values.size()];
    List<Value> order = new ArrayList<>(values);
    order.sort(Comparator.comparingLong(Value::size).reversed().thenComparingInt(Value::id));
    List<Value> placed = new ArrayList<>();
    for (Value value : order) {
      long[][] busy =
          placed.stream()
              .filter(value::meets)
              .map(other -> new long[] {offsets[other.id()], offsets[other.id()] + other.size()})
              .sorted(Comparator.comparingLong(range -> range[0]))
              .toArray(long[][]::new);
      long at = 0;
      for (long[] range : busy) {
        if (at + value.size() <= range[0]) {
          break;
        }
        at = Math.max(at, range[1]);
      }
      offsets[value.id()] = at;
      size = Math.max(size, at + value.size());
      placed.add(value);
    }
  }

  long offset(int id) {
    return offsets[id];
  }

  long size() {
    return size;
  }

  @Override
  public String toString() {
    return size + " elements: " + Arrays.toString(offsets);
  }
}
